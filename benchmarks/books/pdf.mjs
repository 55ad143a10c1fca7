import { table } from '../shared/measure.mjs';
import { collect } from './collect.mjs';
import { scorer } from './corpora.mjs';
import { pdfPeers } from './peers.mjs';

export const own = async (path) => {
  const { documents, error } = await collect(path);
  if (error) throw error;
  return documents[0].text;
};

/** PDFs against the truth of the corpora, with their scorers. */
export async function pdf() {
  const { load, score } = await scorer('pdf.mjs');
  const { mdToText, f3 } = await scorer('lib.mjs');
  const rows = [
    [
      'shingle F1',
      'debian-docs',
      'GeoTopo',
      'bare',
      'docling',
      'facts',
      'absent',
      'present',
      'order',
      'headings',
    ],
  ];
  for (const [name, read] of Object.entries({ bowerbird: own, ...pdfPeers() })) {
    const cells = [];
    let headings = '';
    let bare = '';
    for (const set of ['debian-docs', 'geotopo', 'docling']) {
      const items = load(set);
      const texts = await textsOf(items, read);
      if (name === 'bowerbird' && set === 'debian-docs') headings = await headingShare(items, texts);
      const plain = asText(texts, mdToText, name);
      cells.push(score(set, items, plain));
      if (set === 'geotopo') bare = bareScore(items, plain, await scorer('lib.mjs'));
    }
    const facts = load('olmocr');
    const { by } = score('olmocr', facts, asText(await textsOf(facts, read), mdToText, name));
    const [right, all] = Object.values(by).reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
    const ratio = f3(cells[1].ratio);
    rows.push([
      name,
      f3(cells[0].f1),
      `${f3(cells[1].f1)} (ratio ${ratio})`,
      bare,
      f3(cells[2].f1),
      `${right}/${all}`,
      ...['absent', 'present', 'order'].map((type) => by[type].join('/')),
      headings,
    ]);
  }
  return {
    title: 'PDF',
    text: `${table(rows)}\n\nThe truth of GeoTopo has the running heads of its 117 pages in it, which bowerbird takes out. "bare": F1 and ratio without them on both sides, with white space folded. "headings": of the entries of the outlines of debian-docs, those that are headings in the text.`,
    figures: { rows },
  };
}

// A number and a title in capitals, or the other way round.
const RUNNING_HEAD = /^\d+ (?:\d+\.\d*\.? )?[A-ZÄÖÜ .,-]{4,}$|^(?:\d+\.\d*\.? )?[A-ZÄÖÜ .,-]{4,} \d+$/gm;

/** What the pages say, whatever reader: without running heads and marks for pictures, and with the signs that the truth has by the codes of their font. */
function bareScore(items, texts, { shingle, prec, rec, indelRatio, f3 }) {
  const bare = (text) =>
    text
      .replace(RUNNING_HEAD, '')
      .replaceAll('[IMAGE]', '')
      .replaceAll('6=', '≠')
      .replace(/7\s?→/g, '↦')
      .replace(/\s+/g, ' ');
  const [{ id, truth }] = items;
  const [right, own] = [bare(truth), bare(texts[id].text)];
  const counts = shingle(right, own);
  const [p, r] = [prec(counts), rec(counts)];
  return `${f3((2 * p * r) / (p + r))} (${f3(indelRatio(right, own))})`;
}

async function textsOf(items, read) {
  const texts = {};
  for (const { id, file } of items) texts[id] = await read(file).catch((error) => ({ error: error.message }));
  return texts;
}

function asText(texts, mdToText, name) {
  return Object.fromEntries(
    Object.entries(texts).map(([id, text]) => {
      if (typeof text !== 'string') return [id, { text: '' }];
      return [id, { text: name === 'bowerbird' ? markdownToText(text, mdToText) : text }];
    }),
  );
}

/** The scorer's reading of Markdown takes `<name>` in code for a tag: code goes around it. */
export function markdownToText(markdown, mdToText) {
  const pieces = markdown.split(/^(`{3,})[^\n]*\n([\s\S]*?)\n\1$/m);
  return pieces
    .map((piece, index) => (index % 3 === 0 ? mdToText(piece) : index % 3 === 2 ? piece : ''))
    .join('\n');
}

const fold = (text) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

/** Of the titles in the outline of a file, the share that are headings of the Markdown. */
async function headingShare(items, texts) {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  let found = 0;
  let all = 0;
  for (const { id, file } of items) {
    const pdfFile = await getDocument({ url: file, verbosity: 0 }).promise;
    const titles = flat((await pdfFile.getOutline()) ?? []);
    await pdfFile.loadingTask.destroy();
    const headings = new Set([...String(texts[id]).matchAll(/^#+ (.*)$/gm)].map(([, title]) => fold(title)));
    all += titles.length;
    found += titles.filter((title) => [...headings].some((heading) => heading.endsWith(fold(title)))).length;
  }
  return `${found}/${all}`;
}

const flat = (nodes) => nodes.flatMap(({ title, items }) => [title, ...flat(items)]);
