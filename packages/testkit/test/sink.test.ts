import {
  type Delivered,
  type Document,
  defineSink,
  type PipelineHome,
  type SinkDefinition,
} from '@bowerbird/core';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { failingSink } from '../src/chaos/failing-sink.ts';
import type { SinkSuiteOptions } from '../src/sink/options.ts';
import { sample } from '../src/sink/samples.ts';
import { sinkSuite } from '../src/sink/sink-suite.ts';
import { type BucketServer, startBuckets } from './fixtures/bucket-server.ts';
import { told, withoutKills } from './fixtures/corpus.ts';
import { choosy, plain, remote, takeDown, whole } from './fixtures/right-sinks.ts';
import { runSuite } from './wrong/wrong.ts';

const right = told(new URL('./fixtures/right-sinks.ts', import.meta.url).href);
const klingon = sample('klingon', { language: 'tlh' });

sinkSuite(test, whole, right);
sinkSuite(withoutKills(test), plain, { ...right, ids: false, remove: false });
sinkSuite(withoutKills(test), choosy, { ...right, refuses: klingon, unwritable: takeDown });

/** One that gives back what it holds, with the fields that are asked for. */
function reading(fieldsOf: (document: Delivered) => Document): SinkDefinition {
  return defineSink({
    ...whole,
    create: async (options, home) => ({
      ...(await whole.create(options, home)),
      async *documents() {
        for (const document of await right.read(home)) yield fieldsOf(document as Delivered);
      },
    }),
  });
}

sinkSuite(
  withoutKills(test),
  reading((document) => document),
  { ...right, documents: true },
);

let buckets: BucketServer;
beforeAll(async () => {
  buckets = await startBuckets();
});
afterAll(() => buckets.close());
sinkSuite(test, remote, {
  ...right,
  // The server does not run yet.
  options: ({ pipeline }: PipelineHome) => ({ account: `${buckets.url}/${pipeline}-account` }),
  read: (home) => buckets.read(home),
  unwritable: () => buckets.takeDown(),
});

async function failuresOf(
  definition: SinkDefinition,
  options: Partial<SinkSuiteOptions>,
  only: RegExp,
): Promise<string> {
  const ran = await runSuite((test) =>
    sinkSuite((name, run) => only.test(name) && test(name, run), definition, { ...right, ...options }),
  );
  expect(ran.length).toBeGreaterThan(0);
  return ran.map(({ error }) => (error instanceof Error ? error.message : '')).join('\n');
}

it.each<[string, SinkDefinition, Partial<SinkSuiteOptions>, RegExp, RegExp]>([
  [
    'a module without the sink',
    defineSink({ ...whole, name: 'elsewhere' }),
    {},
    /kill -9.*1 of/,
    /holds no sink of that name\n {2}→ Give the suite the `module` whose default export/,
  ],
  [
    'a module that does not load',
    whole,
    { module: new URL('./nowhere.ts', import.meta.url) },
    /full disk/,
    /cannot be opened in a process of its own: .*Cannot find module.*\n {2}→ Give the suite the `module`/s,
  ],
  [
    'ids that are not there',
    plain,
    { remove: false },
    /has what the suite was told/,
    /told `ids: true`, and the sink has no ids\(\)\n {2}→ Write ids\(\), or tell the suite `ids: false`/,
  ],
  [
    'documents that nobody was told of',
    reading((document) => document),
    {},
    /has what the suite was told/,
    /told `documents: false`, and the sink has a documents\(\)\n {2}→ Tell the suite `documents: true`/,
  ],
  [
    'documents that do not say what they are a part of',
    reading(({ id, text }) => ({ id, text })),
    { documents: true },
    /gives back/,
    /documents\(\) gives others.*\n {2}→ Let documents\(\) give all .* its partOf/s,
  ],
  [
    'a `keeps` under which everything is the same',
    whole,
    { keeps: ({ id }) => ({ id }) },
    /tells documents apart/,
    /`keeps` gives the same for two texts.*\n {2}→ Let `keeps` and `read` give the text/,
  ],
  [
    'a second instance that should be refused',
    whole,
    { exclusive: true },
    /second instance/,
    /a second instance on the same home has written.*\n {2}→ Refuse it in create\(\) .*or tell the suite `exclusive: false`/,
  ],
  [
    'a document that is not refused',
    whole,
    { refuses: klingon },
    /refuses/,
    /write\(\) of a batch with the document of `refuses` has resolved\n {2}→ Let it reject/,
  ],
  [
    'a sink that writes no files',
    defineSink({
      ...choosy,
      name: 'plain',
      create: () => ({ write: async () => {}, close: async () => {} }),
    }),
    { module: new URL('./fixtures/no-files.ts', import.meta.url) },
    /full disk/,
    /write\(\) of 6 MB has resolved .*\n {2}→ Let write\(\) reject .* `refuses` or `unwritable`/,
  ],
])('tells of %s', async (_, definition, options, only, message) => {
  expect(await failuresOf(definition, options, only)).toMatch(message);
});

describe('failingSink', () => {
  const home = { base: '/nowhere', state: '/nowhere', pipeline: 'p' };
  const memory = (written: Delivered[], more: object = {}) =>
    defineSink({
      name: 'memory',
      summary: 'Keeps documents in memory.',
      create: () => ({
        location: 'memory:',
        write: async (documents) => void written.push(...documents),
        close: async () => {},
        ...more,
      }),
    });

  it('fails as often as it is told, and then works', async () => {
    const written: Delivered[] = [];
    const sink = await failingSink(memory(written), { times: 2 }).create(undefined, home);
    await expect(sink.write([klingon])).rejects.toMatchObject({
      code: 'SINK_FAILED',
      message: 'the sink failing-memory fails on purpose: failure 1 of 2, before writing',
    });
    await expect(sink.write([klingon])).rejects.toThrow('failure 2 of 2');
    expect(written).toEqual([]);
    await sink.write([klingon]);
    expect(written).toEqual([klingon]);
  });

  it('fails after it has written', async () => {
    const written: Delivered[] = [];
    const sink = await failingSink(memory(written), { when: 'after' }).create(undefined, home);
    await expect(sink.write([klingon])).rejects.toThrow('after writing');
    expect(written).toEqual([klingon]);
  });

  it('can do what the wrapped one can, and no more', async () => {
    expect(Object.keys(await failingSink(memory([])).create(undefined, home)).sort()).toEqual([
      'close',
      'location',
      'write',
    ]);
    const able = {
      async *ids() {
        yield 'a';
      },
      remove: async () => {},
    };
    const sink = await failingSink(memory([], able)).create(undefined, home);
    expect(sink.location).toBe('memory:');
    const ids = [];
    for await (const id of sink.ids?.() ?? []) ids.push(id);
    expect(ids).toEqual(['a']);
    await sink.remove?.(ids);
    await sink.close();
  });
});
