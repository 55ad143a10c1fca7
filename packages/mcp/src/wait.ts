import { SdkError, SdkErrorCode } from '@modelcontextprotocol/server';
import type { Run } from './run.ts';

// Clients give a call up after 60 s.
const ANSWER_WITHIN_MS = 45_000;
const NEWS_EVERY_MS = 250;

/** How far a run is, as the protocol tells it. */
export interface Progress {
  readonly progress: number;
  readonly total?: number;
  readonly message: string;
}

// How many calls wait for a run: it is stopped when the last of them is called off.
const waiting = new WeakMap<Run, number>();

/**
 * Waits for the end of a run, as long as a client does.
 * @param signal calls the call off, and with it the run, unless another call waits for it
 * @param tell is called with news
 * @returns whether it has ended
 */
export async function waitFor(
  run: Run,
  signal: AbortSignal,
  tell: (progress: Progress) => Promise<void> | undefined,
): Promise<boolean> {
  waiting.set(run, (waiting.get(run) ?? 0) + 1);
  const news = newsOf(run, tell);
  const stopWatching = run.watch(news);
  const isOver = new AbortController();
  try {
    const inTime = await Promise.race([run.ended.then(() => true), giveUp(signal, isOver.signal)]);
    const left = (waiting.get(run) ?? 1) - 1;
    if (signal.aborted && left === 0) run.stop(isGone(signal.reason) ? 'interrupted' : 'cancelled');
    return inTime;
  } finally {
    waiting.set(run, (waiting.get(run) ?? 1) - 1);
    isOver.abort();
    stopWatching();
  }
}

function giveUp(signal: AbortSignal, isOver: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ANSWER_WITHIN_MS);
    isOver.addEventListener('abort', () => clearTimeout(timer), { once: true });
    if (signal.aborted) resolve(false);
    signal.addEventListener('abort', () => resolve(false), { once: true, signal: isOver });
  });
}

/** Whether the client has gone, and with it the server. */
function isGone(reason: unknown): boolean {
  return reason instanceof SdkError && reason.code === SdkErrorCode.ConnectionClosed;
}

function newsOf(run: Run, tell: (progress: Progress) => Promise<void> | undefined): () => void {
  let last = -1;
  let toldAt = 0;
  return () => {
    const { ended, sources, complete, collected, failed } = run.record.counts;
    const now = performance.now();
    if (now - toldAt < NEWS_EVERY_MS && ended < sources) return;
    if (ended <= last && now - toldAt < 2 * NEWS_EVERY_MS) return;
    toldAt = now;
    // It must grow each time, and a client that hears something waits on.
    last = Math.max(ended, last + 0.001);
    const message = `${ended} of ${complete ? sources : `${sources} or more`}: ${collected} collected, ${failed} failed`;
    // A client that has gone hears nothing: the run goes on.
    tell({ progress: last, ...(complete && { total: sources }), message })?.catch(() => undefined);
  };
}
