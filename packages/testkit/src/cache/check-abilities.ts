import { randomBytes } from 'node:crypto';
import type { CacheAdapter } from '@bowerbird/core';
import { ensure, ensureEqual, fail, show } from '../frame/ensure.ts';
import type { Check } from '../frame/suite.ts';
import type { CacheAbilities } from './options.ts';
import { FAR } from './samples.ts';
import { type Subject, withOne } from './subject.ts';

/** Adds the tests of what a cache says it can do. */
export function checkAbilities(check: Check, subject: Subject): void {
  const { entries, usage, prune, counts } = subject.abilities;
  check('has what the suite was told, and nothing that it was not', () =>
    withOne(subject, async ({ cache }) => ensureDeclared(cache, subject.abilities)),
  );
  if (entries) check('tells when an entry expires', () => checkEntries(subject));
  if (usage) check('knows how much it holds', () => checkUsage(subject));
  if (prune) check('deletes what has expired, and says how much that was', () => checkPrune(subject, prune));
  if (counts) check('counts nothing that did not happen', () => checkCounts(subject));
}

function ensureDeclared(cache: CacheAdapter, abilities: CacheAbilities): void {
  const abilityOf = {
    scan: ['scan', abilities.scan ?? true],
    close: ['close', abilities.close ?? true],
    getEntries: ['entries', abilities.entries === true],
    lease: ['leases', abilities.leases === true],
    usage: ['usage', abilities.usage === true],
    prune: ['prune', abilities.prune !== undefined],
    counts: ['counts', abilities.counts === true],
  } as const;
  const wrong: string[] = [];
  const remedies: string[] = [];
  for (const [method, [option, declared]] of Object.entries(abilityOf)) {
    if ((typeof cache[method as keyof CacheAdapter] === 'function') === declared) continue;
    const byDefault = option === 'scan' || option === 'close';
    if (declared) {
      wrong.push(`it has no ${method}()`);
      remedies.push(byDefault ? `\`${option}: false\`` : `no \`${option}\``);
    } else {
      wrong.push(`it has ${method}(), and the suite was told it had none`);
      remedies.push(option === 'prune' ? "`prune: 'when asked'`" : `\`${option}: true\``);
    }
  }
  if (wrong.length > 0)
    fail(
      wrong.join('; '),
      `Tell the suite ${remedies.join(', ')}, so that just that is tested; or change the cache.`,
    );
}

function checkEntries(subject: Subject): Promise<void> {
  return withOne(subject, async (cache) => {
    const a = { key: 'a', value: 'x', expires: FAR };
    await cache.setMany([a, { key: 'b', value: 'y' }, { key: 'gone', value: 'z', expires: 1 }]);
    const found = await cache.getEntries(['a', 'b', 'gone', 'none', 'a']);
    ensureEqual(
      found.map((entry) => entry && { ...entry, expires: entry.expires }),
      [a, { key: 'b', value: 'y', expires: undefined }, undefined, undefined, a],
      'getEntries() does not tell what was written',
      'Give back key, value and `expires` as they were written (epoch milliseconds, or undefined), in the order of the keys; `undefined` for what is missing or expired.',
    );
  });
}

function checkUsage(subject: Subject): Promise<void> {
  return withOne(subject, async (cache) => {
    const before = await cache.usage();
    // Text that no compression makes much smaller.
    const text = randomBytes(60_000).toString('base64');
    await cache.setMany(['a', 'b', 'c'].map((key) => ({ key, value: key + text })));
    const after = await cache.usage();
    ensure(
      after.entries === before.entries + 3 && after.bytes >= before.bytes + 120_000,
      `usage() tells ${show(before)} before, and ${show(after)} after three entries of 80,001 characters`,
      'Count the entries, and the bytes that they take in the store (not characters in one place and kilobytes in the other).',
    );
    await cache.deleteMany(['a', 'none']);
    const { entries } = await cache.usage();
    ensure(
      entries === before.entries + 2,
      `usage() tells ${entries} entries after one of ${after.entries} was deleted`,
      'Count from what is in the store; a counter that is kept beside it must not count keys that were not there.',
    );
  });
}

function checkPrune(subject: Subject, prune: 'when asked' | 'by itself'): Promise<void> {
  return withOne(subject, async (cache) => {
    const old = Array.from({ length: 1500 }, (_, index) => ({ key: `old${index}`, value: 'x', expires: 1 }));
    await cache.setMany([...old, { key: 'a', value: 'x', expires: FAR }, { key: 'b', value: 'y' }]);
    const pruned = await cache.prune();
    ensure(
      prune === 'by itself' || (pruned.entries === 1500 && pruned.bytes > 1500),
      `prune() tells ${show(pruned)} for 1,500 entries that had expired`,
      "Delete all that has expired and count it, entries and bytes; tell the suite `prune: 'by itself'` if some are deleted before.",
    );
    if (subject.abilities.scan !== false) {
      const left = await cache.list();
      ensure(
        left.join() === 'a,b',
        `after prune() there are ${left.length} keys: ${show(left)}, not a and b`,
        'prune() deletes all that has expired, in as many steps as it takes, and nothing else.',
      );
    }
    ensureEqual(
      await cache.prune(),
      { entries: 0, bytes: 0 },
      'a second prune() deletes something again',
      'Count only what this call has deleted.',
    );
    const remedy =
      'prune() must compare `expires` with the time in milliseconds; what has no `expires` never expires.';
    await cache.ensureHolds(['a', 'b', 'old0'], ['x', 'y', undefined], 'after prune()', remedy);
  });
}

function checkCounts(subject: Subject): Promise<void> {
  return withOne(subject, async (cache) => {
    await cache.setMany([{ key: 'a', value: 'x', expires: 1 }]);
    await cache.getMany(['a', 'none']);
    ensureEqual(
      cache.cache.counts?.(),
      { damaged: 0, evicted: 0, errors: 0 },
      'counts() counts what did not happen',
      'What is missing or expired is neither damaged nor evicted, and no error.',
    );
  });
}
