import { fail } from '../frame/ensure.ts';
import { eventually } from '../frame/settle.ts';
import type { Check } from '../frame/suite.ts';
import { type Subject, withOne } from './subject.ts';

const DAY_MS = 86_400_000;
const IN_TIME =
  '`expires` is a time in epoch milliseconds, not seconds and not a duration: compare it with Date.now() at each read.';

/** Adds the tests of entries that expire. */
export function checkExpiry(check: Check, subject: Subject): void {
  check('does not give out what has expired, and holds what is written in its place', () =>
    withOne(subject, async (cache) => {
      const now = Date.now();
      await cache.setMany([
        { key: 'past', value: 'x', expires: now - 1 },
        { key: 'at once', value: 'x', expires: 0 },
        { key: 'future', value: 'y', expires: now + DAY_MS },
        { key: 'far future', value: 'z', expires: now + 100 * 365 * DAY_MS },
        { key: 'never', value: 'v' },
      ]);
      const keys = ['past', 'at once', 'future', 'far future', 'never'];
      await cache.ensureHolds(keys, [undefined, undefined, 'y', 'z', 'v'], 'of entries that expire', IN_TIME);
      await cache.keep({ past: 'fresh' });
      const forget = 'Writing a key replaces its `expires` too: one that is written without never expires.';
      await cache.ensureHolds(['past'], ['fresh'], 'written in place of what had expired', forget);
      await cache.setMany([{ key: 'future', value: 'old', expires: 1 }]);
      await cache.ensureHolds(['future'], [undefined], 'written again as expired', forget);
    }),
  );
  check('gives out nothing whose time has come', () =>
    withOne(subject, async (cache) => {
      await cache.setMany([{ key: 'a', value: 'x', expires: Date.now() + 30 }]);
      const gone = async () => (await cache.getMany(['a']))[0] === undefined;
      if (!(await eventually(gone))) fail('an entry that expired long ago is still given out', IN_TIME);
    }),
  );
}
