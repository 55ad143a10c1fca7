// Main text, metadata and time of the web collector's parser on public sets of pages.
//   BOWERBIRD_CORPORA=… node benchmarks/web.mjs [--source] [--set NAME] [--save FOLDER]
// The corpora are not part of the project: pages belong to their publishers. Without them this says so and ends.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    source: { type: 'boolean', default: false },
    set: { type: 'string' },
    save: { type: 'string' },
  },
});
const corpora = process.env.BOWERBIRD_CORPORA;
if (!corpora || !existsSync(join(corpora, 'score/web.mjs'))) {
  console.log('benchmarks/web: no corpora (set BOWERBIRD_CORPORA to their folder); nothing measured.');
  process.exit(0);
}

const module = values.source ? '../plugins/web/src/page-parse.ts' : '../plugins/web/dist/page-parse.js';
const { default: parsePage } = await import(module);
const load = (path) => import(pathToFileURL(join(corpora, path)).href);
const scorer = await load('score/web.mjs');
const { mdToText } = await load('score/lib.mjs');
const { sameTitle, sameAuthor, day } = await load('score/web-meta.mjs');

// The scorer's names, and the folder where it differs.
const SETS = [
  { name: 'aeb' },
  { name: 'wcxb' },
  { name: 'wcxb-dev', as: 'wcxb' },
  { name: 'trafilatura-eval', as: 'traf' },
];

for (const { name, as = name } of SETS) {
  if (values.set && values.set !== name) continue;
  const items = scorer.load(as, join(corpora, 'web', name));
  const texts = {};
  const meta = {};
  const times = [];
  const extractions = {};
  for (const item of items) {
    const bytes = item.html();
    // These sets are stored as UTF-8, whatever the pages declare; trafilatura's are as they were served.
    const contentType = as === 'traf' ? 'text/html' : 'text/html; charset=utf-8';
    const started = performance.now();
    const result = parsePage({ bytes, contentType, url: URL.parse(item.url)?.href });
    times.push(performance.now() - started);
    const page =
      result.status === 'parsed' ? result.page : { text: '', authors: [], extraction: result.reason };
    texts[item.id] = mdToText(page.text);
    meta[item.id] = { title: page.title, author: page.authors.join(', '), date: page.published };
    extractions[page.extraction] = (extractions[page.extraction] ?? 0) + 1;
    if (values.save) save(join(values.save, name), item.id, page);
  }
  report(name, as, items, texts, meta, times, extractions);
}

function save(folder, id, page) {
  mkdirSync(folder, { recursive: true });
  const { text, spans, ...rest } = page;
  const file = String(id)
    .replace(/[^\w.-]/g, '_')
    .slice(0, 100);
  writeFileSync(join(folder, `${file}.md`), `${JSON.stringify(rest, null, 1)}\n\n${text}\n`);
}

function report(name, as, items, texts, meta, times, extractions) {
  const score = scorer.score(as, items, texts);
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(0);
  const f = (value) => value.toFixed(3);
  console.log(
    `${name} n=${items.length} F1 ${f(score.f1)} ± ${f(score.f1_std)} P ${f(score.precision)} R ${f(score.recall)} ` +
      `p50 ${at(0.5)} ms p95 ${at(0.95)} ms max ${at(1)} ms ${JSON.stringify(extractions)}`,
  );
  for (const [type, row] of Object.entries(score.types ?? {}).sort()) {
    console.log(`  ${type.padEnd(14)} n=${row.n} F1 ${f(row.f1)} P ${f(row.precision)} R ${f(row.recall)}`);
  }
  const checks = {
    title: sameTitle,
    author: sameAuthor,
    date: (a, b) => day(a) !== null && day(a) === day(b),
  };
  const parts = Object.entries(checks).map(([field, same]) => {
    const known = items.filter((item) => String(item.meta?.[field] ?? '').trim() !== '');
    const right = known.filter((item) => same(meta[item.id][field], item.meta[field])).length;
    const unknown = items.filter((item) => item.meta !== undefined && !String(item.meta[field] ?? '').trim());
    const invented = unknown.filter((item) => meta[item.id][field]).length;
    return `${field} ${right}/${known.length} (given without truth ${invented}/${unknown.length})`;
  });
  if (items.some((item) => item.meta)) console.log(`  metadata: ${parts.join(', ')}`);
}
