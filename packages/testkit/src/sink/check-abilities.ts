import { isAbsolute } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Document, Sink } from '@bowerbird/core';
import { ensure, ensureEqual, show } from '../frame/ensure.ts';
import type { Check } from '../frame/suite.ts';
import type { Harness, OnHarness } from './harness.ts';
import type { SinkSuiteOptions } from './options.ts';
import { sample } from './samples.ts';

const LISTS =
  'Let ids() list what is there at the time, each id once: --prune removes what it lists and no run delivers.';
const UNKNOWN = 'Pass over ids that it does not hold: the runner asks for what may be gone already.';
// One mailbox has as many. Files for each of them are synced one by one.
const MANY = { batch: 10_000, document: 2000 } as const;
const MOST =
  'Batches have any size: where the store has a limit (variables of a statement, size of a request), split them, in one transaction if it has them.';
const REMOVES =
  'Let remove() take exactly these documents out, durably, and forget them in whatever index there is.';

/** Adds the tests of what a sink can do besides writing, as the options of the suite say. */
export function checkAbilities(
  check: Check,
  on: OnHarness,
  { ids, remove, documents }: SinkSuiteOptions,
): void {
  check('has what the suite was told, and nothing that it was not', on(checkDeclared));
  if (ids) {
    check('lists the ids of what it holds', on(checkIds));
    check('lists the ids of its own pipeline alone', on(checkPipelines));
  }
  if (documents) check('gives back the documents that it holds', on(checkDocuments));
  if (remove) check('removes documents', on(checkRemove));
  check('takes thousands of documents at once', on(checkMany));
}

async function checkDeclared(harness: Harness): Promise<void> {
  const sink = await harness.open();
  for (const name of ['ids', 'remove', 'documents'] as const) {
    const has = typeof sink[name] === 'function';
    const said = harness.options[name] ?? false;
    ensure(
      has === said,
      `the suite was told \`${name}: ${said}\`, and the sink has ${has ? 'a' : 'no'} ${name}()`,
      has
        ? `Tell the suite \`${name}: true\`, so that it is tested.`
        : `Write ${name}(), or tell the suite \`${name}: false\`.`,
    );
  }
  const { location } = sink;
  ensure(
    location === undefined || isAbsolute(location) || URL.canParse(location),
    `its location is ${show(location)}`,
    'Give an absolute path, as in join(home.base, …), or a URL: people look for their documents there.',
  );
  await harness.close(sink);
}

async function checkIds(harness: Harness): Promise<void> {
  const list = async (sink: Sink, expected: readonly string[], when: string) =>
    ensureEqual(
      await harness.ids(sink),
      expected,
      `${when}, ids() lists other ids than the sink holds`,
      LISTS,
    );
  const sink = await harness.open();
  await list(sink, [], 'before the first write');
  await harness.write(sink, [sample('a'), sample('b'), sample('a')]);
  await list(sink, ['a', 'b'], 'after a batch');
  for await (const _ of sink.ids?.() ?? []) break;
  await harness.write(
    sink,
    [sample('b', { text: 'New.\n' }), sample('c')],
    'Let go of what ids() holds open when its reader stops early.',
  );
  await list(sink, ['a', 'b', 'c'], 'after another batch');
  await harness.close(sink);
  const again = await harness.open();
  await list(again, ['a', 'b', 'c'], 'after it was opened again');
  await harness.close(again);
}

const GIVES_BACK =
  'Let documents() give all that ids() lists, as it was last written: at least its id, its text and its partOf.';

async function checkDocuments(harness: Harness): Promise<void> {
  const part = sample('a#1', { text: 'The text', partOf: { id: 'a', start: 0, end: 8 } });
  const sink = await harness.open();
  ensureEqual(await heldBy(sink), [], 'before the first write, documents() gives some', GIVES_BACK);
  await harness.write(sink, [sample('a'), sample('b'), part]);
  await harness.write(sink, [sample('b', { text: 'New.\n' })]);
  const expected = [essence(sample('a')), essence(part), essence(sample('b', { text: 'New.\n' }))];
  ensureEqual(await heldBy(sink), expected, 'after two batches, documents() gives others', GIVES_BACK);
  await harness.close(sink);
  const again = await harness.open();
  ensureEqual(
    await heldBy(again),
    expected,
    'after it was opened again, documents() gives others',
    GIVES_BACK,
  );
  for await (const _ of again.documents?.() ?? []) break;
  await harness.write(
    again,
    [sample('c')],
    'Let go of what documents() holds open when its reader stops early.',
  );
  await harness.close(again);
}

async function heldBy(sink: Sink): Promise<readonly unknown[]> {
  const held = [];
  for await (const document of sink.documents?.() ?? []) held.push(essence(document));
  return held.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** A newline at the end is a matter of the form. */
function essence({ id, text, partOf }: Document) {
  return { id, text: text.trimEnd(), ...(partOf && { partOf }) };
}

async function checkPipelines(harness: Harness): Promise<void> {
  const own = await harness.open();
  const other = await harness.open(`${harness.home.pipeline}-other`);
  await harness.write(own, [sample('own')]);
  await harness.write(other, [sample('other')]);
  ensureEqual(
    [await harness.ids(own), await harness.ids(other)],
    [['own'], ['other']],
    'two pipelines have a sink with the same options, and one lists documents of the other',
    'Keep pipelines apart by home.pipeline (a file, a folder, a column): --prune of one would remove what the other has delivered.',
  );
  await harness.close(own);
  await harness.close(other);
}

async function checkRemove(harness: Harness): Promise<void> {
  const documents = [sample('a'), sample('b'), sample('c')];
  const sink = await harness.open();
  await harness.remove(sink, ['unknown'], UNKNOWN);
  await harness.write(sink, documents);
  await harness.remove(sink, ['unknown', 'a', 'a', 'c'], UNKNOWN);
  await harness.remove(sink, [], 'Let remove([]) resolve and do nothing.');
  if (harness.options.ids)
    ensureEqual(
      await harness.ids(sink),
      ['b'],
      'after a and c were removed, ids() lists other ids',
      `${REMOVES} ${LISTS}`,
    );
  await harness.write(sink, [sample('a', { text: 'Back.\n' })]);
  await harness.close(sink);
  const held = [sample('a', { text: 'Back.\n' }), sample('b')];
  await harness.ensureHolds(held, 'after a and c were removed and a was written again', REMOVES);
  const again = await harness.open();
  await harness.remove(again, ['b'], 'Let an instance remove what an earlier one has written.');
  await harness.close(again);
  await harness.ensureHolds(held.slice(0, 1), 'after b was removed by a new instance', REMOVES);
}

async function checkMany(harness: Harness): Promise<void> {
  const many = MANY[harness.options.atomic ?? 'batch'];
  const documents = Array.from({ length: many }, (_, index) => sample(`many:${index}`));
  const ids = documents.map(({ id }) => id);
  const sink = await harness.open();
  await harness.write(sink, documents, MOST);
  if (harness.options.ids)
    ensure(
      isDeepStrictEqual(await harness.ids(sink), ids.toSorted()),
      `after ${many} documents were written, ids() lists others`,
      'List all pages of what there is, each id once.',
    );
  if (harness.options.remove) await harness.remove(sink, ids.slice(1), MOST);
  await harness.close(sink);
  const held = harness.options.remove ? documents.slice(0, 1) : documents;
  await harness.ensureHolds(held, `after ${many} documents`, MOST);
}
