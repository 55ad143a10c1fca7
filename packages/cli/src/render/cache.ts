import type { CachedAnswer } from '@bowerbird/runner';
import { cleanLine, number } from './format.ts';
import { table } from './table.ts';

// As much of a key as tells it from others.
const KEY_LENGTH = 12;

/** Answers that are kept, one on a line. @param header whether these are the first */
export function renderAnswers(answers: readonly CachedAnswer[], header: boolean): string {
  const rows = answers.map((answer) => [
    answer.key.slice(0, KEY_LENGTH),
    answer.collector,
    answer.gone ? 'gone' : number(answer.documents),
    day(answer.retrieved),
    answer.checked === undefined ? 'next run' : day(answer.checked),
    cleanLine(answer.source),
  ]);
  const names = ['KEY', 'COLLECTOR', 'DOCUMENTS', 'RETRIEVED', 'CHECKED', 'SOURCE'];
  return table(header ? [names, ...rows] : rows, [2]);
}

/** One answer that is kept: where it came from and when. */
export function renderAnswer(answer: CachedAnswer): string {
  const { key, collector, source, retrieved, checked, documents, gone, pipeline, tags } = answer;
  return table([
    ['key', key],
    ['collector', collector],
    ['source', cleanLine(source)],
    ['retrieved', retrieved],
    ['checked', checked ?? 'at the next run'],
    ['documents', gone ? 'gone' : number(documents)],
    ...(pipeline === undefined ? [] : [['pipeline', cleanLine(pipeline)]]),
    ...(tags.length === 0 ? [] : [['tags', cleanLine(tags.join(', '))]]),
  ]);
}

function day(date: string): string {
  return date.slice(0, 16).replace('T', ' ');
}
