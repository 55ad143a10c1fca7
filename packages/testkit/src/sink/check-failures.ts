import type { Delivered, Sink } from '@bowerbird/core';
import { ensure, fail } from '../frame/ensure.ts';
import { settled } from '../frame/settle.ts';
import type { Check } from '../frame/suite.ts';
import type { Harness, OnHarness } from './harness.ts';
import type { AnySinkDefinition, SinkSuiteOptions } from './options.ts';
import { failingBatches, sample, tooLarge } from './samples.ts';
import { type WriterMessage, WriterProcess } from './writer-process.ts';

const NAME = 'keeps nothing of a batch that it cannot write, and goes on';
const ALL_OR_NOTHING =
  'Write a batch whole or not at all: in one transaction, or all of it aside first and moved into place at the end. What failed is written again.';
const FULL =
  'Let write() reject when it could not write all of it; if it writes no files, give the suite `refuses` or `unwritable` instead.';
const GO_ON =
  'Let the instance go on after a failed write: the runner tries again with the same one, then each task alone.';

/** Adds the tests of all or nothing, by the failure that the options name. */
export function checkFailures(
  check: Check,
  on: OnHarness,
  definition: AnySinkDefinition,
  { refuses, unwritable }: SinkSuiteOptions,
): void {
  if (refuses)
    check(
      `${NAME} (a document that it refuses)`,
      on((harness) => checkRefused(harness, refuses)),
    );
  if (unwritable)
    check(
      `${NAME} (no writing possible)`,
      on((harness) => checkUnwritable(harness, unwritable)),
    );
  if (!refuses && !unwritable)
    check(
      `${NAME} (a full disk)`,
      on((harness) => checkFull(harness, definition)),
    );
}

async function checkRefused(harness: Harness, refused: Delivered): Promise<void> {
  const sink = await harness.open();
  const { before, failing } = failingBatches(refused);
  await harness.write(sink, before);
  await ensureRejects(
    sink,
    failing,
    'write() of a batch with the document of `refuses` has resolved',
    'Let it reject, or leave `refuses` out of the suite.',
  );
  await finish(harness, sink);
}

async function checkUnwritable(
  harness: Harness,
  unwritable: NonNullable<SinkSuiteOptions['unwritable']>,
): Promise<void> {
  const sink = await harness.open();
  const { before, failing } = failingBatches(sample('new:e'));
  await harness.write(sink, before);
  const mend = await unwritable(harness.home);
  try {
    const remedy = 'Let write() reject when it could not write: it must wait for the answer, and look at it.';
    await ensureRejects(
      sink,
      failing,
      'write() has resolved although `unwritable` has made it impossible',
      remedy,
    );
  } finally {
    await mend();
  }
  await finish(harness, sink);
}

async function ensureRejects(
  sink: Sink,
  batch: readonly Delivered[],
  wrong: string,
  remedy: string,
): Promise<void> {
  const { status } = await settled('write()', () => sink.write(batch), 'Settle it.');
  if (status === 'fulfilled') fail(wrong, remedy);
}

async function finish(harness: Harness, sink: Sink): Promise<void> {
  await harness.write(sink, failingBatches(sample('new:e')).after, GO_ON);
  await harness.close(sink);
  await ensureNothingKept(harness);
}

async function checkFull(harness: Harness, { name }: AnySinkDefinition): Promise<void> {
  ensure(
    process.platform !== 'win32',
    'this system cannot limit the size of files, so the suite cannot make a write fail',
    'Give the suite `refuses` or `unwritable`.',
  );
  const { module } = harness.options;
  const order = {
    module: module.href,
    name,
    options: harness.given,
    home: harness.home,
    work: { kind: 'full-disk' },
  } as const;
  const writer = new WriterProcess(order, { limited: true });
  try {
    ensureWritten(await writer.next(), 'in a process of its own', 'Write every document that is one.');
    ensureRefused(await writer.next());
    ensureWritten(await writer.next(), 'after a batch had failed', GO_ON);
    await writer.end();
  } finally {
    await writer.kill();
  }
  await ensureNothingKept(harness);
}

function ensureWritten(message: WriterMessage | undefined, when: string, remedy: string): void {
  if (message && 'refused' in message) fail(`write() has rejected ${when}: ${message.refused}`, remedy);
}

function ensureRefused(message: WriterMessage | undefined): void {
  const megabytes = Math.round(tooLarge().text.length / 1e6);
  ensure(
    message && 'refused' in message,
    `write() of ${megabytes} MB has resolved where no file may be larger than 2 MB`,
    FULL,
  );
}

async function ensureNothingKept(harness: Harness): Promise<void> {
  const { before, after } = failingBatches(sample('new:e'));
  await harness.ensureHolds(
    [...before, ...after],
    'after a batch failed and another was written',
    ALL_OR_NOTHING,
  );
}
