import { Worker } from 'node:worker_threads';
import { unhurried } from '../frame/settle.ts';

/** What a worker is asked, and what it answers. */
export interface ComputeCall {
  readonly id: number;
  readonly module: string;
  readonly input: unknown;
}
export type ComputeAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: unknown };

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

const WORKER = new URL(import.meta.resolve('#compute-worker'));
let worker: Worker | undefined;
let calls = 0;
const waiting = new Map<number, Waiting>();

/** Runs the default export of a module in a worker thread, as `context.compute` does, without its limits. An abort ends the thread. */
export async function computeInWorker<T>(module: URL, input: unknown, signal: AbortSignal): Promise<T> {
  const id = calls++;
  const answer = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
  const stop = () => endWorker(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    worker ??= startWorker();
    worker.ref();
    worker.postMessage({ id, module: module.href, input } satisfies ComputeCall);
    return (await unhurried(answer)) as T;
  } finally {
    waiting.delete(id);
    signal.removeEventListener('abort', stop);
    // A worker that waits keeps no test runner alive.
    if (waiting.size === 0) worker?.unref();
  }
}

function startWorker(): Worker {
  const started = new Worker(WORKER);
  started.on('message', (answer: ComputeAnswer) => {
    const call = waiting.get(answer.id);
    if ('error' in answer) call?.reject(answer.error);
    else call?.resolve(answer.value);
  });
  started.on('error', endWorker);
  return started;
}

function endWorker(reason: unknown): void {
  const ended = worker;
  worker = undefined;
  for (const { reject } of waiting.values()) reject(reason);
  void ended?.terminate();
}
