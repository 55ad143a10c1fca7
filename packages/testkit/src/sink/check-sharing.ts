import { setImmediate as turn } from 'node:timers/promises';
import type { Delivered } from '@bowerbird/core';
import { ensure, fail, showError } from '../frame/ensure.ts';
import { settled } from '../frame/settle.ts';
import type { Check } from '../frame/suite.ts';
import type { Harness, OnHarness } from './harness.ts';
import type { AnySinkDefinition, SinkSuiteOptions } from './options.ts';
import { besides, sample } from './samples.ts';
import { WriterProcess } from './writer-process.ts';

const SHARE =
  'Let both share it (transactions; a lock around reading and writing), or refuse the second and tell the suite `exclusive: true`: two runs at a time are common, from a terminal and from a timer.';

/** Adds the tests of two instances on one home: both may write, or the second is refused, as the options of the suite say. */
export function checkSharing(
  check: Check,
  on: OnHarness,
  definition: AnySinkDefinition,
  { exclusive }: SinkSuiteOptions,
): void {
  if (exclusive) {
    check('refuses a second instance while the first is open', on(checkExclusive));
    return;
  }
  check('keeps what two instances write', on(checkShared));
  check('keeps what two instances write at once', on(checkAtOnce));
  check(
    'keeps what two processes write at once',
    on((harness) => checkProcesses(harness, definition)),
  );
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
  const first = await harness.open();
  const second = await harness.open();
  await harness.write(first, [sample('a'), sample('x', { text: 'By the first.\n' })], SHARE);
  await harness.write(second, [sample('b'), sample('x', { text: 'By the second.\n' })], SHARE);
  await harness.write(first, [sample('c')], SHARE);
  await harness.close(first);
  await harness.close(second);
  const held = [sample('a'), sample('b'), sample('c'), sample('x', { text: 'By the second.\n' })];
  await harness.ensureHolds(held, 'after two instances wrote in turn', SHARE);
}

async function checkAtOnce(harness: Harness): Promise<void> {
  const instances = [await harness.open(), await harness.open()];
  const held: Delivered[] = [];
  for (let round = 0; round < 5; round++) {
    const writes = instances.map(async (sink, index) => {
      const document = sample(`${index}:${round}`);
      held.push(document);
      // Not quite at once: each round meets another step of the other.
      for (let turns = 0; turns < index * round; turns++) await turn();
      await harness.write(sink, [document], SHARE);
    });
    await Promise.allSettled(writes);
    await Promise.all(writes);
  }
  for (const sink of instances) await harness.close(sink);
  await harness.ensureHolds(held, 'after two instances wrote at once', SHARE);
}

async function checkProcesses(harness: Harness, { name }: AnySinkDefinition): Promise<void> {
  const { options, given, home } = harness;
  const names = ['one', 'other'] as const;
  const writers = names.map(
    (who) =>
      new WriterProcess({
        module: options.module.href,
        name,
        options: given,
        home,
        work: { kind: 'beside', who },
      }),
  );
  try {
    for (const writer of writers) await writer.next();
    for (const writer of writers) writer.go();
    for (const writer of writers) await writer.end();
  } finally {
    for (const writer of writers) await writer.kill();
  }
  await harness.ensureHolds(names.flatMap(besides), 'after two processes wrote at once', SHARE);
}
