import { parentPort } from 'node:worker_threads';
import type { ComputeAnswer, ComputeCall } from './compute.ts';

// What runs here is pure: bytes in, documents out.
globalThis.fetch = () =>
  Promise.reject(new Error('fetch was called in a worker: fetch with context.fetch, outside of it'));

parentPort?.on('message', async ({ id, module, input }: ComputeCall) => {
  parentPort?.postMessage(await answer(id, module, input));
});

async function answer(id: number, module: string, input: unknown): Promise<ComputeAnswer> {
  try {
    const { default: compute } = (await import(module)) as { default: (input: unknown) => unknown };
    return { id, value: await compute(input) };
  } catch (error) {
    return { id, error };
  }
}
