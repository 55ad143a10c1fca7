import { setImmediate as turn } from 'node:timers/promises';
import { ensure, fail, show } from '../frame/ensure.ts';
import { withHome } from '../frame/home.ts';
import { settled } from '../frame/settle.ts';
import type { Check } from '../frame/suite.ts';
import { allOf, CheckedCache } from './checked-cache.ts';
import { closeQuietly, type Subject, withTwo } from './subject.ts';

const SHARE =
  'Keep everything in the store, and nothing in a field of the instance; or tell the suite `shared: false` if each instance is by itself.';

// A megabyte, which no file system writes at once.
const LARGE = 350_000;
const MOST_READS = 50;

/** Adds the tests of two caches that use one store: two processes, two connections. */
export function checkSharing(check: Check, subject: Subject): void {
  const { again } = subject;
  if (again && !subject.shared)
    check('shares nothing with another instance, as the suite was told', () => checkApart(subject, again));
  if (again && subject.shared) {
    check('shows each of two what the other wrote', () => checkShared(subject));
    check('still holds after it was closed what was written before', () => checkReopened(subject, again));
  }
  check('loses no fresh entry to the reading of the expired one', () => checkFresh(subject));
  check('gives out no value that is half written', () => checkTorn(subject));
  check('lets two write the same keys at once, in whatever order', () => checkTogether(subject));
}

function checkShared(subject: Subject): Promise<void> {
  return withTwo(subject, async (one, two) => {
    await one.keep({ a: '1' });
    await two.ensureHolds(['a'], ['1'], 'in one of two on the same store, written by the other', SHARE);
    await two.keep({ a: '2' });
    await one.ensureHolds(['a'], ['2'], 'in one of two on the same store, changed by the other', SHARE);
    await two.deleteMany(['a']);
    await one.ensureHolds(['a'], [undefined], 'in one of two on the same store, deleted by the other', SHARE);
  });
}

function checkApart(subject: Subject, again: NonNullable<Subject['again']>): Promise<void> {
  return withHome(async (home) => {
    const [one, two] = [await subject.open(home), await again(home)];
    try {
      await new CheckedCache(one).keep({ a: '1' });
      const [found] = await new CheckedCache(two).getMany(['a']);
      ensure(
        found === undefined,
        'the suite was told that instances share nothing, and one sees what the other wrote',
        'Leave `shared: false` out of the suite, so that sharing is tested.',
      );
    } finally {
      for (const cache of [one, two]) await closeQuietly(cache);
    }
  });
}

function checkReopened(subject: Subject, again: NonNullable<Subject['again']>): Promise<void> {
  return withHome(async (home) => {
    const before = await subject.open(home);
    await new CheckedCache(before).keep({ a: '1', b: '2' });
    await new CheckedCache(before).deleteMany(['b']);
    await closeQuietly(before);
    const after = await again(home);
    try {
      const remedy =
        'Write before setMany() and deleteMany() resolve, not at some later time; create() must not empty the store.';
      await new CheckedCache(after).ensureHolds(
        ['a', 'b'],
        ['1', undefined],
        'after it was closed and opened',
        remedy,
      );
    } finally {
      await closeQuietly(after);
    }
  });
}

function checkFresh(subject: Subject): Promise<void> {
  return withTwo(subject, async (one, two) => {
    const keys = Array.from({ length: 10 }, (_, index) => `k${index}`);
    const remedy =
      'Reading must not delete by key: between looking and deleting another one writes. Delete where key AND `expires` are those that were read, or leave it to prune().';
    for (let round = 0; round < 20; round++) {
      await one.setMany(keys.map((key) => ({ key, value: 'old', expires: 1 })));
      const value = `fresh ${round}`;
      const values = keys.map(() => value);
      const reads = [one, two].flatMap((reader) => [
        ...keys.map((key) => reader.getMany([key])),
        reader.getMany(keys),
      ]);
      await allOf<unknown>([...reads, one.setMany(keys.map((key) => ({ key, value }))), two.getMany(keys)]);
      for (const cache of [one, two]) await cache.ensureHolds(keys, values, 'written while read', remedy);
    }
  });
}

function checkTorn(subject: Subject): Promise<void> {
  return withTwo(subject, async (one, two) => {
    const values = ['old', 'new'].map((word) => word.repeat(LARGE));
    await one.keep({ key: values[0] ?? '' });
    for (let round = 1; round <= 6; round++) {
      let isOver = false;
      const writing = one.keep({ key: values[round % 2] ?? '' }).finally(() => {
        isOver = true;
      });
      const reading = (async () => {
        for (let reads = 0; reads < MOST_READS && !isOver; reads++) {
          await turn();
          await ensureWhole(two, values);
        }
      })();
      await allOf<unknown>([writing, reading]);
    }
  });
}

async function ensureWhole({ cache }: CheckedCache, values: readonly string[]): Promise<void> {
  const remedy =
    'Let a value be replaced in one step: a transaction, or a file that is written aside and renamed. Who reads meanwhile gets the old one.';
  const made = await settled('getMany()', () => cache.getMany(['key']), remedy);
  if (made.status === 'rejected')
    fail(`getMany() fails while another one writes: ${show(made.reason)}`, remedy, made.reason);
  const [found] = made.value;
  ensure(
    found !== undefined && values.includes(found),
    `while another one writes a value, neither the old nor the new one is there, but ${found === undefined ? 'none' : `${found.length} characters: ${show(found)}`}`,
    remedy,
  );
}

function checkTogether(subject: Subject): Promise<void> {
  return withTwo(subject, async (one, two) => {
    const keys = Array.from({ length: 200 }, (_, index) => `k${index}`);
    for (let round = 0; round < 5; round++) {
      await allOf<unknown>([
        one.setMany(keys.map((key) => ({ key, value: 'one' }))),
        two.setMany(keys.toReversed().map((key) => ({ key, value: 'two' }))),
      ]);
      const values = await one.getMany(keys);
      const at = values.findIndex((value) => value !== 'one' && value !== 'two');
      ensure(
        at < 0,
        `of two values that were written at once, neither is there: ${show(keys[at])} has ${show(values[at])}`,
        'Replace a value in one step of the store: delete and insert apart leave a moment without.',
      );
    }
  });
}
