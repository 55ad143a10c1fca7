import { ensure, fail, show } from '../frame/ensure.ts';
import type { Check } from '../frame/suite.ts';
import { isSame } from './difference.ts';
import type { Harness, OnHarness } from './harness.ts';
import type { AnySinkDefinition, Kept, SinkSuiteOptions } from './options.ts';
import { GONE, sample, versionOf } from './samples.ts';
import { type EndlessWork, type RemovingWork, WriterProcess } from './writer-process.ts';

/**
 * Where each round kills: between two changes of files, in the order in which a write makes them (0: before the first, 1: before the
 * last), or at a moment that nobody chooses. All rounds together are spread over all of a write.
 */
const ROUNDS: readonly (readonly Kill[])[] = [
  [0.15, 'sometime'],
  [0.4, 0.7],
  [0.85, 'sometime'],
  [0.3, 1],
];
const REMOVALS: readonly number[] = [0.3, 1];
type Kill = number | 'sometime';

const MOST_BATCHES = 3;
// A process that kills itself is gone before.
const MOST_ROUNDS = 12;
const LONGEST_DELAY_MS = 12;

const DURABLE =
  'Let write() resolve only when all of it is durable (committed, synced, acknowledged by the service), and leave nothing for close().';
const WHOLE =
  'Never change in place what is there: write aside, sync and rename, or use a transaction of a database.';
const REMOVED_WHOLE = `A removal is a change like a write. ${WHOLE}`;
const GO_ON =
  'Let the next instance go on where the killed one stopped: finish or drop what it left, and take over the lock of a process that is gone.';
const BATCH =
  "Let one commit or one rename make the whole batch visible; if that cannot be, tell the suite `atomic: 'document'` and your users.";

/** Adds the tests of what a kill in the middle of a write leaves. Real ones, of processes of their own. */
export function checkCrashes(
  check: Check,
  on: OnHarness,
  definition: AnySinkDefinition,
  { remove }: SinkSuiteOptions,
): void {
  for (const [index, kills] of ROUNDS.entries())
    check(
      `after kill -9 holds whole batches, and all that it acknowledged (${index + 1} of ${ROUNDS.length})`,
      on((harness) => killOften(harness, definition, kills)),
    );
  if (!remove) return;
  for (const [index, dieAt] of REMOVALS.entries())
    check(
      `after kill -9 of a removal holds the others whole (${index + 1} of ${REMOVALS.length})`,
      on((harness) => killRemoval(harness, definition, dieAt)),
    );
}

async function killOften(
  harness: Harness,
  definition: AnySinkDefinition,
  kills: readonly Kill[],
): Promise<void> {
  let version = 1;
  for (const [index, kill] of kills.entries()) {
    const dieAt = kill === 'sometime' ? undefined : kill;
    const work = { kind: 'endless', from: version, dieAt } as const;
    const acknowledged = (await killOnce(harness, definition, work)) ?? version;
    await recover(harness, index);
    ensureWhole(harness, await harness.read(WHOLE), acknowledged);
    // The one after it may be there in part, where the suite was told so.
    version = acknowledged + 2;
  }
}

/** Kills a process at work, if it does not do so itself. The number of the last piece of work that it has acknowledged. */
async function killOnce(
  { options: { module }, given, home }: Harness,
  { name }: AnySinkDefinition,
  work: EndlessWork | RemovingWork,
): Promise<number | undefined> {
  const writer = new WriterProcess({ module: module.href, name, options: given, home, work });
  let most = work.dieAt === undefined ? upTo(MOST_BATCHES) : MOST_ROUNDS;
  try {
    for (let done = 0; done < most; done++) {
      const message = await writer.next();
      if (message === undefined) break;
      // What changes files by other means, such as a database, is killed at some moment.
      if ('changes' in message && message.changes === 0) most = Math.min(most, MOST_BATCHES);
    }
  } finally {
    await writer.kill(writer.isOver ? 0 : upTo(LONGEST_DELAY_MS));
  }
  return writer.written;
}

function upTo(most: number): number {
  return Math.ceil(Math.random() * most);
}

async function killRemoval(harness: Harness, definition: AnySinkDefinition, dieAt: number): Promise<void> {
  const acknowledged = (await killOnce(harness, definition, { kind: 'removing', dieAt })) ?? -1;
  await recover(harness, 0);
  const found = await harness.read(REMOVED_WHOLE);
  const ids = new Set(found.map(({ id }) => id));
  const back = GONE.slice(0, acknowledged + 1).find(({ id }) => ids.has(id));
  ensure(
    back === undefined,
    `remove() of ${show(back?.id)} had resolved, and after kill -9 it is there`,
    'Let remove() resolve only when it is durable.',
  );
  // The one under way may be there or not.
  const left = GONE.slice(acknowledged + 1).filter(({ id }, index) => index > 0 || ids.has(id));
  await harness.ensureHolds(
    [...versionOf(1), marker(0), ...left],
    'after kill -9 in the middle of remove()',
    REMOVED_WHOLE,
  );
}

/** The next run: it opens what is there, writes, and closes. */
async function recover(harness: Harness, kill: number): Promise<void> {
  const remedy = `${GO_ON} ${WHOLE}`;
  const sink = await harness
    .open()
    .catch((error: unknown) =>
      fail(`create() after kill -9 has rejected with ${show(error)}`, remedy, error),
    );
  await harness.write(sink, [marker(kill)], remedy);
  await harness.close(sink);
}

function marker(kill: number) {
  return sample('after-kill', { text: `${kill}\n` });
}

function ensureWhole({ options }: Harness, found: readonly Kept[], acknowledged: number): void {
  const keeps = options.keeps ?? ((document) => document);
  const there = new Map(found.map((one) => [one.id, one]));
  const versions = new Set<number>();
  for (const { id } of versionOf(0)) {
    const isVersion = (version: number) => {
      const document = versionOf(version).find((one) => one.id === id);
      return document !== undefined && isSame(there.get(id), keeps(document));
    };
    // What was under way may be there, too, if it had not been acknowledged yet.
    const version = [acknowledged, acknowledged + 1].find(isVersion);
    if (version === undefined) failFor(id, there.get(id), acknowledged, isVersion);
    versions.add(version);
  }
  if (versions.size > 1 && options.atomic !== 'document')
    fail(`after kill -9 in the middle of a write, half of its batch is there and half is not`, BATCH);
}

function failFor(
  id: string,
  kept: Kept | undefined,
  acknowledged: number,
  isVersion: (version: number) => boolean,
): never {
  if (kept === undefined)
    fail(`write() of ${show(id)} had resolved, and after kill -9 it is not there`, DURABLE);
  for (let version = acknowledged - 1; version > 0; version--)
    if (isVersion(version))
      fail(
        `write() of version ${acknowledged} of ${show(id)} had resolved, and after kill -9 version ${version} is there`,
        DURABLE,
      );
  return fail(
    `after kill -9 in the middle of a write, ${show(id)} is neither the old nor the new one: ${show(kept)}`,
    WHOLE,
  );
}
