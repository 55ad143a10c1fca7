import type { Count } from '@bowerbird/cache';
import { toErrorData } from '@bowerbird/core';
import type { AnswerCounts } from '../events/answer-counts.ts';
import type { Purchase } from '../ledger/types.ts';
import type { Remark, RunCache } from '../store/run-cache.ts';
import type { RunStatistics } from '../store/run-statistics.ts';
import type { MovedSources } from './moved.ts';

/** What is known of a run when it ends. */
export interface Conclusion {
  readonly cache: RunCache;
  readonly moved: MovedSources;
  readonly answers: AnswerCounts;
  readonly statistics: RunStatistics;
  /** What was begun before and nobody wants any more. */
  readonly unwanted: () => Promise<readonly Purchase[]>;
}

/** Counts what a run has done, and says what is to be told of the cache. */
export async function conclude(conclusion: Conclusion): Promise<readonly Remark[]> {
  const { cache, moved, answers, statistics } = conclusion;
  const explained = await moved.explain();
  await cache.noteNamespace();
  const counts = [...answers.counts(), ...ofStore(cache), ...explained.counts];
  return [
    ...cache.remarks(),
    ...explained.remarks,
    ...(await unwantedOf(conclusion)),
    ...(await add(statistics, counts)),
  ];
}

async function unwantedOf({ unwanted }: Conclusion): Promise<readonly Remark[]> {
  try {
    return (await unwanted()).map(({ id, source, collector }) => ({
      message: `purchase ${id} of ${collector} for ${source} is not finished, and no source asks for it any more`,
      hint: `Name ${source} again as it was, and run; or, if its provider does not know it: bowerbird costs resolve ${id} bought (or not-bought).`,
    }));
  } catch (error) {
    const { message, hint } = toErrorData(error);
    return [{ message: `whether purchases are left unfinished is not known: ${message}`, hint }];
  }
}

function ofStore(cache: RunCache): readonly Count[] {
  return Object.entries(cache.counts()).flatMap(([name, amount]: [string, number]) =>
    amount > 0 ? [{ scope: '', name, amount }] : [],
  );
}

/** What cannot be counted is told, and stops nothing. */
async function add(statistics: RunStatistics, counts: readonly Count[]): Promise<readonly Remark[]> {
  try {
    await statistics.add(counts);
    return [];
  } catch (error) {
    const { message, hint } = toErrorData(error);
    return [{ message: `what this run did was not counted: ${message}`, hint }];
  }
}
