import { mailToMarkdown } from '../html/markdown.ts';
import type { Headers } from './headers.ts';
import type { BodyPart, Message } from './mime.ts';

/** What a message says, quotes and all; those that HTML marks as such are taken out already. */
export interface BodyText {
  readonly text: string;
  quotes(): readonly string[];
}

// "This message is in HTML": the other form says more.
const STUB_LENGTH = 300;
const STUB_SHARE = 4;

/** The text of a message as Markdown: of each part the plain form, unless it is a stub, else the HTML. */
export function bodyText(message: Message): BodyText {
  const parts = message.body.map((part) => ({ of: part.of, ...partText(part) }));
  const text = parts
    .map((part) => (part.of === undefined ? part.text : `${forwarded(part.of)}\n\n${part.text}`))
    .map((one) => one.replace(/^\n+|\s+$/g, ''))
    .filter((one) => one !== '')
    .join('\n\n');
  return { text: withoutArmour(text), quotes: () => parts.flatMap((part) => part.quotes()) };
}

function partText({ plain, html }: BodyPart): BodyText {
  const own = { text: plain ?? '', quotes: () => [] };
  if (html === undefined || own.text.trim().length > STUB_LENGTH) return own;
  const markdown = mailToMarkdown(html);
  if (own.text.trim() === '') return markdown;
  return isStubOf(own.text, [markdown.text, ...markdown.quotes()].join(' ')) ? markdown : own;
}

/** Whether a short plain form is a stub: the HTML says several times as much. */
function isStubOf(plain: string, markdown: string): boolean {
  const letters = (text: string): number =>
    text.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[^\p{L}\p{N}]/gu, '').length;
  return letters(markdown) > letters(plain) * STUB_SHARE;
}

/** What stands above a message inside another. */
function forwarded(headers: Headers): string {
  const lines = ['From', 'Date', 'Subject', 'To'].flatMap((field) => {
    const value = headers.text(field.toLowerCase());
    return value === undefined ? [] : [`${field}: ${value}`];
  });
  return ['---------- Forwarded message ----------', ...lines].join('\n');
}

/** A text signed by OpenPGP (RFC 4880, section 7) without its armour. */
function withoutArmour(text: string): string {
  if (!text.includes('-----BEGIN PGP SIGNED MESSAGE-----')) return text;
  return text
    .replace(/-----BEGIN PGP SIGNED MESSAGE-----\n(?:Hash:.*\n|[A-Z][\w-]*: .*\n)*\n?/g, '')
    .replace(/-----BEGIN PGP SIGNATURE-----[\s\S]*?(?:-----END PGP SIGNATURE-----|$)/g, '')
    .replaceAll(/^- (?=-)/gm, '')
    .trim();
}
