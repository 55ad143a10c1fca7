import type { CachedAnswer, CacheStats } from '@bowerbird/runner';
import { bytes, cleanLine, count, number } from './format.ts';
import { table } from './table.ts';

// As much of a key as tells it from others.
const KEY_LENGTH = 12;

/** How much is kept, for people. */
export function renderStats(location: string, stats: CacheStats): string {
  const { entries, answers, originals, collectors } = stats;
  const total = `${count(entries, 'entry', 'entries')}, ${bytes(stats.bytes)} in ${location}\n`;
  if (entries === 0) return total;
  const rows = collectors.map((row) => [row.collector, number(row.answers), number(row.originals)]);
  const all = ['', number(answers), number(originals)];
  return `${total}\n${table([['COLLECTOR', 'ANSWERS', 'ORIGINALS'], ...rows, ...(rows.length > 1 ? [all] : [])], [1, 2])}`;
}

/** Answers that are kept, one on a line. @param header whether these are the first */
export function renderAnswers(answers: readonly CachedAnswer[], header: boolean): string {
  const rows = answers.map((answer) => [
    answer.key.slice(0, KEY_LENGTH),
    answer.collector,
    answer.gone ? 'gone' : number(answer.documents),
    day(answer.retrieved),
    day(answer.checked),
    cleanLine(answer.source),
  ]);
  const names = ['KEY', 'COLLECTOR', 'DOCUMENTS', 'RETRIEVED', 'CHECKED', 'SOURCE'];
  return table(header ? [names, ...rows] : rows, [2]);
}

/** One answer that is kept: where it came from and when. */
export function renderAnswer(answer: CachedAnswer): string {
  const { key, collector, source, retrieved, checked, documents, gone } = answer;
  return table([
    ['key', key],
    ['collector', collector],
    ['source', cleanLine(source)],
    ['retrieved', retrieved],
    ['checked', checked],
    ['documents', gone ? 'gone' : number(documents)],
  ]);
}

function day(date: string): string {
  return date.slice(0, 16).replace('T', ' ');
}
