/** What a paid collector buys from in a suite: a stand-in on loopback, or one in memory. Each test opens its own. */
export interface PaidProvider {
  /** The options with which the definition reaches it, as they stand in an rc file. */
  readonly options: unknown;
  /** Which values of the options are secrets: they must be in nothing that is written down. `[]`: none is. */
  readonly secrets: readonly string[];
  /** All that it has charged, in US dollars. */
  charges(): readonly { readonly cost: number }[];
  /** What `context.fetch` does. Default: the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  close?(): Promise<void>;
}

/** How a purchase whose answer was lost is found again, for the providers that can. */
export type PurchaseRecovery = 'find' | 'idempotency-key';

// A suite puts another one in its place.
const builtInFetch = globalThis.fetch;

/** Runs `work` with a provider of its own. */
export async function withProvider<T>(
  open: () => Promise<PaidProvider> | PaidProvider,
  work: (provider: PaidProvider) => Promise<T>,
): Promise<T> {
  const provider = await open();
  try {
    return await work(provider);
  } finally {
    await provider.close?.();
  }
}

/** What `context.fetch` does with a provider. */
export function fetchOf({ fetch = builtInFetch }: PaidProvider): typeof globalThis.fetch {
  return fetch;
}
