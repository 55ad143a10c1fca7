import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CollectError,
  type CollectorDefinition,
  type Document,
  defineCollector,
  type Handover,
} from '@bowerbird/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bench, pageCollector, temporaryFolder } from '../../test/support.ts';

const echo = pageCollector({ collect: async ({ url }) => [{ id: url, text: url }] });

/** Discovers what `found` says of a request; brings one document a request. */
function finder(
  found: (id: string, attempt: number) => Iterable<{ id: string } | Handover>,
  started: string[] = [],
): CollectorDefinition {
  return defineCollector({
    name: 'finder',
    summary: 'Finds.',
    revision: 1,
    request: z.strictObject({ id: z.string() }),
    accepts: ({ uri }) => (uri.startsWith('https://find.example/') ? { id: uri } : undefined),
    create: () => ({
      async *discover({ id }) {
        started.push(id);
        yield* found(id, started.length);
      },
      collect: async ({ id }): Promise<Document[]> => [{ id, text: id }],
    }),
  });
}

it('does not ask a collector to discover where it says that there is nothing', async () => {
  const started: string[] = [];
  const finding = finder(() => [{ id: 'found' }], started);
  const choosy = {
    ...finding,
    create: (...given: Parameters<typeof finding.create>) => ({
      ...finding.create(...given),
      canDiscover: ({ id }: { readonly id: string }) => id.endsWith('/list'),
    }),
  } as CollectorDefinition;
  const sources = ['https://find.example/one', 'https://find.example/list'];
  const { runner, kept } = await bench({ pipelines: { p: sources } }, [choosy]);
  expect((await runner.run()).total).toMatchObject({ collected: 2, failed: 0 });
  expect(started).toEqual(['https://find.example/list']);
  expect([...kept.keys()].sort()).toEqual(['found', 'https://find.example/one']);
});

it('expands lists, globs and objects, in order, and drops duplicates', async () => {
  const base = temporaryFolder();
  writeFileSync(
    join(base, 'list.txt'),
    '\uFEFF# pages\nhttps://a.example/1\n\n  https://a.example/2  \r\n{"source": "https://a.example/3", "part": "x"}\nhttps://a.example/1\n',
  );
  for (const name of ['b.page', 'a.page']) writeFileSync(join(base, name), '');
  const local = {
    ...echo,
    accepts: ({ uri }: { uri: string }) => ({ url: uri.split('/').at(-1) ?? '' }),
  } as CollectorDefinition;
  const { runner, events, kept } = await bench(
    { concurrency: 1, pipelines: { p: [{ list: 'list.txt' }, './*.page', { url: 'as it is' }] } },
    [local],
    { base },
  );
  const { total } = await runner.run();
  expect(total).toMatchObject({ tasks: 6, collected: 6, duplicates: 1 });
  expect(events.filter((event) => event.type === 'task-add').map(({ source }) => source)).toEqual([
    'https://a.example/1',
    'https://a.example/2',
    'https://a.example/3',
    'a.page',
    'b.page',
    '{"url":"as it is"}',
  ]);
  expect([...kept.keys()]).toContain('as it is');
});

it('fails the lines of a list that are no sources, and no others', async () => {
  const base = temporaryFolder();
  writeFileSync(
    join(base, 'list.txt'),
    'https://a.example/1\n{"source": 1}\nnot-there.html\nftp://a.example/\n{ broken\n',
  );
  const { runner } = await bench({ pipelines: { p: [{ list: 'list.txt' }] } }, [echo], { base });
  const { total, failures } = await runner.run();
  expect(total).toMatchObject({ collected: 1, failed: 4 });
  expect(failures.map(({ source, code }) => [source, code])).toEqual([
    ['list.txt:2', 'CONFIG_INVALID'],
    ['not-there.html', 'SOURCE_NOT_FOUND'],
    ['ftp://a.example/', 'CONFIG_INVALID'],
    ['list.txt:5', 'CONFIG_INVALID'],
  ]);
});

it('collects what a collector discovers, once each', async () => {
  const some = finder(() => ['one', 'two', 'one'].map((id) => ({ id })));
  const { runner, kept } = await bench({ pipelines: { p: ['https://find.example/all'] } }, [some]);
  expect((await runner.run()).total).toMatchObject({ tasks: 2, collected: 2, duplicates: 1 });
  expect([...kept.keys()].sort()).toEqual(['one', 'two']);
});

it('starts a discovery again that throws, and keeps what it had found', async () => {
  const started: string[] = [];
  function* twice(_id: string, attempt: number) {
    yield { id: 'one' };
    if (attempt < 2) throw new Error('cut off');
    yield { id: 'two' };
  }
  const { runner } = await bench({ pipelines: { p: ['https://find.example/all'] } }, [
    finder(twice, started),
  ]);
  expect((await runner.run()).total).toMatchObject({ collected: 2, failed: 0, duplicates: 0 });
  expect(started).toHaveLength(2);
});

it('makes one failure of a discovery that cannot be finished', async () => {
  function* broken() {
    yield { id: 'one' };
    throw new Error('cut off');
  }
  const { runner } = await bench({ pipelines: { p: ['https://find.example/all', 'https://a.example/'] } }, [
    finder(broken),
    echo,
  ]);
  const { total, failures } = await runner.run();
  expect(total).toMatchObject({ collected: 2, failed: 1 });
  expect(failures).toMatchObject([{ source: 'https://find.example/all', message: 'cut off' }]);
});

it('hands over to the links of the pipeline, then to any free collector that accepts', async () => {
  const some = finder((id) =>
    id.endsWith('/all')
      ? [{ source: 'https://find.example/more' }, { source: 'https://a.example/page', with: { part: 'x' } }]
      : [{ id: 'more' }],
  );
  const { runner, kept } = await bench(
    { pipelines: { p: { use: ['finder'], sources: ['https://find.example/all'] } } },
    [some, echo],
  );
  expect((await runner.run()).total).toMatchObject({ collected: 2, failed: 0 });
  expect([...kept.values()].map(({ id, provenance }) => [id, provenance.collector]).sort()).toEqual([
    ['https://a.example/page', 'page'],
    ['more', 'finder'],
  ]);
});

/** Brings what it is told to, for a source under its name by what `discover` finds of it. */
function link(
  name: string,
  discovers: ((id: string) => Iterable<{ id: string }>) | undefined,
  brings = true,
): CollectorDefinition {
  return defineCollector({
    name,
    summary: 'A link of a chain.',
    revision: 1,
    request: z.strictObject({ id: z.string() }),
    accepts: ({ uri }) => ({ id: uri }),
    create: () => ({
      ...(discovers && {
        async *discover({ id }: { id: string }) {
          yield* discovers(id);
        },
      }),
      collect: async ({ id }): Promise<Document[]> => {
        if (!brings) throw new CollectError('SOURCE_NOT_FOUND', 'nothing here', { recovery: 'next' });
        return [{ id: `${name}:${id}`, text: id }];
      },
    }),
  });
}

describe('a chain stays when a source is only named', () => {
  const run = async (...links: readonly CollectorDefinition[]) => {
    const use = links.map(({ name }) => name);
    const { runner, kept } = await bench(
      { pipelines: { p: { use, sources: ['https://a.example/x'] } } },
      links,
    );
    const { total } = await runner.run();
    return { ids: [...kept.keys()].sort(), total };
  };
  const named = (by: string) => (id: string) => [{ id: `${id}#${by}` }];

  it('by the first link, by one behind it, or by both', async () => {
    for (const first of [undefined, named('a')]) {
      const { ids } = await run(link('a', first, false), link('b', named('b')));
      expect(ids).toEqual(['b:https://a.example/x#b']);
    }
    const { ids } = await run(link('a', named('a')), link('b', named('b')));
    expect(ids).toEqual(['a:https://a.example/x#a']);
  });

  it('and a link behind that finds several, or fails, keeps its request', async () => {
    const many = (id: string) => [{ id: `${id}#1` }, { id: `${id}#2` }];
    expect((await run(link('a', named('a'), false), link('b', many))).ids).toEqual(['b:https://a.example/x']);
    const broken = () => {
      throw new CollectError('SOURCE_INVALID', 'no', { recovery: 'next' });
    };
    expect((await run(link('a', named('a')), link('b', broken))).ids).toEqual(['a:https://a.example/x#a']);
  });

  it('and what the first link finds beyond one are sources of their own', async () => {
    const many = (id: string) => [{ id: `${id}#1` }, { id: `${id}#2` }, { id: `${id}#3` }];
    const { ids, total } = await run(link('a', many), link('b', named('b')));
    expect(ids).toEqual([1, 2, 3].map((number) => `a:https://a.example/x#${number}`));
    expect(total).toMatchObject({ tasks: 3 });
    expect(
      (
        await run(
          link('a', () => []),
          link('b', named('b')),
        )
      ).total,
    ).toMatchObject({ tasks: 0 });
  });
});

it('ends what hands itself over for ever', async () => {
  const loop = finder((id) => [{ source: `${id}x` }]);
  const { runner } = await bench({ pipelines: { p: ['https://find.example/all'] } }, [loop]);
  expect((await runner.run()).failures).toMatchObject([
    { message: 'https://find.example/allxxxxxx was handed over more than 5 times' },
  ]);
});

it('fails a source that nobody takes, and says who was asked', async () => {
  const some = finder(() => [{ source: 'https://a.example/movie' }]);
  const { runner } = await bench({ pipelines: { p: ['https://find.example/all'] } }, [some]);
  expect((await runner.run()).failures).toMatchObject([
    { code: 'SOURCE_UNSUPPORTED', message: 'no collector takes https://a.example/movie (asked: finder)' },
  ]);
});

it('discovers no further ahead than is asked for', async () => {
  let made = 0;
  function* endless() {
    for (;;) yield { id: String(made++) };
  }
  const controller = new AbortController();
  const stopping: CollectorDefinition = {
    ...finder(endless),
    create: () => ({
      discover: () =>
        (async function* () {
          yield* endless();
        })(),
      collect: async ({ id }: { id: string }) => {
        if (id === '30') controller.abort();
        return [{ id, text: id }];
      },
    }),
  } as CollectorDefinition;
  const { runner } = await bench({ pipelines: { p: ['https://find.example/all'] } }, [stopping]);
  expect((await runner.run({ signal: controller.signal })).status).toBe('interrupted');
  expect(made).toBeLessThan(11_000);
});
