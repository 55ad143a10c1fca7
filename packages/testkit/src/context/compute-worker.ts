import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { parentPort } from 'node:worker_threads';
import type { ComputeAnswer, ComputeCall } from './compute.ts';

const sockets = new AsyncLocalStorage<{ opened: boolean }>();

const OPENED = 'a socket was opened in a worker: fetch with context.fetch, outside of it';

// What runs here is pure: bytes in, documents out.
globalThis.fetch = () =>
  Promise.reject(new Error('fetch was called in a worker: fetch with context.fetch, outside of it'));
subscribe('net.client.socket', () => {
  const seen = sockets.getStore();
  if (seen) seen.opened = true;
});

parentPort?.on('message', async ({ id, module, input }: ComputeCall) => {
  parentPort?.postMessage(await answer(id, module, input));
});

async function answer(id: number, module: string, input: unknown): Promise<ComputeAnswer> {
  const seen = { opened: false };
  try {
    const { default: compute } = (await import(module)) as { default: (input: unknown) => unknown };
    const value = await sockets.run(seen, async () => compute(input));
    return seen.opened ? { id, error: new Error(OPENED) } : { id, value };
  } catch (error) {
    return { id, error: seen.opened ? new Error(OPENED, { cause: error }) : error };
  }
}
