import { BowerbirdError, type CollectContext } from '@bowerbird/core';
import type { ComputePool } from './pool.ts';
import type { Recorder } from './recorder.ts';

/** What a collector's context is made of. */
export interface ContextParts {
  readonly signal: AbortSignal;
  readonly recorder: Recorder;
  readonly pool: ComputePool;
  readonly log: CollectContext['log'];
  /** Hears when a computation starts (1) and ends (-1). */
  readonly computing: (change: 1 | -1) => void;
}

/**
 * The context of one call, and the way to end it: a collector that goes on after its call has ended cannot do harm, and hears
 * of its mistake.
 */
export function openContext(parts: ContextParts): { readonly context: CollectContext; close(): void } {
  let open = true;
  const { signal, recorder } = parts;
  function use<Arguments extends readonly unknown[], T>(
    name: string,
    call: (...args: Arguments) => Promise<T>,
  ): (...args: Arguments) => Promise<T> {
    return async (...args) => {
      if (signal.aborted) throw signal.reason;
      if (!open) {
        throw new BowerbirdError('ABORTED', `context.${name} was used after the call had ended`, {
          hint: 'The collector must await everything that it starts.',
        });
      }
      return call(...args);
    };
  }
  const compute = async (module: URL, input: unknown): Promise<unknown> => {
    parts.computing(1);
    try {
      return await parts.pool.run(module, input, signal);
    } finally {
      // Left counted when the time ran out: then it was this that took it.
      if (!signal.aborted) parts.computing(-1);
    }
  };
  const context: CollectContext = {
    signal,
    fetch: use('fetch', (input, init) => recorder.fetch(input, init)) as CollectContext['fetch'],
    evidence: use('evidence', (about, bring) => recorder.value(about, bring)) as CollectContext['evidence'],
    digest: use('digest', (path: string) => recorder.digest(path)),
    compute: use('compute', compute) as CollectContext['compute'],
    log: parts.log,
  };
  return {
    context,
    close() {
      open = false;
    },
  };
}
