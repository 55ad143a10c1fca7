import type { TaskRecord } from '../history/record.ts';
import type { TaskColumns } from './page-data.ts';

/** The tasks of a record by column. */
export function columnsOf(tasks: readonly TaskRecord[]): TaskColumns {
  const names: string[] = [''];
  const places = new Map<string, number>([['', 0]]);
  const place = (name = ''): number => {
    const known = places.get(name);
    if (known !== undefined) return known;
    places.set(name, names.length);
    return names.push(name) - 1;
  };
  return {
    pipeline: tasks.map(({ pipeline }) => place(pipeline)),
    collector: tasks.map(({ collector }) => place(collector)),
    host: tasks.map(({ source }) => place(hostOf(source))),
    ended: tasks.map(({ ended }) => place(ended)),
    change: tasks.map(({ change }) => place(change)),
    source: tasks.map(({ source }) => source),
    from: tasks.map(({ from }) => from),
    to: tasks.map(({ to }) => to),
    attempts: tasks.map(({ attempts }) => attempts),
    waitedMs: tasks.map(({ waitedMs }) => waitedMs),
    bytes: tasks.map(({ bytes }) => bytes),
    documents: tasks.map(({ documents }) => documents),
    cost: tasks.map(({ cost }) => cost),
    saved: tasks.map(({ saved }) => saved),
    reasons: Object.fromEntries(
      tasks.flatMap(({ reason, hint }, row) =>
        reason === undefined ? [] : [[row, hint === undefined ? [reason] : [reason, hint]] as const],
      ),
    ),
    names,
  };
}

/** Where a source is: the host of an address, nothing of a local one. */
function hostOf(source: string): string {
  return /^https?:\/\//i.test(source) ? (URL.parse(source)?.host ?? '') : '';
}
