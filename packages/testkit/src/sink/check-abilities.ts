import type { Delivered, Sink } from '@bowerbird/core';
import { ensure, ensureEqual, fail, showError } from '../frame/ensure.ts';
import { settled } from '../frame/settle.ts';
import type { Check } from '../frame/suite.ts';
import type { Harness, OnHarness } from './harness.ts';
import type { SinkSuiteOptions } from './options.ts';
import { sample } from './samples.ts';

const LISTS =
  'Let ids() list what is there at the time, each id once: --prune removes what it lists and no run delivers.';
const UNKNOWN = 'Pass over ids that it does not hold: the runner asks for what may be gone already.';
const REMOVES =
  'Let remove() take exactly these documents out, durably, and forget them in whatever index there is.';

/** Adds the tests of what a sink can do besides writing, as the options of the suite say. */
export function checkAbilities(
  check: Check,
  on: OnHarness,
  { ids, remove, exclusive }: SinkSuiteOptions,
): void {
  check('has what the suite was told, and nothing that it was not', on(checkDeclared));
  if (ids) {
    check('lists the ids of what it holds', on(checkIds));
    check('lists the ids of its own pipeline alone', on(checkPipelines));
  }
  if (remove) check('removes documents', on(checkRemove));
  if (exclusive) check('refuses a second instance while the first is open', on(checkExclusive));
  else check('keeps what two instances write', on(checkShared));
}

async function checkDeclared(harness: Harness): Promise<void> {
  const sink = await harness.open();
  for (const name of ['ids', 'remove'] as const) {
    const has = typeof sink[name] === 'function';
    const said = harness.options[name];
    ensure(
      has === said,
      `the suite was told \`${name}: ${said}\`, and the sink has ${has ? 'a' : 'no'} ${name}()`,
      has
        ? `Tell the suite \`${name}: true\`, so that it is tested.`
        : `Write ${name}(), or tell the suite \`${name}: false\`.`,
    );
  }
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

async function checkPipelines(harness: Harness): Promise<void> {
  const own = await harness.open();
  const other = await harness.open('testkit-other');
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

async function checkExclusive(harness: Harness): Promise<void> {
  const [one, two, three] = [sample('one'), sample('two'), sample('three')];
  const first = await harness.open();
  await harness.write(first, [one]);
  const remedy = `Refuse it in create() or at the first write(), with an error that names the process that holds the place (here ${process.pid}); or tell the suite \`exclusive: false\`.`;
  const refused = await settled('a second instance', () => openAndWrite(harness, [two]), remedy);
  if (refused.status === 'fulfilled')
    fail('a second instance on the same home has written while the first was open', remedy);
  const said = showError(refused.reason);
  ensure(
    said.includes(String(process.pid)),
    `the error of a second instance does not say who holds the place: ${said}`,
    remedy,
  );
  await harness.write(first, [three], 'Let the first go on, whatever a second one tries.');
  await harness.close(first);
  const next = await harness.open();
  await harness.write(next, [two], 'Let close() give the place free.');
  await harness.close(next);
  const when = 'after a second instance was refused';
  await harness.ensureHolds([one, two, three], when, 'Leave what is there as it is when refused.');
}

async function openAndWrite(harness: Harness, documents: readonly Delivered[]): Promise<void> {
  const sink = await harness.open();
  try {
    await sink.write(documents);
  } finally {
    await harness.close(sink);
  }
}

async function checkShared(harness: Harness): Promise<void> {
  const remedy =
    'Let both share it (transactions; read before each write), or refuse the second and tell the suite `exclusive: true`: two runs at a time are common, from a terminal and from a timer.';
  const first = await harness.open();
  const second = await harness.open();
  await harness.write(first, [sample('a'), sample('x', { text: 'By the first.\n' })], remedy);
  await harness.write(second, [sample('b'), sample('x', { text: 'By the second.\n' })], remedy);
  await harness.write(first, [sample('c')], remedy);
  await harness.close(first);
  await harness.close(second);
  const held = [sample('a'), sample('b'), sample('c'), sample('x', { text: 'By the second.\n' })];
  await harness.ensureHolds(held, 'after two instances wrote in turn', remedy);
}
