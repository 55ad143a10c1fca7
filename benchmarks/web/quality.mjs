import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import parsePage from '../../plugins/web/src/page-parse.ts';
import { contentTypeOf, partOf } from './pages.mjs';
import { compareParts } from './parts.mjs';
import { again } from './stable.mjs';

/** Reads all pages of a set and prints how right their text and metadata are. */
export function readSet({ name, as, isAgreement = false }, { corpora, scorers, models, save }) {
  const items = scorers.web.load(as, join(corpora, 'web', name));
  const texts = {};
  const markdown = {};
  const meta = {};
  const times = [];
  const extractions = {};
  let stable = 0;
  for (const item of items) {
    const input = { bytes: item.html(), contentType: contentTypeOf(as), url: URL.parse(item.url)?.href };
    const started = performance.now();
    const result = parsePage(input, models[partOf(item.id, models.length)]);
    times.push(performance.now() - started);
    const page =
      result.status === 'parsed' ? result.page : { text: '', authors: [], extraction: result.reason };
    markdown[item.id] = page.text;
    texts[item.id] = plainText(page.text, as, scorers);
    meta[item.id] = { title: page.title, author: page.authors.join(', '), date: page.published };
    extractions[page.extraction] = (extractions[page.extraction] ?? 0) + 1;
    if (again(page.text) === page.text) stable++;
    if (save) savePage(join(save, name), item.id, page);
  }
  reportText(name, scorers.web.score(as, items, texts), times, extractions, scorers.lib);
  console.log(`  Markdown that parsing and writing again does not change: ${stable} of ${items.length}`);
  if (name === 'defuddle') compareParts(corpora, markdown);
  if (!isAgreement && items.some((item) => item.meta)) reportMetadata(items, meta, scorers.meta);
}

/**
 * The text that is scored. Markdown is rendered, and its HTML turned into text, as that of the others: the language of a code block is
 * no word of the page, a tag in it is one. Defuddle's expectations are Markdown themselves.
 */
function plainText(markdown, as, { web, lib }) {
  if (as === 'defuddle') return lib.mdToText(markdown);
  return web.htmlText(micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()] }));
}

function savePage(folder, id, page) {
  mkdirSync(folder, { recursive: true });
  const { text, spans, ...rest } = page;
  const file = String(id)
    .replace(/[^\w.-]/g, '_')
    .slice(0, 100);
  writeFileSync(join(folder, `${file}.md`), `${JSON.stringify(rest, null, 1)}\n\n${text}\n`);
}

function reportText(name, score, times, extractions, { bootstrap, mean }) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(0);
  const f = (value) => value.toFixed(3);
  console.log(
    `${name} n=${score.n} F1 ${f(score.f1)} ± ${f(score.f1_std)} P ${f(score.precision)} R ${f(score.recall)} ` +
      `p50 ${at(0.5)} ms p95 ${at(0.95)} ms max ${at(1)} ms ${JSON.stringify(extractions)}`,
  );
  for (const [type, row] of Object.entries(score.types ?? {}).sort()) {
    const rows = score.rows.filter((one) => one.type === type);
    const deviation = bootstrap(rows, (drawn) => mean(drawn.map((one) => one.s[2])));
    console.log(
      `  ${type.padEnd(14)} n=${row.n} F1 ${f(row.f1)} ± ${f(deviation)} P ${f(row.precision)} R ${f(row.recall)}`,
    );
  }
}

function reportMetadata(items, meta, { sameTitle, sameAuthor, day }) {
  const checks = {
    title: sameTitle,
    author: sameAuthor,
    date: (a, b) => day(a) !== null && day(a) === day(b),
  };
  const isGiven = (value) => String(value ?? '').trim() !== '';
  const parts = Object.entries(checks).map(([field, same]) => {
    const known = items.filter((item) => isGiven(item.meta?.[field]));
    const right = known.filter((item) => same(meta[item.id][field], item.meta[field])).length;
    const unknown = items.filter((item) => item.meta !== undefined && !isGiven(item.meta[field]));
    const invented = unknown.filter((item) => meta[item.id][field]).length;
    const share = ((right / known.length) * 100).toFixed(1);
    return `${field} ${right}/${known.length} = ${share} % (given without truth ${invented}/${unknown.length})`;
  });
  console.log(`  metadata: ${parts.join(', ')}`);
}
