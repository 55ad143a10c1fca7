import type { CacheEntry } from '@bowerbird/core';
import { ensure, fail, show } from '../frame/ensure.ts';
import { settled } from '../frame/settle.ts';
import type { Check } from '../frame/suite.ts';
import type { CheckedCache } from './checked-cache.ts';
import { ALIKE_KEYS, PREFIXED_KEYS, PREFIXES, VALUES } from './samples.ts';
import { type Subject, withOne } from './subject.ts';

/** Adds the tests of what text a cache must hold as it is: values, keys, prefixes. */
export function checkText(check: Check, subject: Subject): void {
  const { refuses = () => false, scan = true } = subject.abilities;
  check('gives back any text as it was', () => withOne(subject, checkValues));
  check('keeps keys apart that look alike', () =>
    withOne(subject, (cache) =>
      checkAlike(
        cache,
        ALIKE_KEYS.filter((key) => !refuses(key)),
      ),
    ),
  );
  if (scan) {
    const keys = PREFIXED_KEYS.filter((key) => !refuses(key));
    check('lists the keys with a prefix, in which nothing is a wildcard', () =>
      withOne(subject, (cache) => checkPrefixes(cache, keys)),
    );
    check('lists thousands of keys, each once', () => withOne(subject, checkList));
  }
  check('refuses a key that has no UTF-8 form, or keeps it apart', () => withOne(subject, checkHalves));
  if (subject.abilities.refuses)
    check('refuses what cannot be a key, and loses nothing else', () =>
      withOne(subject, (cache) => checkRefused(cache, refuses)),
    );
}

async function checkValues(cache: CheckedCache): Promise<void> {
  for (const [name, value] of Object.entries(VALUES)) {
    await cache.keep({ key: value });
    const [found] = await cache.getMany(['key']);
    if (found === value) continue;
    const at = firstDifference(found ?? '', value);
    const part = (text: string | undefined) => show(text?.slice(at, at + 40));
    fail(
      `${name}, as a value, is not as it was written: from character ${at} on it is ${part(found)} and not ${part(value)}`,
      'Values are any text. Do not parse or trim them; where the store takes only UTF-8, or no NUL, write JSON.stringify(value) and read it back with JSON.parse.',
    );
  }
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return at;
}

async function checkAlike(cache: CheckedCache, keys: readonly string[]): Promise<void> {
  const values = keys.map((key) => `value of ${key}`);
  await cache.setMany(keys.map((key, index) => ({ key, value: values[index] ?? '' })));
  const remedy =
    'Each key is its own, to the last character: do not trim, normalise or change case; compare in binary; a key that becomes a file name or a number must come back from it.';
  await cache.ensureHolds(keys, values, 'of keys that look alike', remedy);
  for (const [index, key] of keys.entries())
    await cache.ensureHolds([key], [values[index]], 'of keys that look alike, read by itself', remedy);
}

async function checkPrefixes(cache: CheckedCache, keys: readonly string[]): Promise<void> {
  await cache.setMany(keys.map((key) => ({ key, value: 'x' })));
  for (const prefix of PREFIXES) {
    const expected = keys.filter((key) => key.startsWith(prefix)).sort();
    const found = await cache.list(prefix);
    const extra = found.filter((key) => !expected.includes(key));
    const missing = expected.filter((key) => !found.includes(key));
    const wrong = [
      ...(extra.length > 0 ? [`lists ${show(extra)}`] : []),
      ...(missing.length > 0 ? [`leaves out ${show(missing)}`] : []),
    ];
    ensure(
      wrong.length === 0,
      `scan(${show(prefix)}) ${wrong.join(', and ')}`,
      'A prefix is plain text: nothing in it is a wildcard (% _ * ? [), and case counts. Escape it in LIKE, GLOB or MATCH; or ask `key.startsWith(prefix)` of each.',
    );
  }
}

async function checkList(cache: CheckedCache): Promise<void> {
  const keys = Array.from({ length: 2500 }, (_, index) => `k${index}`);
  await cache.setMany(keys.map((key) => ({ key, value: 'x' })));
  const found = await cache.list('k');
  ensure(
    found.length === keys.length && new Set(found).size === keys.length,
    `scan() lists ${found.length} keys, ${new Set(found).size} of them different, of 2,500`,
    'List all pages of what the store answers, and each key once: a cursor may bring one twice.',
  );
}

// As UTF-8 all halves of surrogate pairs are one character (Unicode 16, section 3.9, D92).
async function checkHalves({ cache }: CheckedCache): Promise<void> {
  const remedy =
    'As UTF-8 all halves of surrogate pairs are one character. Throw where `!key.isWellFormed()`, for the whole batch and before anything is written; or keep JSON.stringify(key).';
  const entries = [
    { key: 'whole', value: 'w' },
    { key: '\ud800', value: '1' },
    { key: '\ud801', value: '2' },
  ];
  const written = await settled('setMany', () => cache.setMany(entries), remedy);
  const found = await settled('getMany', () => cache.getMany(['\ud800', '\ud801']), remedy);
  if (found.status === 'fulfilled') {
    const expected = written.status === 'fulfilled' ? ['1', '2'] : [undefined, undefined];
    ensure(
      expected.every((value, index) => found.value[index] === value),
      `the keys "\\ud800" and "\\ud801", ${written.status === 'fulfilled' ? 'written' : 'refused'} with "1" and "2", have ${show(found.value)}`,
      remedy,
    );
  }
  if (written.status === 'rejected') await ensureNothingWritten(cache, remedy);
}

async function ensureNothingWritten(cache: CheckedCache['cache'], remedy: string): Promise<void> {
  const [whole] = await cache.getMany(['whole']);
  ensure(whole === undefined, 'a batch that was refused has been written in part', remedy);
}

async function checkRefused(cache: CheckedCache, refuses: (key: string) => boolean): Promise<void> {
  const unusable = ['a\0', 'k'.repeat(256), '漢'.repeat(256), 'k'.repeat(600), ...ALIKE_KEYS].filter(refuses);
  ensure(
    unusable.length > 0,
    'the suite was told that keys are refused, and knows none that is',
    'Leave `refuses` out: it is for stores whose keys cannot hold NUL or are short.',
  );
  await cache.keep({ a: '1' });
  for (const key of unusable) {
    const batch: readonly CacheEntry[] = [
      { key: 'b', value: '2' },
      { key, value: 'x' },
    ];
    const calls = {
      setMany: () => cache.cache.setMany(batch),
      getMany: () => cache.cache.getMany(['a', key]),
      deleteMany: () => cache.cache.deleteMany(['a', key]),
    };
    for (const [name, call] of Object.entries(calls)) {
      const remedy =
        'A key that the store would cut or change must be an error, for the whole batch and before anything is done.';
      const { status } = await settled<unknown>(name, call, remedy);
      ensure(status === 'rejected', `${name}() takes the key ${show(key)}, which cannot be one`, remedy);
    }
  }
  const remedy = 'Look at all keys of a batch before the first is written or deleted.';
  await cache.ensureHolds(['a', 'b'], ['1', undefined], 'after batches that were refused', remedy);
}
