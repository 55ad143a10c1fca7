import type { CollectorDefinition, PaidDefinition } from '@bowerbird/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bench, LOOPBACK, pageCollector, temporaryFolder } from './support.ts';
import { tillCollector } from './till-collector.ts';
import { startTill } from './till-server.ts';

const SOURCE = 'https://till.example/talk';

async function openTill(...options: Parameters<typeof startTill>) {
  const till = await startTill(...options);
  onTestFinished(() => till.close());
  return till;
}

/** A paid collector that makes its request exact before it is asked, as one does that needs the digest of a file. */
function exact(definition: ReturnType<typeof tillCollector>): CollectorDefinition {
  const paid = definition as PaidDefinition<{ readonly what: string }, { readonly url: string }>;
  return {
    ...paid,
    create: async (options, home) => ({
      ...(await paid.create(options as { readonly url: string }, home)),
      async *discover({ what }: { readonly what: string }) {
        yield { what: `${what}, exactly` };
      },
    }),
  } as CollectorDefinition;
}

const free = (answers: boolean, asked: string[]) =>
  ({
    ...pageCollector({
      collect: async ({ url }) => {
        asked.push(url);
        return answers ? [{ id: url, text: 'captions' }] : [];
      },
    }),
    name: 'captions',
  }) as CollectorDefinition;

describe('a chain with a collector that makes its request exact', () => {
  it('asks the free link first, and buys nothing where that answers', async () => {
    const till = await openTill();
    const asked: string[] = [];
    const use = ['captions', { collector: 'till-list', options: { url: till.url } }];
    const { runner } = await bench({ network: LOOPBACK, pipelines: { p: { use, sources: [SOURCE] } } }, [
      free(true, asked),
      exact(tillCollector('list')),
    ]);
    expect((await runner.plan()).pipelines[0]?.items[0]?.route).toEqual(['captions', 'till-list']);
    expect((await runner.run({ maxCost: 1 })).total).toMatchObject({ collected: 1, cost: 0 });
    expect([asked, till.charges]).toEqual([[SOURCE], []]);
  });

  it('falls back to the next one that sells', async () => {
    const refusing = await openTill({ fault: () => 404 });
    const till = await openTill();
    const use = [
      { collector: 'till-list', options: { url: refusing.url } },
      { collector: 'till-id', options: { url: till.url } },
    ];
    const { runner, kept } = await bench(
      { network: LOOPBACK, pipelines: { p: { use, sources: [SOURCE] } } },
      [exact(tillCollector('list')), exact(tillCollector('id'))],
    );
    expect((await runner.run({ maxCost: 1 })).total).toMatchObject({ collected: 1, purchases: 1 });
    expect([...kept.keys()]).toEqual(['till:talk, exactly']);
  });
});

describe('a price that nobody knows', () => {
  const unpriced = (definition: ReturnType<typeof tillCollector>) =>
    ({
      ...definition,
      create: async (options: never, home: never) => ({
        ...(await definition.create(options, home)),
        price: async () => undefined,
      }),
    }) as unknown as CollectorDefinition;

  it('is planned as such, bought where that is allowed, and never by a run that may spend nothing', async () => {
    const till = await openTill();
    const use = [{ collector: 'till-list', options: { url: till.url } }];
    const config = {
      network: LOOPBACK,
      budget: { unknownPrices: 'allow' },
      pipelines: { p: { use, sources: [SOURCE] } },
    };
    const { runner } = await bench(config, [unpriced(tillCollector('list'))]);
    expect((await runner.plan()).price).toMatchObject({ unpriced: 1, purchases: 0 });
    expect((await runner.run({ maxCost: 0 })).total).toMatchObject({ unbought: 1 });
    expect(till.charges).toHaveLength(0);
    const { total } = await runner.run({ maxCost: 1 });
    expect(total).toMatchObject({ collected: 1, from: { source: 1 } });
    expect(till.charges).toHaveLength(1);
  });
});

describe('what is under way', () => {
  /** A till that works until it takes no key any more. */
  async function interrupted() {
    let isShut = false;
    const till = await openTill({ polls: 1000, fault: () => (isShut ? 401 : undefined) });
    const use = [{ collector: 'till-list', options: { url: till.url } }];
    const env = { BOWERBIRD_HOME: temporaryFolder() };
    const config = (sources: readonly string[]) => ({
      network: LOOPBACK,
      pipelines: { p: { use, sources } },
    });
    const open = async (sources: readonly string[] = [SOURCE]) =>
      (await bench(config(sources), [tillCollector('list') as CollectorDefinition], { env })).runner;
    const runner = await open();
    const stop = new AbortController();
    runner.subscribe(({ type }) => {
      if (type === 'operation-start') stop.abort();
    });
    const first = await runner.run({ maxCost: 1, drain: stop.signal });
    expect(first.total).toMatchObject({ pending: 1 });
    await runner.close();
    return {
      till,
      open,
      shut: () => {
        isShut = true;
      },
    };
  }

  it('is a failure with a remedy where the provider refuses for good, and is not bought again', async () => {
    const { till, open, shut } = await interrupted();
    shut();
    const runner = await open();
    const { total, failures } = await runner.run({ maxCost: 1 });
    expect(total).toMatchObject({ failed: 1, pending: 0 });
    expect(failures[0]).toMatchObject({ message: 'the till wants another key' });
    expect(failures[0]?.hint).toContain('bowerbird costs resolve 1 bought (or not-bought)');
    expect(till.charges).toHaveLength(1);
    // Its provider does not know it: a person can end it.
    await expect(runner.costs.resolve(1, 'not-bought')).resolves.toMatchObject({ state: 'released' });
  });

  it('is told of when no source asks for it any more', async () => {
    const { open } = await interrupted();
    const { warnings } = await (await open(['https://till.example/another'])).run({ maxCost: 0 });
    expect(warnings).toMatchObject([{ message: expect.stringMatching(/purchase 1 .* is not finished/) }]);
  });
});

it('tells when a provider charges more than it was priced at', async () => {
  const till = await openTill();
  const use = [{ collector: 'till-list', options: { url: till.url, price: 0.02 } }];
  const { runner } = await bench({ network: LOOPBACK, pipelines: { p: { use, sources: [SOURCE] } } }, [
    tillCollector('list') as CollectorDefinition,
  ]);
  const { warnings } = await runner.run({ maxCost: 1 });
  expect(warnings).toMatchObject([{ message: expect.stringMatching(/charged \$0\.10 .* \$0\.02 at most/) }]);
});
