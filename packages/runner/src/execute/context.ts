import { BowerbirdError, type CollectContext } from '@bowerbird/core';
import { type CallClock, timedCompute } from './compute.ts';
import type { ComputePool } from './pool.ts';
import type { Recorder } from './recorder.ts';
import type { Scope } from './scope.ts';

/** What a collector's context is made of. */
export interface ContextParts {
  readonly scope: Scope;
  readonly recorder: Recorder;
  readonly pool: ComputePool;
  readonly log: CollectContext['log'];
  /** Stands still while a computation waits for a worker. */
  readonly clock?: CallClock | undefined;
}

/** A context for one call. */
export interface OpenContext {
  readonly context: CollectContext;
  /** Whether a worker is at work for it. */
  readonly isComputing: () => boolean;
  /** A collector that goes on after its call has ended can do no harm, and hears of its mistake. */
  close(): void;
}

/** Opens a context for one call. */
export function openContext({ scope, recorder, pool, log, clock }: ContextParts): OpenContext {
  let open = true;
  function use<Arguments extends readonly unknown[], T>(
    name: string,
    call: (...args: Arguments) => Promise<T>,
  ): (...args: Arguments) => Promise<T> {
    async function checked(...args: Arguments): Promise<T> {
      if (!open) {
        throw new BowerbirdError('ABORTED', `context.${name} was used after the call had ended`, {
          hint: 'The collector must await everything that it starts.',
        });
      }
      if (scope.aborted) throw scope.reason;
      return call(...args);
    }
    return (...args) => {
      const result = checked(...args);
      // What a collector has started and left behind is called off when its call ends, and must not end the run then.
      result.catch(() => undefined);
      return result;
    };
  }
  const { compute, isComputing } = timedCompute(pool, scope, clock);
  const context: CollectContext = {
    // Most collectors do without.
    get signal() {
      return scope.signal;
    },
    fetch: use('fetch', (input, init) => recorder.fetch(input, init)) as CollectContext['fetch'],
    evidence: use('evidence', (about, bring) => recorder.value(about, bring)) as CollectContext['evidence'],
    digest: use('digest', (path: string) => recorder.digest(path)),
    compute: use('compute', compute) as CollectContext['compute'],
    log,
  };
  return {
    context,
    isComputing,
    close() {
      open = false;
    },
  };
}
