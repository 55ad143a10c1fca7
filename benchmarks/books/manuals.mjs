import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { htmlToText } from 'html-to-text';
import { table } from '../shared/measure.mjs';
import { scorer } from './corpora.mjs';
import { markdownToText, own } from './pdf.mjs';
import { pdfPeers } from './peers.mjs';

const folder = process.env.BOWERBIRD_MANUALS;

const heading = { options: { uppercase: false } };
const AS_TEXT = {
  wordwrap: false,
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    ...['h1', 'h2', 'h3', 'h4', 'h5'].map((selector) => ({ selector, ...heading })),
    { selector: 'table', format: 'dataTable', options: { uppercaseHeaderCells: false } },
  ],
};

/** Manuals that are there as PDF and as one page of HTML, `NAME.pdf` beside `NAME.html`: no rule was made on what the HTML says. */
export async function manuals() {
  const title = 'Manuals';
  const names = (folder && existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.endsWith('.pdf') && existsSync(join(folder, name.replace(/pdf$/, 'html'))))
    .map((name) => name.slice(0, -4));
  if (names.length === 0)
    return { title, text: 'No manuals (set BOWERBIRD_MANUALS to a folder of them); nothing measured.' };
  const { shingle, prec, rec, f3, mdToText } = await scorer('lib.mjs');
  const readers = { bowerbird: async (path) => markdownToText(await own(path), mdToText), ...pdfPeers() };
  const rows = [['shingle F1', ...Object.keys(readers)]];
  for (const name of names) {
    const truth = htmlToText(readFileSync(join(folder, `${name}.html`), 'utf8'), AS_TEXT);
    const scores = [];
    for (const read of Object.values(readers)) {
      const counts = shingle(truth, await read(join(folder, `${name}.pdf`)));
      const [precision, recall] = [prec(counts), rec(counts)];
      scores.push(f3((2 * precision * recall) / (precision + recall)));
    }
    rows.push([name, ...scores]);
  }
  return { title, text: table(rows), figures: { rows } };
}
