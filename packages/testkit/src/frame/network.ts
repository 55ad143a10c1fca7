import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { fail } from './ensure.ts';

const network = new AsyncLocalStorage<'declared'>();

/** Runs what may open sockets: the `fetch` of a case, that of a stand-in. */
export function declared<T>(work: () => T): T {
  return network.run('declared', work);
}

const BY_CONTEXT =
  'Use context.fetch, and context.evidence for what does not come by fetch: only so is it kept, replayed, paced and guarded.';

/**
 * Runs `work` with the global `fetch` poisoned and every socket watched. Only what went by `context.fetch` may reach the network.
 * @param remedy what to do about what went another road
 * @throws {AssertionError} when anything else did, whatever became of it
 */
export async function withoutNetwork<T>(work: () => Promise<T>, remedy = BY_CONTEXT): Promise<T> {
  const undeclared: string[] = [];
  const original = globalThis.fetch;
  const onSocket = () => {
    if (network.getStore() !== 'declared') undeclared.push('a socket was opened');
  };
  globalThis.fetch = ((...args: Parameters<typeof fetch>) => {
    if (network.getStore() === 'declared') return original(...args);
    undeclared.push(`the global fetch was called for ${String(args[0])}`);
    return Promise.reject(new Error('the global fetch was called: use context.fetch'));
  }) as typeof fetch;
  // Published by Node for every client socket, whichever library opens it.
  subscribe('net.client.socket', onSocket);
  try {
    return await work();
  } finally {
    globalThis.fetch = original;
    unsubscribe('net.client.socket', onSocket);
    const [first] = undeclared;
    if (first !== undefined) {
      fail(`${first}, and not by the context`, remedy);
    }
  }
}
