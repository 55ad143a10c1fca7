import { rm } from 'node:fs/promises';
import type { Delivered } from '@bowerbird/core';
import { ensure, ensureEqual, show } from '../frame/ensure.ts';
import { deepFreeze } from '../frame/json.ts';
import { withoutNetwork } from '../frame/network.ts';
import type { Check } from '../frame/suite.ts';
import { findDifference, isSame } from './difference.ts';
import { Harness, type OnHarness } from './harness.ts';
import type { AnySinkDefinition, SinkSuiteOptions } from './options.ts';
import { noise, ODD_FIELDS, ODD_IDS, ODD_TEXTS, sample } from './samples.ts';

const WHOLE =
  'Keep the document whole, as in JSON.stringify(document); if it cannot be, say what is kept with `keeps`, and say it in your README.';
const REPLACE =
  'Replace what has the same id, in the same place: an upsert by id, never an append. Of two in one batch the last counts.';
const MUTATED = 'Make new objects instead: other sinks of the pipeline get the same documents.';

/** Adds the test that a home which is new has nothing in it. */
export function checkNewHome(check: Check, definition: AnySinkDefinition, options: SinkSuiteOptions): void {
  check('begins empty in a new home', async () => {
    await Harness.use(definition, options, (harness) => harness.session([sample('of another home')]));
    await Harness.use(definition, options, async (harness) => {
      await harness.session();
      await harness.ensureHolds(
        [],
        'in a new home',
        'Write beside home.base, and keep pipelines apart by home.pipeline. If it writes elsewhere, let `options` of the suite be a function that names a new bucket or table for each home.',
      );
    });
  });
}

/** Adds the tests of what every sink does, whatever it can do besides. */
export function checkWriting(check: Check, on: OnHarness): void {
  check('is made without the network, and closes without having written', on(checkCreate));
  check('holds what was written, also after it was opened again', on(checkHolds));
  check('replaces a document with the same id', on(checkReplaces));
  check('holds the same when the same batch is written twice', on(checkTwice));
  check('an empty batch changes nothing', on(checkEmpty));
  check('leaves the documents that it is given as they are', on(checkUnchanged));
  check('needs nothing that it has left in its state', on(checkStateless));
}

/** Adds the tests that documents come back, whatever is in them. */
export function checkContents(check: Check, on: OnHarness): void {
  check('tells documents apart in what it keeps', on(checkKeeps));
  check('keeps ids as they are, whatever they are', on(checkIds));
  for (const [what, text] of Object.entries(ODD_TEXTS)) {
    check(`keeps a text with ${what}`, on(holding([sample('text:odd', { text })], WHOLE)));
  }
  check('keeps a text of 2 MB', on(holding([sample('text:long', { text: noise('long', 2e6) })], WHOLE)));
  check('keeps all fields', on(holding(ODD_FIELDS, WHOLE)));
}

async function checkCreate(harness: Harness): Promise<void> {
  await withoutNetwork(async () => {
    const sink = await harness.open();
    await harness.close(sink);
  });
  await harness.ensureHolds([], 'after an instance was made and closed', 'Write documents alone.');
}

async function checkHolds(harness: Harness): Promise<void> {
  const [a, b, c] = [sample('plain:a'), sample('plain:b'), sample('plain:c')];
  await harness.session([a, b]);
  const remedy = 'Let write() keep every document of the batch, and let close() flush what it must.';
  await harness.ensureHolds([a, b], 'after write() and close()', remedy);
  await harness.session([c]);
  await harness.ensureHolds(
    [a, b, c],
    'after another instance wrote on the same home',
    'Open what is there and add to it; neither truncate it nor start with an empty one: what an earlier run has delivered is not delivered again.',
  );
}

async function checkReplaces(harness: Harness): Promise<void> {
  const old = sample('plain:a', { title: 'Old', text: 'A long old text.\n'.repeat(100) });
  const other = sample('plain:b');
  const newer = sample('plain:a', { title: 'New', text: 'New.\n' });
  const newest = sample('plain:a', { title: 'Newest' });
  await harness.session([old, other], [newer]);
  await harness.ensureHolds([newer, other], 'after a document was written again', REPLACE);
  await harness.session([old, newest]);
  await harness.ensureHolds([newest, other], 'after one id was written twice in a batch', REPLACE);
}

async function checkTwice(harness: Harness): Promise<void> {
  const batch = [sample('plain:a'), sample('plain:b')];
  await harness.session(batch);
  const before = await harness.read();
  await harness.session(batch, batch);
  const difference = findDifference(await harness.read(), before);
  ensure(
    difference === undefined,
    `the same batch was written again, and ${difference}`,
    `${REPLACE} Keep no times and no counters of your own.`,
  );
}

async function checkEmpty(harness: Harness): Promise<void> {
  const one = sample('plain:a');
  const remedy = 'Let write([]) resolve and do nothing.';
  const sink = await harness.open();
  await harness.write(sink, [], remedy);
  await harness.write(sink, [one]);
  await harness.write(sink, [], remedy);
  await harness.close(sink);
  await harness.ensureHolds([one], 'after empty batches', remedy);
}

async function checkUnchanged(harness: Harness): Promise<void> {
  const batch: readonly Delivered[] = [sample('plain:b'), ...ODD_FIELDS, sample('plain:a')];
  const given = structuredClone(batch);
  const sink = await harness.open();
  await harness.writeAsTheyAre(sink, given);
  ensureEqual(given, batch, 'write() changes the documents that it is given', MUTATED);
  // What it changes and puts back, or changes where deepStrictEqual does not look.
  await harness.writeAsTheyAre(sink, deepFreeze(structuredClone(batch)), `They were frozen. ${MUTATED}`);
  await harness.close(sink);
}

async function checkStateless(harness: Harness): Promise<void> {
  const [a, b] = [sample('plain:a'), sample('plain:b')];
  const remedy =
    'home.state may be deleted at any time: make it again with mkdir and `recursive: true`, and keep nothing there that cannot be made anew from the documents.';
  await harness.session([a, b]);
  await rm(harness.home.state, { recursive: true, force: true });
  const sink = await harness.open();
  const when = 'after home.state was deleted';
  if (harness.options.ids)
    ensureEqual(await harness.ids(sink), [a.id, b.id], `${when}, ids() lists other ids`, remedy);
  if (harness.options.remove) await harness.remove(sink, [a.id], remedy);
  await harness.write(sink, [sample(b.id, { text: 'New.\n' })], remedy);
  await harness.close(sink);
  const held = [...(harness.options.remove ? [] : [a]), sample(b.id, { text: 'New.\n' })];
  await harness.ensureHolds(held, when, remedy);
}

async function checkKeeps(harness: Harness): Promise<void> {
  const keeps = harness.options.keeps ?? ((document) => document);
  const one = sample('plain:a', { text: 'One.\n' });
  const other = sample('plain:a', { text: 'Two.\n' });
  ensure(
    keeps(one).id === one.id,
    `\`keeps\` gives the id ${show(keeps(one).id)} for ${show(one.id)}`,
    'Let it give the id as it is; `read` must find it, too.',
  );
  ensure(
    !isSame(keeps(one), keeps(other)),
    '`keeps` gives the same for two texts, so nothing that the sink does to a text would be noticed',
    'Let `keeps` and `read` give the text as well, or what the sink makes of it.',
  );
}

async function checkIds(harness: Harness): Promise<void> {
  const remedy =
    'Take the id as it is: no other case, no other normal form, no trimming, no file name without the whole id in it (use a hash).';
  const documents = ODD_IDS.map((id) => sample(id, { title: 'The same title' }));
  const sink = await harness.open();
  await harness.write(sink, documents, remedy);
  if (harness.options.ids)
    ensureEqual(
      await harness.ids(sink),
      [...ODD_IDS].sort(),
      'ids() lists other ids than were written',
      remedy,
    );
  await harness.close(sink);
  await harness.ensureHolds(documents, 'after documents with unusual ids were written', remedy);
}

function holding(documents: readonly Delivered[], remedy: string): (harness: Harness) => Promise<void> {
  return async (harness) => {
    await harness.session(documents);
    await harness.ensureHolds(documents, 'after write() and close()', remedy);
  };
}
