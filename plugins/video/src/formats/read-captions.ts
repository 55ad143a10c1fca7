import { readAss } from './ass.ts';
import type { Captions } from './cue.ts';
import { type CaptionFormat, formatOf } from './format.ts';
import { readPodcastJson } from './podcast-json.ts';
import { readSami } from './sami.ts';
import { readSrt } from './srt.ts';
import { readTtml } from './ttml.ts';
import { readVtt } from './vtt.ts';
import { readJson3, readTimedText } from './youtube.ts';

const READERS: Readonly<Record<CaptionFormat, (source: string) => Captions>> = {
  vtt: readVtt,
  srt: readSrt,
  ttml: readTtml,
  json3: readJson3,
  srv3: readTimedText,
  'podcast-json': readPodcastJson,
  ass: readAss,
  sami: readSami,
};

/**
 * Captions of any format. What they are is read from the bytes: names lie.
 * @returns `undefined` if they are no captions
 */
export function readCaptions(bytes: Uint8Array): (Captions & { readonly format: CaptionFormat }) | undefined {
  const { text, problem } = decode(bytes);
  const format = formatOf(text);
  if (format === undefined) return undefined;
  const { problems, ...captions } = READERS[format](text);
  return { ...captions, format, problems: problem === undefined ? problems : [problem, ...problems] };
}

/** Bytes as text: by the mark at their start, as an XML declaration says, as UTF-8, and else as most old files are. */
function decode(bytes: Uint8Array): { readonly text: string; readonly problem?: string } {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return { text: new TextDecoder('utf-16le').decode(bytes) };
  if (first === 0xfe && second === 0xff) return { text: new TextDecoder('utf-16be').decode(bytes) };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    const declared = /^<\?xml[^>]*encoding=["']([\w-]+)/.exec(
      Buffer.from(bytes.subarray(0, 200)).toString('latin1'),
    )?.[1];
    return decodeLegacy(bytes, declared ?? 'windows-1252');
  }
}

function decodeLegacy(bytes: Uint8Array, label: string): { readonly text: string; readonly problem: string } {
  try {
    return {
      text: new TextDecoder(label).decode(bytes),
      problem: `the file is not UTF-8; it was read as ${label}`,
    };
  } catch {
    return decodeLegacy(bytes, 'windows-1252');
  }
}
