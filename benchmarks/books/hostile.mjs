import { basename } from 'node:path';
import { table } from '../shared/measure.mjs';
import { collect } from './collect.mjs';
import { filesOf } from './corpora.mjs';

const SETS = [
  ['pdf.js bug reports', /\.pdf$/, 'book/pdfjs-pdfs'],
  ['Tika PDFs', /\.pdf$/, 'robustness/tika'],
  ['Tika texts and pages', /\.(?:txt|html)$/, 'robustness/tika'],
  ['epubcheck', /\.epub$/, 'book/epubcheck'],
];

/** Broken and hostile files: text, or an error with what to do; no crash, nothing that does not end. */
export async function hostile() {
  const failures = [];
  const rows = [['files', 'all', 'text', 'refused', 'slowest s']];
  const reasons = {};
  for (const [name, ending, folder] of SETS) {
    const files = filesOf(ending, folder);
    let [text, refused, slowest] = [0, 0, 0];
    for (const path of files) {
      const started = performance.now();
      const { documents, error } = await collect(path, { deadlineMs: 30_000 });
      slowest = Math.max(slowest, performance.now() - started);
      if (documents) text++;
      else if (error.hint) {
        refused++;
        const reason = error.message.replace(/^.*? (is|has|cannot) /, '$1 ').split(':')[0];
        reasons[reason] = (reasons[reason] ?? 0) + 1;
      } else failures.push(`${basename(path)}: ${error.message}`);
    }
    rows.push([name, files.length, text, refused, (slowest / 1000).toFixed(1)]);
  }
  const why = Object.entries(reasons)
    .map(([reason, count]) => `${reason} ${count}`)
    .join(', ');
  return {
    title: 'Broken and hostile files',
    text: `${table(rows)}\n\nRefused: ${why}.`,
    figures: { rows, reasons },
    failures,
  };
}
