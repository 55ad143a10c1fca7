// Chunks of real documents: each a slice of its document, all of the text in them, in order, within the budget; and what that takes
// beside counting tokens alone.
import { createRequire } from 'node:module';
import { median, table } from '../shared/measure.mjs';
import { cpuOf, megabytes, overDocuments, workerOf } from './shared.mjs';

const plugin = createRequire(new URL('../../plugins/text/package.json', import.meta.url));
const OPTIONS = { tokenizer: 'o200k_base', budget: 512, overlap: 0, chapterLevels: 1 };
const VARIANTS = [OPTIONS, { ...OPTIONS, overlap: 64 }, { ...OPTIONS, budget: 32 }];
const ROUNDS = 3;
// Alone, the tokenizer takes the square of such a run: minutes for some documents.
const LONG_RUN = /\S{1000}/;

export const chunks = overDocuments('Chunks', async (documents) => {
  const { countTokens } = plugin('gpt-tokenizer/encoding/o200k_base');
  const count = (text) => countTokens(text, { disallowedSpecial: new Set() });
  const chunk = await workerOf('chunk');
  const cut = ({ text, spans, language }, options) => chunk({ text, spans, language, ...options });
  const failures = [];
  let all = 0;
  let tokens = 0;
  for (const document of documents) {
    if (LONG_RUN.test(document.text)) continue;
    for (const options of VARIANTS) {
      const cuts = await cut(document, options);
      failures.push(...faultsOf(document, cuts, options, count));
      if (options === OPTIONS) {
        all += cuts.length;
        for (const { start, end } of cuts) tokens += count(document.text.slice(start, end));
      }
    }
  }
  const measured = documents.filter(({ text }) => !LONG_RUN.test(text));
  const rows = [];
  for (const [kind, own] of Object.entries(Object.groupBy(measured, ({ kind }) => kind)))
    rows.push([kind, own.length, ...(await compare(own, count, cut))]);
  const total = await compare(measured, count, cut);
  const ratio = Number(total.at(-1));
  if (ratio > 1.5) failures.push(`the chunker takes ${ratio} times as long as its tokenizer alone`);
  const skipped = documents.length - measured.length;
  const text = `${table([
    ['documents', '', 'MB', 'tokenizer, ms', 'chunker, ms', 'ratio'],
    ...rows,
    ['all', measured.length, ...total],
  ])}\n\n${all} chunks of at most ${OPTIONS.budget} tokens, ${Math.round(tokens / all)} on average; ${documents.length - skipped} documents checked in ${VARIANTS.length} ways
left out of this, since the tokenizer alone takes the square of long runs: ${skipped}`;
  return { text, figures: { ratio, chunks: all, documents: measured.length }, failures };
});

async function compare(documents, count, cut) {
  const times = { alone: [], chunked: [] };
  for (let round = 0; round < ROUNDS; round++) {
    times.alone.push(
      await cpuOf(() => {
        for (const { text } of documents) count(text);
      }),
    );
    times.chunked.push(
      await cpuOf(async () => {
        for (const document of documents) await cut(document, OPTIONS);
      }),
    );
  }
  const [alone, chunked] = [median(times.alone), median(times.chunked)];
  return [
    megabytes(documents).toFixed(1),
    alone.toFixed(0),
    chunked.toFixed(0),
    (chunked / alone).toFixed(2),
  ];
}

function faultsOf({ id, text }, cuts, { budget, overlap }, count) {
  const faults = [];
  let [start, end] = [-1, 0];
  for (const cut of cuts) {
    const part = text.slice(cut.start, cut.end);
    const size = count(part);
    if (size > budget) faults.push(`${id}: ${size} tokens, not ${budget}`);
    if (part !== part.trim() || part === '') faults.push(`${id}: white space at an end of a chunk`);
    if (cut.start <= start || cut.end <= end) faults.push(`${id}: not in order`);
    if (overlap === 0 && cut.start < end) faults.push(`${id}: overlap`);
    if (text.slice(end, cut.start).trim() !== '') faults.push(`${id}: something is in no chunk`);
    [start, end] = [cut.start, cut.end];
  }
  if (text.slice(end).trim() !== '') faults.push(`${id}: the end is in no chunk`);
  return faults;
}
