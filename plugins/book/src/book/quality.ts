/** How well a book was read. */
export interface Quality {
  /** Letters and digits of the document by those of the original's text, 0 to 1: under 0.9 something was left out. */
  readonly coverage: number;
  /** Characters that stand for none (U+FFFD, private use, controls) by all, 0 to 1: over 0.01 the fonts or the encoding are to blame. */
  readonly garbled: number;
  readonly headings: number;
  readonly pages?: number | undefined;
  /** Pages without text: blank ones, and pictures. */
  readonly emptyPages?: readonly number[] | undefined;
  /** Of these, the ones that hold a picture: scans, which need OCR. */
  readonly scannedPages?: readonly number[] | undefined;
}

/**
 * About how many letters and digits a text has: what is no ASCII counts unless it is usual punctuation. A loop over its units, since a book is long
 * and a text may be in many pieces inside.
 */
export function countLetters(text: string): number {
  const bytes = Buffer.from(text, 'utf16le');
  const units = new Uint16Array(bytes.buffer, bytes.byteOffset, text.length);
  let count = 0;
  for (let index = 0; index < units.length; index++) count += IS_LETTER[units[index] as number] as number;
  return count;
}

/** Whether a unit of UTF-16 is (of) a letter or a digit, as they are counted here: 1 or 0. */
export const IS_LETTER: Readonly<Uint8Array> = new Uint8Array(0x1_00_00)
  .fill(1, 0x30, 0x3a)
  .fill(1, 0x41, 0x5b)
  .fill(1, 0x61, 0x7b)
  .fill(1, 0xc0, 0x2000)
  .fill(1, 0x2070, 0x3000)
  .fill(1, 0x3040);

const GARBLED = /[\ufffd\ue000-\uf8ff\u0080-\u009f]|[\u{f0000}-\u{10fffd}]/gu;

/** Rounded, so that a figure reads well. */
function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 1000) / 1000;
}

export function garbledRatio(text: string): number {
  return ratio(text.match(GARBLED)?.length ?? 0, text.length);
}

/** Coverage of a document by the letters of its original: more than all there is, as where a label is added, is all. */
export function coverage(document: string, original: number): number {
  return original === 0 ? 1 : Math.min(1, ratio(countLetters(document), original));
}
