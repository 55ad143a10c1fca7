import { basename } from 'node:path';
import { table } from '../shared/measure.mjs';
import { collect } from './collect.mjs';
import { filesOf, scorer } from './corpora.mjs';
import { langchainEpub, lingo } from './peers.mjs';
import { contentsOf, notesOf } from './raw-epub.mjs';

const SETS = ['epub-tests', 'epub3-samples', 'epubcheck', 'debian-docs', 'standard-ebooks'];

/** EPUBs: what opens, whose contents are right, and Standard Ebooks word for word. */
export async function epub() {
  const failures = [];
  const rows = [['set', 'books', 'text', 'refused', 'contents', 'right', 'epub2', 'lingo']];
  for (const set of SETS) rows.push(await measureSet(set, failures));
  const verdicts = await byVerdict(failures);
  const ebooks = await standardEbooks(failures);
  return {
    title: 'EPUB',
    text: `${table(rows)}\n\n"contents": has a table of contents; "right": all labels and depths as in the file; epub2, lingo: of these, labels as in the file.\n\nepubcheck by its verdict: ${verdicts}\n\n${ebooks}`,
    figures: { rows },
    failures,
  };
}

async function measureSet(set, failures) {
  const counts = { text: 0, refused: 0, contents: 0, right: 0, epub2: 0, lingo: 0 };
  const files = filesOf(/\.epub$/, `book/${set}`);
  for (const path of files) {
    const { documents, error } = await collect(path);
    if (error && !error.hint) failures.push(`${basename(path)}: ${error.message}`);
    if (documents) counts.text++;
    else counts.refused++;
    const truth = documents && contentsOf(path);
    if (!truth) continue;
    counts.contents++;
    const own = flat(documents[0].metadata.contents, 1);
    if (JSON.stringify(own) === JSON.stringify(truth)) counts.right++;
    else
      failures.push(
        `${basename(path)}: contents ${JSON.stringify(own).slice(0, 200)} for ${JSON.stringify(truth).slice(0, 200)}`,
      );
    const labels = JSON.stringify(truth.map((entry) => entry.replace(/^\d+ /, '')));
    for (const [name, read] of [
      ['epub2', langchainEpub],
      ['lingo', lingo],
    ]) {
      const found = await read(path).catch(() => undefined);
      if (
        JSON.stringify(
          found?.toc.map((label) =>
            String(label ?? '')
              .replace(/\s+/g, ' ')
              .trim(),
          ),
        ) === labels
      )
        counts[name]++;
    }
  }
  return [set, files.length, ...Object.values(counts)];
}

const flat = (entries, depth) =>
  entries.flatMap(({ title, children = [] }) => [`${depth} ${title}`, ...flat(children, depth + 1)]);

async function byVerdict(failures) {
  const counts = {};
  for (const path of filesOf(/\.epub$/, 'book/epubcheck')) {
    const verdict = /-(valid|warning|usage|error|fatal)\.epub$/.exec(path)?.[1] ?? 'other';
    counts[verdict] ??= { books: 0, text: 0, reason: 0 };
    const { documents, error } = await collect(path);
    counts[verdict].books++;
    if (documents) counts[verdict].text++;
    else if (error.hint) counts[verdict].reason++;
    else failures.push(`${basename(path)}: no reason`);
  }
  return Object.entries(counts)
    .map(
      ([verdict, { books, text, reason }]) =>
        `${verdict} ${books}: text ${text}, refused with a reason ${reason}`,
    )
    .join('; ');
}

async function standardEbooks(failures) {
  const { shingle, mdToText, readJSON, f3, prec, rec } = await scorer('lib.mjs');
  const lines = [];
  for (const path of filesOf(/\.epub$/, 'book/standard-ebooks')) {
    const [document] = (await collect(path)).documents;
    const { documents: chapters } = await collect(path, { split: 'chapter' });
    const spine = readJSON(path.replace(/\.epub$/, '.spine.json'));
    // The numbers of notes are words of the book's own text, and their labels in Markdown are not.
    const text = mdToText(document.text.replace(/^\[\^\d+\]: /gm, '').replace(/\[\^(\d+)\]/g, '$1'));
    const score = shingle(spine.map((part) => part.text).join('\n'), text);
    const truth = notesOf(path);
    const notes = [...document.text.matchAll(/^\[\^\d+\]: (.*(?:\n(?: {4}.*|))*)/gm)].map(([, note]) =>
      mdToText(note).replace(/\W+/g, ''),
    );
    const same = truth.notes.filter((note, index) => note.replace(/\W+/g, '') === notes[index]).length;
    const references = document.text.match(/\[\^\d+\](?!:)/g)?.length ?? 0;
    const titles = chapters.map(({ metadata }) => metadata.chapter.title);
    const own = chapters.filter(({ text: each }) => /^\[\^\d+\]:/m.test(each)).length;
    lines.push(
      `${basename(path)}: text P ${f3(prec(score))} R ${f3(rec(score))}; notes ${same} of ${truth.notes.length} word for word, references ${references} of ${truth.references}; ` +
        `${chapters.length} chapters (${titles.slice(0, 4).join(', ')}, …), ${own} with their own notes`,
    );
    if (same !== truth.notes.length || references !== truth.references)
      failures.push(`${basename(path)}: notes`);
  }
  return lines.join('\n');
}
