import type { LineKind } from './quotes.ts';

// Longer than this is no signature: people who draw a line of dashes in a letter lose nothing by it.
const LONGEST_SIGNATURE = 12;
const LONGEST_LOOSE_SIGNATURE = 8;
const LONGEST_SIGNATURE_LINE = 140;

const DASHES = /^(?:-- |--|—|––|-- \*|__)\s*$/u;
/** Written by the program or the telephone, in the languages of their makers. */
const DEVICE =
  /^\s*(?:[([*_]\s?)?(?:(?:sent|posted) (?:from|via|with|using) (?:my |the |an? )?\S.*|get outlook for .*|sent with .*|envoyé (?:de|depuis|à partir de) (?:mon |ma )?.*|von meinem .* gesendet.*|gesendet (?:von|mit) .*|enviado (?:desde|do|de) (?:mi |meu )?.*|inviato (?:da|dal) .*|verstuurd vanaf .*|verzonden vanaf .*|skickat från .*|sendt fra .*|lähetetty .*|wysłane z .*|отправлено (?:с|из) .*|iphone.?dan gönderildi|iPhoneから送信|从我的.*发送|发自我的.*|나의 .*에서 보냄)\s*$/iu;
const RULE = /^\s*(?:[_\-=*~–—]\s?){3,}\s*$/u;
const LONG_RULE = /^\s*[_\-=*~–—]{10,}\s*$/u;
const CONTACT = /@|https?:|www\.|\+?\d[\d\s().-]{6,}\d|📱|📧|☎/u;
/** `-Jane Doe` below a letter. */
const NAME = /^[-–—~]\s?\p{Lu}[\p{L}'’.]*(?:\s\p{Lu}[\p{L}'’.]*){0,3}$/u;

const LIST =
  /(?:mailing[- ]?list|unsubscribe|abmelden|désabonner|désinscri|listinfo|mailman|google groups|groups\.google|you (?:are receiving|received) this (?:message|email|mail|because)|reply to this email directly|view it on github|majordomo|yahoo! groups|manage your subscription|to stop receiving)/iu;

const DISCLAIMER_SIGNS = [
  /confidential|vertraulich|confidentiel|confidencial|riservat|vertrouwelijk|конфиденциальн|poufn/iu,
  /intended (?:only |solely |exclusively )?(?:for|recipient)|addressee|bestimmt|destinataire|destinatari|geadresseerde|adresat/iu,
  /privileged|disclos|unauthori[sz]ed|unbefugt|divulg|distribution or copying|strictly prohibited/iu,
  /received (?:this|it) .{0,40}(?:in error|by mistake)|irrtümlich|par erreur|por error|per errore|not the (?:intended|named)/iu,
  /virus|legally binding|views .{0,40}(?:author|sender)|registered (?:office|in england)|think before you print|consider the environment/iu,
];
const LONGEST_DISCLAIMER_LINES = 40;

/**
 * Marks what stands below the author's own text: signatures, what a telephone adds, footers of mailing lists, disclaimers. Looks at
 * the end of each stretch of own lines, since a reply may stand above its quote or below it.
 */
export function markEndings(lines: readonly string[], kinds: LineKind[], signatures: boolean): void {
  for (let end = kinds.length; end > 0; ) {
    let start = end;
    while (start > 0 && kinds[start - 1] === 'own') start--;
    if (start < end) markStretch(lines, kinds, start, end, signatures);
    end = start === end ? end - 1 : start;
  }
}

function markStretch(
  lines: readonly string[],
  kinds: LineKind[],
  start: number,
  end: number,
  signatures: boolean,
): void {
  let last = lastLine(lines, start, end);
  for (let changed = true; changed && last >= start; ) {
    const from = endingAt(lines, start, last, signatures);
    changed = from !== undefined;
    if (from === undefined) return;
    kinds.fill(from.kind, from.index, last + 1);
    last = lastLine(lines, start, from.index);
  }
}

interface Ending {
  readonly index: number;
  readonly kind: LineKind;
}

/** The ending whose last line is `last`. */
function endingAt(
  lines: readonly string[],
  start: number,
  last: number,
  signatures: boolean,
): Ending | undefined {
  return (
    listFooter(lines, start, last) ??
    disclaimer(lines, start, last) ??
    (signatures ? signature(lines, start, last) : undefined)
  );
}

/** From a rule or a dash line on, or from the paragraph that speaks of the list. */
function listFooter(lines: readonly string[], start: number, last: number): Ending | undefined {
  const first = Math.max(start, last - LONGEST_SIGNATURE);
  let speaks = false;
  for (let index = last; index >= first; index--) {
    const line = lines[index] ?? '';
    speaks ||= LIST.test(line.slice(0, 400));
    if (!speaks) continue;
    if (LONG_RULE.test(line) || DASHES.test(line) || /^—$/u.test(line.trim()))
      return { index, kind: 'footer' };
    const isParagraph = index === start || (lines[index - 1] ?? '').trim() === '';
    if (!isParagraph) continue;
    const above = lastLine(lines, start, index);
    if (above >= first && RULE.test(lines[above] ?? '')) return { index: above, kind: 'footer' };
    if (isFooterParagraph(lines.slice(index, last + 1)) && index > start) return { index, kind: 'footer' };
  }
  return undefined;
}

/** Says how to leave the list, and nothing else that somebody would write by hand. */
function isFooterParagraph(paragraph: readonly string[]): boolean {
  const text = paragraph.join(' ').slice(0, 1200);
  return (
    paragraph.length <= 6 &&
    /unsubscribe|google groups|you are receiving this because|mailing list info/iu.test(text) &&
    /https?:|@/u.test(text) &&
    !/[?!]/u.test(text.replace(/https?:\S+/g, ''))
  );
}

/** A paragraph with three signs of one at least. */
function disclaimer(lines: readonly string[], start: number, last: number): Ending | undefined {
  let index = last;
  const first = Math.max(start, last - LONGEST_DISCLAIMER_LINES);
  let text = '';
  while (index >= first && (lines[index] ?? '').trim() !== '')
    text = `${lines[index--]?.slice(0, 4000)} ${text}`;
  const signs = DISCLAIMER_SIGNS.filter((sign) => sign.test(text)).length;
  const isDisclaimer = signs >= 3 || (signs === 2 && text.length > 200);
  if (!isDisclaimer || index + 1 <= start) return undefined;
  const above = lastLine(lines, start, index);
  const from = above >= start && RULE.test(lines[above] ?? '') ? above : index + 1;
  return { index: from, kind: 'disclaimer' };
}

function signature(lines: readonly string[], start: number, last: number): Ending | undefined {
  const line = lines[last] ?? '';
  if (line.length < 100 && DEVICE.test(line) && isAlone(lines, start, last))
    return { index: last, kind: 'signature' };
  if (NAME.test(line.trim()) && last > start && (lines[last - 1] ?? '').trim() === '')
    return { index: last, kind: 'signature' };
  for (let index = last; index >= Math.max(start, last - LONGEST_SIGNATURE); index--) {
    const mark = lines[index] ?? '';
    if (mark.length > LONGEST_SIGNATURE_LINE && index !== last) return undefined;
    const size = last - index;
    // RFC 3676, section 4.3: exactly dash, dash, space. Without the space it must look like one.
    if (mark === '-- ' || (DASHES.test(mark) && size <= LONGEST_LOOSE_SIGNATURE))
      return { index, kind: 'signature' };
    const isContact = size > 0 && size <= LONGEST_LOOSE_SIGNATURE && RULE.test(mark) && index > start;
    if (
      isContact &&
      lines.slice(index + 1, last + 1).some((below) => CONTACT.test(below) && below.length < 80)
    )
      return { index, kind: 'signature' };
  }
  return undefined;
}

/** Whether a line begins a paragraph or ends the text; in the middle of one it is a sentence. */
function isAlone(lines: readonly string[], start: number, index: number): boolean {
  const above = index > start ? (lines[index - 1] ?? '') : '';
  return above.trim() === '' || above.length < 60;
}

/** The last line before `end` with something on it. */
function lastLine(lines: readonly string[], start: number, end: number): number {
  let index = end - 1;
  while (index >= start && (lines[index] ?? '').trim() === '') index--;
  return index;
}
