import { Marks, withoutControls } from '../book/marks.ts';
import { type BookMetadata, NO_METADATA, readIdentifier } from '../book/metadata.ts';
import { type BookResult, refused } from '../book/parsed.ts';
import { countLetters } from '../book/quality.ts';
import { isoDate } from '../epub/metadata.ts';
import { decodeText } from './decode.ts';
import { fromMarked } from './from-marked.ts';

const FRONT_MATTER = /^---\n([\s\S]*?)\n(?:---|\.\.\.)(?:\n|$)/;

/** Reads a book in Markdown: it stays as it is, with its headings for its contents. */
export function readMarkdown(bytes: Uint8Array): BookResult {
  const found = decodeText(bytes);
  if (!found) return refused('no-book', 'it is no text');
  const text = withoutControls(found.text);
  const front = FRONT_MATTER.exec(text);
  const body = front ? text.slice(front[0].length) : text;
  const marks = new Marks();
  return fromMarked({
    format: 'markdown',
    text: markHeadings(body, marks),
    marks,
    metadata: front ? readFrontMatter(front[1] ?? '') : NO_METADATA,
    letters: countLetters(body),
    encoding: found.encoding,
  });
}

/** Headings in both forms (CommonMark 4.2 and 4.3) as marks; what stands in code is none. */
function markHeadings(body: string, marks: Marks): string {
  const out: string[] = [];
  let fence: string | undefined;
  for (const line of body.trim().split('\n')) {
    const opened = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      if (opened?.startsWith(fence) && line.trim() === opened) fence = undefined;
      out.push(line);
      continue;
    }
    fence = opened;
    const heading = /^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/.exec(line);
    const underline = /^ {0,3}(=+|-{2,})[ \t]*$/.exec(line)?.[1];
    const before = out.at(-1) ?? '';
    if (heading?.[1] && heading[2])
      out.push(marks.add({ kind: 'heading', level: heading[1].length }) + heading[2]);
    else if (underline && /^ {0,3}[^\s>#|*+-]/.test(before) && (out.at(-2) ?? '') === '') {
      out[out.length - 1] =
        marks.add({ kind: 'heading', level: underline.startsWith('=') ? 1 : 2 }) + before.trim();
    } else out.push(line);
  }
  return out.join('\n');
}

/** The lines `name: value` of a front matter; nested ones are not for a book. */
function readFrontMatter(yaml: string): BookMetadata {
  const values = new Map<string, readonly string[]>();
  for (const [, name = '', value = '', items = ''] of yaml.matchAll(
    /^([\w-]+):[ \t]*(.*)((?:\n[ \t]*- .*)*)/gm,
  )) {
    const listed = [...items.matchAll(/^[ \t]*- (.*)$/gm)].map(([, item = '']) => unquoted(item));
    const flow = /^\[(.*)\]$/.exec(value.trim())?.[1]?.split(',').map(unquoted);
    values.set(name.toLowerCase(), flow ?? (listed.length > 0 ? listed : [unquoted(value)]));
  }
  const all = (...names: readonly string[]) =>
    names.flatMap((name) => values.get(name) ?? []).filter((value) => value !== '');
  const date = all('date', 'published')[0];
  return {
    ...NO_METADATA,
    title: all('title')[0],
    subtitle: all('subtitle')[0],
    creators: all('author', 'authors', 'creator').map((name) => ({ name, role: 'aut' })),
    publisher: all('publisher')[0],
    published: date === undefined ? undefined : isoDate(date),
    identifiers: all('isbn', 'doi', 'identifier').map((value) => readIdentifier(value)),
    language: all('lang', 'language')[0],
    subjects: all('subject', 'subjects', 'keywords', 'tags'),
    rights: all('rights', 'license', 'copyright')[0],
    description: all('description', 'abstract')[0],
  };
}

function unquoted(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/, '$2');
}
