import { fail, show } from '../frame/ensure.ts';
import type { Check } from '../frame/suite.ts';
import { isSame } from './difference.ts';
import type { Harness, OnHarness } from './harness.ts';
import type { AnySinkDefinition, Kept } from './options.ts';
import { sample, versionOf } from './samples.ts';
import { WriterProcess } from './writer-process.ts';

const ROUNDS = 4;
const KILLS = 2;
const MOST_BATCHES = 3;
const MOST_CHANGES = 12;
const LONGEST_DELAY_MS = 12;

const DURABLE =
  'Let write() resolve only when all of it is durable (committed, synced, acknowledged by the service), and leave nothing for close().';
const WHOLE =
  'Never change in place what is there: write aside, sync and rename, or use a transaction of a database.';
const GO_ON =
  'Let the next instance go on where the killed one stopped: finish or drop what it left, and take over the lock of a process that is gone.';
const BATCH =
  "Let one commit or one rename make the whole batch visible; if that cannot be, tell the suite `atomic: 'document'` and your users.";

/**
 * Adds the tests of what a kill in the middle of a write leaves. Real ones, of processes of their own: between two changes of files, and at moments that
 * nobody chooses.
 */
export function checkCrashes(check: Check, on: OnHarness, definition: AnySinkDefinition): void {
  for (let round = 1; round <= ROUNDS; round++) {
    check(
      `after kill -9 holds whole batches, and all that it acknowledged (${round} of ${ROUNDS})`,
      on((harness) => killOften(harness, definition)),
    );
  }
}

async function killOften(harness: Harness, definition: AnySinkDefinition): Promise<void> {
  let version = 1;
  for (let kill = 1; kill <= KILLS; kill++) {
    const acknowledged = await killOnce(harness, definition, version, kill % 2 === 1);
    await recover(harness, kill);
    ensureWhole(harness, await harness.read(WHOLE), acknowledged);
    // The one after it may be there in part, where the suite was told so.
    version = acknowledged + 2;
  }
}

/** Kills a process that writes. The version of the last batch that it has acknowledged. */
async function killOnce(
  { options: { module, options }, home }: Harness,
  { name }: AnySinkDefinition,
  from: number,
  betweenChanges: boolean,
): Promise<number> {
  const dieBefore = betweenChanges ? upTo(MOST_CHANGES) : undefined;
  const work = { kind: 'endless', from, dieBefore } as const;
  const writer = new WriterProcess({ module: module.href, name, options, home, work });
  try {
    const most = betweenChanges ? MOST_CHANGES : upTo(MOST_BATCHES);
    for (let batches = 0; batches < most; batches++) if ((await writer.next()) === undefined) break;
  } finally {
    await writer.kill(betweenChanges ? 0 : upTo(LONGEST_DELAY_MS));
  }
  return writer.written ?? from;
}

function upTo(most: number): number {
  return Math.ceil(Math.random() * most);
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
