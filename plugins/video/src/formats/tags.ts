import { decodeHTML } from 'entities';

// Only what is markup in captions: `<` may be a sign of the text as well.
const TAG = /<\/?(?:[bius]|em|strong|font|span|c|v|ruby|rt|lang|br)(?:[\s.][^<>]*)?\/?>/gi;
// ASS overrides inside of braces, as they are left over in files that were converted: {\an8}, {\i1}, {b}…
const OVERRIDE = /\{(?:\\[^{}]*|[bius]|[YyCcFfSsPp]:[^{}]*)\}/g;

/** A text without the markup that SubRip files hold (HTML as of browsers, overrides as of ASS), and with its entities resolved. */
export function stripTags(text: string): string {
  let plain = text;
  if (plain.includes('<')) plain = plain.replaceAll(/<br\s*\/?>/gi, '\n').replaceAll(TAG, '');
  if (plain.includes('{')) plain = plain.replaceAll(OVERRIDE, '');
  if (plain.includes('&')) plain = decodeHTML(plain);
  return plain.includes('\\') ? plain.replaceAll(/\\[Nn]/g, '\n').replaceAll('\\h', ' ') : plain;
}
