// Duplicates among changed copies of real documents, and languages against what the documents declare.
import { table } from '../shared/measure.mjs';
import { cpuOf, megabytes, overDocuments, workerOf } from './shared.mjs';

const CHANGES = [0, 0.01, 0.02, 0.05, 0.2];
const FEWEST_WORDS = 200;

export const words = overDocuments('Duplicates and languages', async (documents) => {
  const signatures = await workerOf('dedupe');
  const long = documents.filter(({ text }) => text.split(/\s+/).length >= FEWEST_WORDS);
  const rows = CHANGES.map((share) => {
    const found = long.filter(({ text }) => {
      const [one, other] = signatures([text, changed(text, share)]);
      return one.digest === other.digest || likeness(one.minima, other.minima) >= 0.9;
    });
    return [
      `${share * 100} % of the words`,
      long.length,
      `${((found.length / long.length) * 100).toFixed(1)} %`,
    ];
  });
  const dedupeMs = await cpuOf(() => signatures(long.map(({ text }) => text)));
  const language = await languages(documents);
  const text = [
    table([['changed', 'documents', 'found at 0.9'], ...rows]),
    `signatures: ${((megabytes(long) * 1000) / dedupeMs).toFixed(1)} MB/s`,
    `languages, where a page declares one: ${language.right} as declared, ${language.other} otherwise, ${language.none} below 0.7, of ${language.all}; ${language.speed} documents/s`,
  ].join('\n\n');
  return { text, figures: { rows, language } };
});

const likeness = (one, other) => one.filter((minimum, slot) => minimum === other[slot]).length / one.length;

/** Replaces words evenly over the text. */
function changed(text, share) {
  let count = 0;
  return text.replaceAll(/\S+/g, (word) =>
    Math.floor(++count * share) > Math.floor((count - 1) * share) ? `changed${count}` : word,
  );
}

async function languages(documents) {
  const detect = await workerOf('language');
  const declared = documents.filter(
    ({ kind, language, text }) => kind === 'page' && language && text.length > 500,
  );
  const counts = { all: declared.length, right: 0, other: 0, none: 0 };
  const ms = await cpuOf(() => {
    for (const { text, language } of declared) {
      const guess = detect(text);
      if (!guess || guess.confidence < 0.7) counts.none++;
      else counts[guess.language === language.split('-')[0].toLowerCase() ? 'right' : 'other']++;
    }
  });
  return { ...counts, speed: Math.round((declared.length * 1000) / ms) };
}
