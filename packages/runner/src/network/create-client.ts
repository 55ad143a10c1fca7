import type { NetworkConfig } from '../config/types.ts';
import { USER_AGENT } from '../version.ts';
import type { Client } from './client.ts';

/** The client that a configuration asks for. */
export function createClient({ allowPrivate, userAgent = USER_AGENT, ...rest }: NetworkConfig): Client {
  let loaded: Promise<Client> | undefined;
  // To load it takes longer than all else that a run from the cache does, which never asks for it.
  async function load(): Promise<Client> {
    const [{ HttpClient }, { AddressGuard }] = await Promise.all([
      import('./client.ts'),
      import('./addresses.ts'),
      // Later, all files that may be open may be: then nothing is loaded any more.
      import('../execute/whole-response.ts'),
    ]);
    return new HttpClient({ ...rest, userAgent, guard: new AddressGuard(allowPrivate) });
  }
  const client = () => {
    loaded ??= load();
    return loaded;
  };
  return {
    send: async (outgoing, caller) => (await client()).send(outgoing, caller),
    stream: async (outgoing, caller) => (await client()).stream(outgoing, caller),
    close: async () => (await loaded)?.close(),
  };
}
