import type { Block } from './blocks.ts';
import type { Page } from './page.ts';
import { KINDS, type Region } from './regions.ts';
import { SIGNS } from './signs.ts';
import { FAR, type Rows } from './vector.ts';
import { commonWords, shareIn } from './words.ts';

/** What texts of all pages say that are no content, in a few languages. */
const CHATTER: readonly RegExp[] = [
  // Rights, cookies, accounts.
  /©|\(c\) ?\d{4}|copyright|all rights reserved|alle rechte|tous droits|todos los derechos|tutti i diritti|impressum|privacy|datenschutz|cookie|terms (?:of|and)|disclaimer/i,
  // Share, follow, subscribe.
  /\b(?:share|tweet|facebook|twitter|whatsapp|pinterest|linkedin|instagram|e-?mail|print|follow us|teilen|drucken|partager|compartir|condividi|subscribe|newsletter|sign ?(?:up|in)|log ?in|register|abonnieren|anmelden)\b/i,
  // More of the same.
  /^(?:related|recommended|more (?:from|in|on|stories|articles)|you (?:may|might)|read (?:more|next|also)|see also|also read|latest|popular|trending|most (?:read|popular)|similar|up next|mehr|weitere|lesen sie|auch interessant|ähnliche|verwandte|à lire|lire aussi|articles? similaires|también|relacionad|leggi anche|correlat)/i,
  // What readers say.
  /\b(?:comments?|kommentare?|commentaires?|comentarios?|repl(?:y|ies)|leave a|antworten)\b/i,
  // Advertisements.
  /^(?:advertisements?|anzeige|werbung|publicité|publicidad|sponsored)\b/i,
  // Shops.
  /\b(?:add to (?:cart|basket|bag|wish)|in den warenkorb|buy now|checkout|out of stock|in stock|free shipping|wishlist)\b/i,
  // Signatures and dates.
  /^(?:by|von|par|por|posted|published|updated|written|last (?:updated|modified)|veröffentlicht|aktualisiert)\b|\b(?:min(?:ute)?s? read|ago)$/i,
];

/** What a block is by itself. */
export function addText(rows: Rows, block: Block, index: number, page: Page): void {
  const { text, words, linkWords } = block;
  const { letters, digits, capitals, initials, pauses, stops } = block.letters;
  const lower = text.toLowerCase();
  rows.add(words);
  rows.add(text.length);
  rows.add(words === 0 ? 0 : linkWords / words);
  rows.add(block.links);
  rows.add(words === 0 ? 0 : block.strongWords / words);
  rows.add(block.breaks);
  rows.add(block.level);
  rows.add(pauses);
  rows.add(stops);
  rows.add(endsSentence(text) ? 1 : 0);
  rows.add(digits / text.length);
  rows.add(letters / text.length);
  rows.add(capitals / Math.max(1, letters));
  rows.add(initials / Math.max(1, words));
  rows.add(letters / Math.max(1, words));
  rows.add(digits > 0 && PRICE.test(text) ? 1 : 0);
  rows.add(/[|•·»›→/]/.test(text) ? 1 : 0);
  rows.add(CUT_OFF.some((end) => text.endsWith(end)) ? 1 : 0);
  rows.add(beginsWithLink(block) ? 1 : 0);
  rows.add(page.copies[index] ?? 0);
  const chatter = chatterOf(block);
  const weight = 1 / Math.max(1, words / 8);
  for (let at = 0; at < CHATTER.length; at++) rows.add((chatter & (1 << at)) === 0 ? 0 : weight);
  const heading = page.heading[index];
  // Which of them is the last.
  rows.add(heading === undefined ? 0 : 32 - Math.clz32(chatterOf(heading)));
  rows.add(page.seen[index] ?? 0);
  rows.add(page.body === undefined ? -1 : shareIn(lower, page.body));
  rows.add(lower.length > 20 && page.descriptionText.includes(lower.slice(0, 60)) ? 1 : 0);
  rows.add(page.titleRanks[index] ?? 0);
  rows.add(commonWords(lower, page.titleWords));
}

const PRICE = /[€$£¥₹]\s?\d|\d\s?(?:€|EUR|USD|kr|zł)/;
const CUT_OFF = ['…', '...', '[…]'];
const END = '.!?:。！？…';
const BEHIND_END = '"”’»)';

function endsSentence(text: string): boolean {
  const last = text.at(-1) ?? ' ';
  return END.includes(last) || (BEHIND_END.includes(last) && END.includes(text.at(-2) ?? ' '));
}

// Most texts say none: one walk over them, and not one for each.
const ANY_CHATTER = new RegExp(CHATTER.map(({ source }) => source).join('|'), 'i');

// A heading is asked for each block below it.
const chatters = new WeakMap<Block, number>();

/** Which of {@link CHATTER} a block says, one bit each. */
function chatterOf(block: Block): number {
  const known = chatters.get(block);
  if (known !== undefined) return known;
  let bits = 0;
  if (ANY_CHATTER.test(block.text))
    for (const [at, pattern] of CHATTER.entries()) if (pattern.test(block.text)) bits |= 1 << at;
  if (block.level > 0) chatters.set(block, bits);
  return bits;
}

/** A teaser is a link with some text behind it. */
function beginsWithLink({ nodes, words, linkWords }: Block): boolean {
  if (linkWords < 3 || linkWords === words) return false;
  const first = nodes.find((node) => !('value' in node) || node.value.trim() !== '');
  return first?.nodeName === 'a';
}

// Used again for each block: made anew, they were most of what a page leaves behind here.
const signDistances = new Uint8Array(SIGNS.length);
const kindDistances = new Uint8Array(KINDS.length);

/** What the elements around it say: for each sign and kind, how many elements up. */
export function addAncestors(rows: Rows, region: Region): void {
  const signs = signDistances.fill(FAR);
  const kinds = kindDistances.fill(FAR);
  let up = 0;
  for (let at: Region | undefined = region; at?.parent !== undefined && up < FAR; at = at.parent, up++) {
    mark(signs, at.signs, up);
    mark(kinds, at.kinds, up);
  }
  for (const distance of signs) rows.add(distance);
  for (const distance of kinds) rows.add(distance);
  rows.add(region.depth);
  rows.add(tagNumber(region.name));
}

function mark(distances: Uint8Array, bits: number, up: number): void {
  for (let rest = bits, at = 0; rest !== 0; rest >>>= 1, at++) {
    if ((rest & 1) !== 0 && (distances[at] ?? 0) === FAR) distances[at] = up;
  }
}

const TAGS = [
  'p',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'pre',
  'blockquote',
  'dd',
  'dt',
  'li',
  'td',
  'th',
  'figcaption',
  'summary',
  'div',
  'section',
  'article',
  'main',
  'a',
  'header',
  'footer',
  'nav',
  'aside',
  'form',
  'body',
];

function tagNumber(name: string): number {
  const at = TAGS.indexOf(name);
  return at < 0 ? TAGS.length : at;
}
