import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { fail } from './ensure.ts';

/** What a check has done past the context: only what runs in it is watched, and what may open sockets is not. */
type Watch = { readonly undeclared: string[] } | 'declared';

const watch = new AsyncLocalStorage<Watch>();

/** Runs what may open sockets: the `fetch` of a case, that of a stand-in, what brings evidence. */
export function declared<T>(work: () => T): T {
  return watch.run('declared', work);
}

/** Whether what runs now may open sockets. */
export function isDeclared(): boolean {
  return watch.getStore() === 'declared';
}

const BY_CONTEXT =
  'Use context.fetch, and context.evidence for what does not come by fetch: only so is it kept, replayed, paced and guarded.';

// Published by Node for whatever a library opens: https://nodejs.org/api/diagnostics_channel.html
const CHANNELS = {
  'net.client.socket': 'a socket was opened',
  'udp.socket': 'a UDP socket was opened',
  // Not every request of node:http opens a socket: an agent keeps them.
  'http.client.request.created': 'node:http was asked',
} as const;
const PROGRAMS = { child_process: 'a program was started' } as const;

/**
 * Runs `work` with the global `fetch` poisoned and every socket watched. Only what went by `context.fetch` may reach the network.
 * @param remedy what to do about what went another road
 * @param programs whether programs are watched, too: they are a road to the network as well
 * @throws {AssertionError} when anything else did, whatever became of it
 */
export async function withoutNetwork<T>(
  work: () => Promise<T>,
  remedy = BY_CONTEXT,
  { programs = false }: { readonly programs?: boolean } = {},
): Promise<T> {
  const undeclared: string[] = [];
  const original = globalThis.fetch;
  globalThis.fetch = ((...args: Parameters<typeof fetch>) => {
    const watched = watch.getStore();
    if (watched === undefined || watched === 'declared') return original(...args);
    watched.undeclared.push(`the global fetch was called for ${String(args[0])}`);
    return Promise.reject(new Error('the global fetch was called: use context.fetch'));
  }) as typeof fetch;
  const listeners = Object.entries({ ...CHANNELS, ...(programs && PROGRAMS) }).map(([channel, what]) => {
    const listener = () => {
      const watched = watch.getStore();
      if (watched !== undefined && watched !== 'declared') watched.undeclared.push(what);
    };
    subscribe(channel, listener);
    return { channel, listener };
  });
  try {
    return await watch.run({ undeclared }, work);
  } finally {
    globalThis.fetch = original;
    for (const { channel, listener } of listeners) unsubscribe(channel, listener);
    const [first] = undeclared;
    if (first !== undefined) fail(`${first}, and not by the context`, remedy);
  }
}
