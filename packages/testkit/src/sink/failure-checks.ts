import type { Delivered, Sink } from '@bowerbird/core';
import { ensure, fail } from '../frame/ensure.ts';
import { settled } from '../frame/settle.ts';
import type { Check } from '../frame/suite.ts';
import type { AnySink, Bench } from './bench.ts';
import { failingBatches, sample, tooLarge } from './documents.ts';
import { type WriterMessage, WriterProcess } from './writer-process.ts';

type OnBench = (work: (bench: Bench) => Promise<void>) => () => Promise<void>;

const NAME = 'keeps nothing of a batch that it cannot write, and goes on';
const ALL_OR_NOTHING =
  'Write a batch whole or not at all: in one transaction, or all of it aside first and moved into place at the end. What failed is written again.';
const FULL =
  'Let write() reject when it could not write all of it; if it writes no files, give the suite `refuses` or `unwritable` instead.';
const GO_ON =
  'Let the instance go on after a failed write: the runner tries again with the same one, then each task alone.';
/** All or nothing, by the failure that the options name. */
export function checkFailures(
  check: Check,
  on: OnBench,
  definition: AnySink,
  { refuses, unwritable }: Bench['options'],
): void {
  if (refuses)
    check(
      `${NAME} (a document that it refuses)`,
      on((bench) => checkRefused(bench, refuses)),
    );
  if (unwritable)
    check(
      `${NAME} (no writing possible)`,
      on((bench) => checkUnwritable(bench, unwritable)),
    );
  if (!refuses && !unwritable)
    check(
      `${NAME} (a full disk)`,
      on((bench) => checkFull(bench, definition)),
    );
}

async function checkRefused(bench: Bench, refused: Delivered): Promise<void> {
  const sink = await bench.open();
  const { before, failing } = failingBatches(refused);
  await bench.write(sink, before);
  await ensureRejects(
    sink,
    failing,
    'write() of a batch with the document of `refuses` has resolved',
    'Let it reject, or leave `refuses` out of the suite.',
  );
  await finish(bench, sink);
}

async function checkUnwritable(
  bench: Bench,
  unwritable: NonNullable<Bench['options']['unwritable']>,
): Promise<void> {
  const sink = await bench.open();
  const { before, failing } = failingBatches(sample('new:e'));
  await bench.write(sink, before);
  const mend = await unwritable(bench.home);
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
  await finish(bench, sink);
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

async function finish(bench: Bench, sink: Sink): Promise<void> {
  await bench.write(sink, failingBatches(sample('new:e')).after, GO_ON);
  await bench.close(sink);
  await ensureNothingKept(bench);
}

async function checkFull(bench: Bench, { name }: AnySink): Promise<void> {
  ensure(
    process.platform !== 'win32',
    'this system cannot limit the size of files, so the suite cannot make a write fail',
    'Give the suite `refuses` or `unwritable`.',
  );
  const { module, options } = bench.options;
  const order = {
    module: module.href,
    name,
    options,
    home: bench.home,
    work: { kind: 'full-disk' },
  } as const;
  const writer = new WriterProcess(order, { limited: true });
  try {
    for (const remedy of [undefined, FULL, GO_ON]) ensureAnswer(await writer.next(), remedy);
    await writer.end();
  } finally {
    await writer.kill();
  }
  await ensureNothingKept(bench);
}

function ensureAnswer(message: WriterMessage | undefined, remedy: string | undefined): void {
  if (remedy === FULL) {
    const size = Math.round(tooLarge().text.length / 1e6);
    ensure(
      message && 'refused' in message,
      `write() of ${size} MB has resolved where no file may be larger than 2 MB`,
      FULL,
    );
  } else if (message && 'refused' in message) {
    const when = remedy === undefined ? 'in a process of its own' : 'after a batch had failed';
    fail(`write() has rejected ${when}: ${message.refused}`, remedy ?? 'Write every document that is one.');
  }
}

async function ensureNothingKept(bench: Bench): Promise<void> {
  const { before, after } = failingBatches(sample('new:e'));
  await bench.ensureHolds(
    [...before, ...after],
    'after a batch failed and another was written',
    ALL_OR_NOTHING,
  );
}
