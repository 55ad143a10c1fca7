import { type Delivered, isBowerbirdError, type Sink } from '@bowerbird/core';
import { ensure, ensureEqual, fail, show } from '../frame/ensure.ts';
import { settled } from '../frame/settle.ts';
import type { Check } from '../frame/suite.ts';
import type { Bench } from './bench.ts';
import { sample } from './documents.ts';

type OnBench = (work: (bench: Bench) => Promise<void>) => () => Promise<void>;

const LISTS =
  'Let ids() list what is there at the time, each id once: --prune removes what it lists and no run delivers.';
const UNKNOWN = 'Pass over ids that it does not hold: the runner asks for what may be gone already.';
const REMOVES =
  'Let remove() take exactly these documents out, durably, and forget them in whatever index there is.';

/** What a sink can do besides writing, as the options of the suite say. */
export function checkCapabilities(
  check: Check,
  on: OnBench,
  {
    ids,
    remove,
    exclusive,
  }: { readonly ids: boolean; readonly remove: boolean; readonly exclusive?: boolean | undefined },
): void {
  check('can do what the suite was told, and nothing else', on(checkDeclared));
  if (ids) {
    check('lists the ids of what it holds', on(checkIds));
    check('lists the ids of its own pipeline alone', on(checkPipelines));
  }
  if (remove) check('removes documents', on(checkRemove));
  if (exclusive) check('refuses a second instance while the first is open', on(checkExclusive));
  else check('keeps what two instances write', on(checkShared));
}

async function checkDeclared(bench: Bench): Promise<void> {
  const sink = await bench.open();
  for (const name of ['ids', 'remove'] as const) {
    const has = typeof sink[name] === 'function';
    const said = bench.options[name];
    ensure(
      has === said,
      `the suite was told \`${name}: ${said}\`, and the sink has ${has ? 'a' : 'no'} ${name}()`,
      has
        ? `Tell the suite \`${name}: true\`, so that it is tested.`
        : `Write ${name}(), or tell the suite \`${name}: false\`.`,
    );
  }
  await bench.close(sink);
}

async function checkIds(bench: Bench): Promise<void> {
  const list = async (sink: Sink, expected: readonly string[], when: string) =>
    ensureEqual(await bench.ids(sink), expected, `${when}, ids() lists other ids than the sink holds`, LISTS);
  const sink = await bench.open();
  await list(sink, [], 'before the first write');
  await bench.write(sink, [sample('a'), sample('b'), sample('a')]);
  await list(sink, ['a', 'b'], 'after a batch');
  for await (const _ of sink.ids?.() ?? []) break;
  await bench.write(
    sink,
    [sample('b', { text: 'New.\n' }), sample('c')],
    'Let go of what ids() holds open when its reader stops early.',
  );
  await list(sink, ['a', 'b', 'c'], 'after another batch');
  await bench.close(sink);
  const again = await bench.open();
  await list(again, ['a', 'b', 'c'], 'after it was opened again');
  await bench.close(again);
}

async function checkPipelines(bench: Bench): Promise<void> {
  const own = await bench.open();
  const other = await bench.open('testkit-other');
  await bench.write(own, [sample('own')]);
  await bench.write(other, [sample('other')]);
  ensureEqual(
    [await bench.ids(own), await bench.ids(other)],
    [['own'], ['other']],
    'two pipelines have a sink with the same options, and one lists documents of the other',
    'Keep pipelines apart by home.pipeline (a file, a folder, a column): --prune of one would remove what the other has delivered.',
  );
  await bench.close(own);
  await bench.close(other);
}

async function checkRemove(bench: Bench): Promise<void> {
  const documents = [sample('a'), sample('b'), sample('c')];
  const sink = await bench.open();
  await bench.remove(sink, ['unknown'], UNKNOWN);
  await bench.write(sink, documents);
  await bench.remove(sink, ['unknown', 'a', 'a', 'c'], UNKNOWN);
  await bench.remove(sink, [], 'Let remove([]) resolve and do nothing.');
  if (bench.options.ids)
    ensureEqual(
      await bench.ids(sink),
      ['b'],
      'after a and c were removed, ids() lists other ids',
      `${REMOVES} ${LISTS}`,
    );
  await bench.write(sink, [sample('a', { text: 'Back.\n' })]);
  await bench.close(sink);
  const held = [sample('a', { text: 'Back.\n' }), sample('b')];
  await bench.ensureHolds(held, 'after a and c were removed and a was written again', REMOVES);
  const again = await bench.open();
  await bench.remove(again, ['b'], 'Let an instance remove what an earlier one has written.');
  await bench.close(again);
  await bench.ensureHolds(held.slice(0, 1), 'after b was removed by a new instance', REMOVES);
}

async function checkExclusive(bench: Bench): Promise<void> {
  const [one, two, three] = [sample('one'), sample('two'), sample('three')];
  const first = await bench.open();
  await bench.write(first, [one]);
  const remedy = `Refuse it in create() or at the first write(), with an error that names the process that holds the place (here ${process.pid}); or tell the suite \`exclusive: false\`.`;
  const refused = await settled('a second instance', () => openAndWrite(bench, [two]), remedy);
  if (refused.status === 'fulfilled')
    fail('a second instance on the same home has written while the first was open', remedy);
  const said = describe(refused.reason);
  ensure(
    said.includes(String(process.pid)),
    `the error of a second instance does not say who holds the place: ${said}`,
    remedy,
  );
  await bench.write(first, [three], 'Let the first go on, whatever a second one tries.');
  await bench.close(first);
  const next = await bench.open();
  await bench.write(next, [two], 'Let close() give the place free.');
  await bench.close(next);
  const when = 'after a second instance was refused';
  await bench.ensureHolds([one, two, three], when, 'Leave what is there as it is when refused.');
}

async function openAndWrite(bench: Bench, documents: readonly Delivered[]): Promise<void> {
  const sink = await bench.open();
  try {
    await sink.write(documents);
  } finally {
    await bench.close(sink);
  }
}

async function checkShared(bench: Bench): Promise<void> {
  const remedy =
    'Let both share it (transactions; read before each write), or refuse the second and tell the suite `exclusive: true`: two runs at a time are common, from a terminal and from a timer.';
  const first = await bench.open();
  const second = await bench.open();
  await bench.write(first, [sample('a'), sample('x', { text: 'By the first.\n' })], remedy);
  await bench.write(second, [sample('b'), sample('x', { text: 'By the second.\n' })], remedy);
  await bench.write(first, [sample('c')], remedy);
  await bench.close(first);
  await bench.close(second);
  const held = [sample('a'), sample('b'), sample('c'), sample('x', { text: 'By the second.\n' })];
  await bench.ensureHolds(held, 'after two instances wrote in turn', remedy);
}

function describe(error: unknown): string {
  const hint = isBowerbirdError(error) ? ` (${error.hint ?? 'no hint'})` : '';
  return `${show(error)}${hint}`;
}
