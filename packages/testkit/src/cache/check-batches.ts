import { ensureEqual, fail, show } from '../frame/ensure.ts';
import { withHome } from '../frame/home.ts';
import type { Check } from '../frame/suite.ts';
import { CheckedCache } from './checked-cache.ts';
import { closeQuietly, type Subject, withOne } from './subject.ts';

// Beyond what one statement can take: SQLite allows 32,766 variables, three for an entry; others 1,000 keys, or 25.
const MANY = 11_000;

/** Adds the tests of batches: order, repeated keys, none, many, several at once. */
export function checkBatches(check: Check, subject: Subject): void {
  check('begins empty in a new home', () => checkEmpty(subject));
  check('answers in the order of the keys, which may repeat', () =>
    withOne(subject, async (cache) => {
      await cache.keep({ a: '1', b: '2', c: '3' });
      await cache.ensureHolds(
        ['c', 'a', 'none', 'b', 'a'],
        ['3', '1', undefined, '2', '1'],
        'getMany() does not answer in the order of the keys',
        'Look each key up in a Map of what the store found: stores answer in their own order, each key once, and leave out what is missing.',
      );
    }),
  );
  check('takes empty batches', () =>
    withOne(subject, async (cache) => {
      await cache.setMany([]);
      await cache.deleteMany([]);
      await cache.getMany([]);
    }),
  );
  check('lets the later entry of one key win', () => checkLaterWins(subject));
  check(`takes ${MANY.toLocaleString('en')} keys at once`, () => checkMany(subject));
  check('deletes what is there, and does not mind what is not', () =>
    withOne(subject, async (cache) => {
      await cache.keep({ a: '1', b: '2' });
      await cache.deleteMany(['a', 'none', 'a']);
      const remedy = 'deleteMany() deletes each of its keys, which may repeat or be missing, and no other.';
      await cache.ensureHolds(['a', 'b'], [undefined, '2'], 'after deleteMany()', remedy);
    }),
  );
  check('changes nothing of what it is given', () => checkUntouched(subject));
  check('takes many calls at once', () => checkAtOnce(subject));
}

async function checkEmpty(subject: Subject): Promise<void> {
  await withOne(subject, (cache) => cache.keep({ a: 'of an earlier test' }));
  await withHome(async (home) => {
    const cache = await subject.open(home);
    const remedy =
      'Keep it in `home.state`. If it is on a server, let `options` of the suite be a function that names a new table or database each time, or let `open` empty it.';
    try {
      await new CheckedCache(cache).ensureHolds(['a'], [undefined], 'a new cache is not empty', remedy);
    } finally {
      await closeQuietly(cache);
    }
  });
}

function checkLaterWins(subject: Subject): Promise<void> {
  return withOne(subject, async (cache) => {
    const remedy =
      'Of several entries with one key the last one counts: write them in order, or keep the last of each in a Map before.';
    await cache.setMany([
      { key: 'a', value: 'first' },
      { key: 'b', value: 'other' },
      { key: 'a', value: 'second' },
    ]);
    await cache.ensureHolds(['a', 'b'], ['second', 'other'], 'after a batch with one key twice', remedy);
    await cache.keep({ a: 'third' });
    await cache.ensureHolds(['a'], ['third'], 'after a key was written again', remedy);
  });
}

function checkMany(subject: Subject): Promise<void> {
  return withOne(subject, async (cache) => {
    const keys = Array.from({ length: MANY }, (_, index) => `key:${index}`);
    const values = keys.map((key) => key.toUpperCase());
    const remedy =
      'Batches have any size: where the store has a limit, split them, and put the answers together.';
    await cache.setMany(keys.map((key) => ({ key, value: key.toUpperCase() })));
    await cache.ensureHolds(keys, values, 'after a large batch', remedy);
    await cache.deleteMany(keys);
    const none = keys.map(() => undefined);
    await cache.ensureHolds(keys, none, 'after a large batch was deleted', remedy);
  });
}

function checkUntouched(subject: Subject): Promise<void> {
  return withOne(subject, async (cache) => {
    const keys = ['c', 'a', 'b', 'a'];
    const entries = keys.map((key, index) => ({ key, value: `value ${index}` }));
    const before = structuredClone({ keys, entries });
    await cache.setMany(entries);
    await cache.getMany(keys);
    await cache.deleteMany(keys);
    ensureEqual(
      { keys, entries },
      before,
      'it has changed the keys or the entries that it was given',
      'They belong to the caller: copy before sorting or adding (`keys.toSorted()`, `{ ...entry }`).',
    );
  });
}

function checkAtOnce(subject: Subject): Promise<void> {
  return withOne(subject, async (cache) => {
    const batches = Array.from({ length: 20 }, (_, batch) =>
      Array.from({ length: 5 }, (_, index) => ({ key: `${batch}:${index}`, value: `${batch}` })),
    );
    const remedy =
      'Calls overlap: a transaction must not stay open across an await in which another call can begin its own; let them wait for each other.';
    const calls = batches.flatMap((batch) => [
      cache.cache.setMany(batch),
      cache.cache.getMany(['0:0', 'none']),
    ]);
    const failed = (await Promise.allSettled(calls)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected')
      fail(`a call fails among others: ${show(failed.reason)}`, remedy, failed.reason);
    const entries = batches.flat();
    await cache.ensureHolds(
      entries.map(({ key }) => key),
      entries.map(({ value }) => value),
      'after twenty calls at once',
      remedy,
    );
  });
}
