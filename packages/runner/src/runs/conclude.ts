import type { Count } from '@bowerbird/cache';
import { toErrorData } from '@bowerbird/core';
import type { AnswerCounts } from '../events/answer-counts.ts';
import type { Remark, RunCache } from '../store/run-cache.ts';
import type { RunStatistics } from '../store/run-statistics.ts';
import type { MovedSources } from './moved.ts';

/** What is known of a run when it ends. */
export interface Conclusion {
  readonly cache: RunCache;
  readonly moved: MovedSources;
  readonly answers: AnswerCounts;
  readonly statistics: RunStatistics;
}

/** Counts what a run has done, and says what is to be told of the cache. */
export async function conclude(conclusion: Conclusion): Promise<readonly Remark[]> {
  const { cache, moved, answers, statistics } = conclusion;
  const explained = await moved.explain();
  await cache.noteNamespace();
  const counts = [...answers.counts(), ...ofStore(cache), ...explained.counts];
  return [...cache.remarks(), ...explained.remarks, ...(await add(statistics, counts))];
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
