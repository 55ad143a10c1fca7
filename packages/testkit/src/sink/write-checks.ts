import type { Delivered } from '@bowerbird/core';
import { ensure, ensureEqual, show } from '../frame/ensure.ts';
import { withoutNetwork } from '../frame/network.ts';
import type { Check } from '../frame/suite.ts';
import type { Bench } from './bench.ts';
import { findDifference, isSame } from './difference.ts';
import { noise, ODD_FIELDS, ODD_IDS, ODD_TEXTS, sample } from './documents.ts';

type OnBench = (work: (bench: Bench) => Promise<void>) => () => Promise<void>;

const WHOLE =
  'Keep the document whole, as in JSON.stringify(document); if it cannot be, say what is kept with `keeps`, and say it in your README.';
const REPLACE =
  'Replace what has the same id, in the same place: an upsert by id, never an append. Of two in one batch the last counts.';
const MUTATED = 'Make new objects instead: other sinks of the pipeline get the same documents.';

/** What every sink does, whatever it can do besides. */
export function checkWriting(check: Check, on: OnBench): void {
  check('is made without the network, and closes without having written', on(checkCreate));
  check('holds what was written, also after it was opened again', on(checkHolds));
  check('replaces a document with the same id', on(checkReplaces));
  check('holds the same when the same batch is written twice', on(checkTwice));
  check('an empty batch changes nothing', on(checkEmpty));
  check('leaves the documents that it is given as they are', on(checkUnchanged));
}

/** That documents come back, whatever is in them. */
export function checkContents(check: Check, on: OnBench): void {
  check('tells documents apart in what it keeps', on(checkKeeps));
  check('keeps ids as they are, whatever they are', on(checkIds));
  for (const [what, text] of Object.entries(ODD_TEXTS)) {
    check(`keeps a text with ${what}`, on(holding([sample('text:odd', { text })], WHOLE)));
  }
  check('keeps a text of 2 MB', on(holding([sample('text:long', { text: noise('long', 2e6) })], WHOLE)));
  check('keeps all fields', on(holding(ODD_FIELDS, WHOLE)));
}

async function checkCreate(bench: Bench): Promise<void> {
  await withoutNetwork(async () => {
    const sink = await bench.open();
    await bench.close(sink);
  });
  await bench.ensureHolds([], 'after an instance was made and closed', 'Write documents alone.');
}

async function checkHolds(bench: Bench): Promise<void> {
  const [a, b, c] = [sample('plain:a'), sample('plain:b'), sample('plain:c')];
  await bench.session([a, b]);
  const remedy = 'Let write() keep every document of the batch, and let close() flush what it must.';
  await bench.ensureHolds([a, b], 'after write() and close()', remedy);
  await bench.session([c]);
  await bench.ensureHolds(
    [a, b, c],
    'after another instance wrote on the same home',
    'Open what is there and add to it; neither truncate it nor start with an empty one: what an earlier run has delivered is not delivered again.',
  );
}

async function checkReplaces(bench: Bench): Promise<void> {
  const old = sample('plain:a', { title: 'Old', text: 'A long old text.\n'.repeat(100) });
  const other = sample('plain:b');
  const newer = sample('plain:a', { title: 'New', text: 'New.\n' });
  const newest = sample('plain:a', { title: 'Newest' });
  await bench.session([old, other], [newer]);
  await bench.ensureHolds([newer, other], 'after a document was written again', REPLACE);
  await bench.session([old, newest]);
  await bench.ensureHolds([newest, other], 'after one id was written twice in a batch', REPLACE);
}

async function checkTwice(bench: Bench): Promise<void> {
  const batch = [sample('plain:a'), sample('plain:b')];
  await bench.session(batch);
  const before = await bench.read();
  await bench.session(batch, batch);
  const difference = findDifference(await bench.read(), before);
  ensure(
    difference === undefined,
    `the same batch was written again, and ${difference}`,
    `${REPLACE} Keep no times and no counters of your own.`,
  );
}

async function checkEmpty(bench: Bench): Promise<void> {
  const one = sample('plain:a');
  const remedy = 'Let write([]) resolve and do nothing.';
  const sink = await bench.open();
  await bench.write(sink, [], remedy);
  await bench.write(sink, [one]);
  await bench.write(sink, [], remedy);
  await bench.close(sink);
  await bench.ensureHolds([one], 'after empty batches', remedy);
}

async function checkUnchanged(bench: Bench): Promise<void> {
  const batch: readonly Delivered[] = [sample('plain:b'), ...ODD_FIELDS, sample('plain:a')];
  const given = structuredClone(batch);
  const sink = await bench.open();
  await bench.writeAsTheyAre(sink, given);
  ensureEqual(given, batch, 'write() changes the documents that it is given', MUTATED);
  // What it changes and puts back, or changes where deepStrictEqual does not look.
  await bench.writeAsTheyAre(sink, deepFreeze(structuredClone(batch)), `They were frozen. ${MUTATED}`);
  await bench.close(sink);
}

async function checkKeeps(bench: Bench): Promise<void> {
  const keeps = bench.options.keeps ?? ((document) => document);
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

async function checkIds(bench: Bench): Promise<void> {
  const remedy =
    'Take the id as it is: no other case, no other normal form, no trimming, no file name without the whole id in it (use a hash).';
  const documents = ODD_IDS.map((id) => sample(id, { title: 'The same title' }));
  const sink = await bench.open();
  await bench.write(sink, documents, remedy);
  if (bench.options.ids)
    ensureEqual(
      await bench.ids(sink),
      [...ODD_IDS].sort(),
      'ids() lists other ids than were written',
      remedy,
    );
  await bench.close(sink);
  await bench.ensureHolds(documents, 'after documents with unusual ids were written', remedy);
}

function holding(documents: readonly Delivered[], remedy: string): (bench: Bench) => Promise<void> {
  return async (bench) => {
    await bench.session(documents);
    await bench.ensureHolds(documents, 'after write() and close()', remedy);
  };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) deepFreeze(item);
  return Object.freeze(value);
}
