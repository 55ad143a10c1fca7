import { Marks, withoutControls } from '../book/marks.ts';
import { type BookMetadata, NO_METADATA } from '../book/metadata.ts';
import { type BookResult, refused } from '../book/parsed.ts';
import { countLetters } from '../book/quality.ts';
import { codeBlock, escapeStart, escapeText } from '../markup/inline.ts';
import { decodeText } from './decode.ts';
import { fromMarked } from './from-marked.ts';

/** Reads a book in plain text: paragraphs by empty lines, headings by what they say or how they are underlined, verse and tables as they stand. */
export function readPlain(bytes: Uint8Array): BookResult {
  const found = decodeText(bytes);
  if (!found) return refused('no-book', 'it is no text');
  const marks = new Marks();
  // A form feed is the end of a page, and of a paragraph unless that goes on.
  const text = withoutControls(found.text.replaceAll('\f', '\n')).replace(/[ \t]+$/gm, '');
  const paragraphs = text.split(/\n{2,}/).filter((paragraph) => paragraph.trim() !== '');
  const width = wrapWidth(text);
  return fromMarked({
    format: 'text',
    text: paragraphs.map((paragraph) => toBlock(paragraph, width, marks)).join('\n\n'),
    marks,
    metadata: readHead(paragraphs),
    letters: countLetters(text),
    encoding: found.encoding,
  });
}

/** The width at which a text is wrapped, or `undefined` where each paragraph is a line. */
function wrapWidth(text: string): number | undefined {
  const lengths = text
    .split('\n')
    .map((line) => line.length)
    .filter((length) => length > 0)
    .sort((a, b) => a - b);
  const most = lengths[Math.floor(lengths.length * 0.95)] ?? 0;
  return most > 40 && most <= 120 ? most : undefined;
}

function toBlock(paragraph: string, width: number | undefined, marks: Marks): string {
  const lines = paragraph.replace(/^\n+|\n+$/g, '').split('\n');
  const level = headingLevel(lines);
  if (level !== undefined) {
    const title = lines
      .filter((line) => !UNDERLINE.test(line))
      .map((line) => line.trim())
      .join(' ');
    return marks.add({ kind: 'heading', level }) + escapeText(title);
  }
  if (lines.some((line) => /\S {3,}\S/.test(line)) && lines.length > 1) return codeBlock(paragraph);
  const list = listItems(lines);
  if (list) return list.join('\n');
  // Wrapped lines are full but for the last; verse has short ones.
  const isWrapped = width !== undefined && lines.slice(0, -1).every((line) => line.length > 0.6 * width);
  const escaped = lines.map((line) => escapeText(line.trim()));
  return escapeStart(escaped.join(isWrapped || lines.length === 1 ? ' ' : '  \n'));
}

const UNDERLINE = /^\s*([=*~#^"_-])\1{3,}\s*$/;
const CHAPTER =
  /^(?:chapter|book|part|volume|act|canto|letter|section|kapitel|buch|teil|band|chapitre|livre|partie|tome|capítulo|libro|parte|capitolo)\s+(?:\d{1,3}|[ivxlc]{1,8}|the \w+|\w+)\b[.:]?.{0,80}$/i;
const NAMED =
  /^(?:preface|foreword|introduction|prologue|epilogue|contents|table of contents|conclusion|appendix(?: \w{1,4})?|notes|footnotes|bibliography|index|glossary|afterword|dedication|vorwort|einleitung|inhalt|anhang|nachwort|préface|avant-propos|table des matières)[.:]?$/i;

/** The level of a paragraph that is a heading. */
function headingLevel(lines: readonly string[]): number | undefined {
  const [first = '', second] = lines.map((line) => line.trim());
  if (
    second !== undefined &&
    UNDERLINE.test(second) &&
    lines.length === 2 &&
    first.length <= second.length + 2
  ) {
    return { '=': 1, '*': 1, '#': 1, '-': 2, '~': 3, '^': 3, '"': 3, _: 2 }[second[0] ?? ''] ?? 3;
  }
  if (lines.length > 3 || first.length > 90) return undefined;
  if (
    CHAPTER.test(first) &&
    !/[,;]$/.test(first) &&
    lines.length <= 2 &&
    !/[a-z]{3,}[.!?]$/.test(lines.at(-1) ?? '')
  ) {
    return /^(?:book|part|volume|buch|teil|band|livre|partie|tome|libro|parte)\b/i.test(first) ? 1 : 2;
  }
  if (lines.length === 1 && NAMED.test(first)) return 2;
  if (lines.length === 1 && /^[IVXLC]{1,8}\.?$/.test(first)) return 2;
  const isCapitals = first === first.toUpperCase() && /\p{Lu}{3}/u.test(first) && !/[a-z]/.test(first);
  return isCapitals && lines.length === 1 && first.length < 70 && !/[.,;]$/.test(first) ? 3 : undefined;
}

/** The items of a paragraph that is a list, with their wrapped lines. */
function listItems(lines: readonly string[]): readonly string[] | undefined {
  if (!/^\s*[*•-]\s+\S/.test(lines[0] ?? '')) return undefined;
  const items: string[] = [];
  for (const line of lines) {
    const [, space = '', item] = /^(\s*)[*•-]\s+(.*)$/.exec(line) ?? [];
    if (item !== undefined) items.push(`${' '.repeat(Math.min(8, space.length))}- ${escapeText(item)}`);
    else items[items.length - 1] += ` ${escapeText(line.trim())}`;
  }
  return items;
}

/** The lines `Title: …` with which Project Gutenberg and others begin. */
function readHead(paragraphs: readonly string[]): BookMetadata {
  const head = paragraphs.slice(0, 12).join('\n');
  const value = (name: string) =>
    new RegExp(`^${name}:[ \\t]*(\\S.*(?:\\n[ \\t]+\\S.*)*)`, 'im')
      .exec(head)?.[1]
      ?.replace(/\s+/g, ' ')
      .trim();
  const author = value('Author');
  const language = value('Language');
  return {
    ...NO_METADATA,
    title: value('Title'),
    creators: author === undefined ? [] : [{ name: author, role: 'aut' }],
    language: language === undefined ? undefined : LANGUAGES[language.toLowerCase()],
  };
}

const LANGUAGES: Readonly<Record<string, string>> = {
  english: 'en',
  german: 'de',
  french: 'fr',
  spanish: 'es',
  italian: 'it',
  portuguese: 'pt',
  dutch: 'nl',
  latin: 'la',
  finnish: 'fi',
  swedish: 'sv',
  danish: 'da',
};
