import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Runner } from '@bowerbird/runner';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Plans } from './plans.ts';
import { Run, type RunParts } from './run.ts';
import { ALIVE_MS, type RunRecord, RunStore } from './run-store.ts';
import { Wallet } from './wallet.ts';

/** What a run needs, and a runner that ends when it is told. */
function parts(data: string, store: RunStore) {
  const { promise, resolve: finish } = Promise.withResolvers<object>();
  const runner = {
    paid: [],
    subscribe: () => () => {},
    run: () => promise,
    close: async () => {},
  } as unknown as Runner;
  const made: RunParts = {
    loaded: { config: {}, base: data } as unknown as RunParts['loaded'],
    createRunner: async () => runner,
    store,
    plans: new Plans(data),
    wallet: new Wallet(0, 0),
    data,
    scrub: (value) => value,
    warn: (message) => expect.unreachable(message),
  };
  return { made, finish: () => finish({ status: 'done', total: { collected: 1 } }) };
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'bowerbird-mcp-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const request = { tool: 'collect', sources: ['a'], with: {}, useCache: true };

it('is on record as ended, however slowly it was on record as running', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const data = folder();
  const slow = Promise.withResolvers<void>();
  let writes = 0;
  let written = 0;
  const store = new (class extends RunStore {
    override async write(record: RunRecord): Promise<void> {
      // The second one says that it lives.
      if (++writes === 2) await slow.promise;
      await super.write(record);
      written++;
    }
  })(data);
  const { made, finish } = parts(data, store);
  const run = await Run.begin(made, '1-a', request);
  vi.advanceTimersByTime(ALIVE_MS);
  await vi.waitFor(() => expect(writes).toBe(2));
  finish();
  await vi.waitFor(() => expect(run.record.state).toBe('done'));
  slow.resolve();
  await run.closed;
  await vi.waitFor(() => expect(written).toBe(3));
  expect(await store.find('1-a')).toMatchObject({ state: 'done' });
});

it('does not go on when it cannot be put on record', async () => {
  const data = folder();
  let isStopped: () => boolean = () => false;
  const store = new (class extends RunStore {
    override write(): Promise<void> {
      return Promise.reject(new Error('no space'));
    }
  })(data);
  const { made, finish } = parts(data, store);
  const warned: string[] = [];
  const runner = await made.createRunner({} as never, {});
  const begun = Run.begin(
    {
      ...made,
      warn: (message) => void warned.push(message),
      createRunner: async () =>
        ({
          ...runner,
          run: ({ signal }: { readonly signal: AbortSignal }) => {
            isStopped = () => signal.aborted;
            return runner.run();
          },
        }) as Runner,
    },
    '1-a',
    request,
  );
  await expect(begun).rejects.toThrow('no space');
  await vi.waitFor(() => expect(isStopped()).toBe(true));
  finish();
  await vi.waitFor(() => expect(warned).toEqual([expect.stringContaining('no space')]));
});
