import { descendants, type Element, findElement, isElement, textOf } from '@bowerbird/markdown';
import { Marks, withoutControls } from '../book/marks.ts';
import { type BookMetadata, NO_METADATA, readIdentifier } from '../book/metadata.ts';
import type { BookResult } from '../book/parsed.ts';
import { isoDate } from '../epub/metadata.ts';
import { decodeMarkup } from '../markup/decode.ts';
import { findNotes, joinLinks, linksIn } from '../markup/notes.ts';
import { FileRenderer, NO_PLACES } from '../markup/render-file.ts';
import { parseTree } from '../markup/tree.ts';
import { fromMarked } from './from-marked.ts';

/** Reads a book that is one page of HTML, with its notes. */
export function readHtml(bytes: Uint8Array): BookResult {
  const { root, letters, problem } = parseTree(decodeMarkup(bytes), { xml: false });
  const marks = new Marks();
  const notes = findNotes(joinLinks(new Map([['', linksIn('', root)]])));
  const text = new FileRenderer(marks, notes, NO_PLACES).render('', root);
  return fromMarked({
    format: 'html',
    text,
    marks,
    metadata: readMetadata(root),
    letters,
    warnings: problem === undefined ? [] : [problem],
  });
}

/** Of the head of a page: its title, Dublin Core in `meta` (RFC 5013), and what is usual. */
function readMetadata(root: Element): BookMetadata {
  const head = findElement(root, 'head');
  const metas = head ? descendants(head).filter((each) => isElement(each, 'meta')) : [];
  const all = (...names: readonly string[]) =>
    metas.flatMap(({ attributes }) =>
      names.includes((attributes.name ?? '').toLowerCase()) && attributes.content
        ? [withoutControls(attributes.content).trim()]
        : [],
    );
  const title = head && findElement(head, 'title');
  const language = findElement(root, 'html')?.attributes;
  const date = all('dc.date', 'dcterms.issued', 'dcterms.created', 'date')[0];
  return {
    ...NO_METADATA,
    title:
      all('dc.title', 'dcterms.title')[0] ??
      (title && textOf(title) !== '' ? withoutControls(textOf(title)) : undefined),
    creators: [...new Set(all('dc.creator', 'dcterms.creator', 'author'))].map((name) => ({
      name,
      role: 'aut',
    })),
    publisher: all('dc.publisher', 'dcterms.publisher')[0],
    published: date === undefined ? undefined : isoDate(date),
    identifiers: all('dc.identifier', 'dcterms.identifier').map((value) => readIdentifier(value)),
    language: language?.['xml:lang'] ?? language?.lang ?? all('dc.language', 'dcterms.language')[0],
    subjects: all('dc.subject', 'dcterms.subject'),
    rights: all('dc.rights', 'dcterms.rights')[0],
    description: all('dc.description', 'description')[0],
  };
}
