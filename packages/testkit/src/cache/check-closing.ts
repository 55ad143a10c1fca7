import { rm } from 'node:fs/promises';
import { ensure, fail, show } from '../frame/ensure.ts';
import { withHome } from '../frame/home.ts';
import { settled } from '../frame/settle.ts';
import type { Check } from '../frame/suite.ts';
import { CheckedCache } from './checked-cache.ts';
import { closeQuietly, type Subject, withOne } from './subject.ts';

/** Adds the tests of the end of a cache, and of a folder that is gone. */
export function checkClosing(check: Check, subject: Subject): void {
  if (subject.abilities.close ?? true)
    check('closes twice, and fails clearly once it is closed', () => checkClosed(subject));
  if (subject.definition)
    check('makes its folder at need, and starts afresh when it was deleted', () => checkFolder(subject));
}

function checkClosed(subject: Subject): Promise<void> {
  return withOne(subject, async ({ cache }) => {
    for (const time of ['first', 'second']) {
      const remedy =
        'close() may be called twice and must resolve: remember the promise of the first call, and return it.';
      const closed = await settled(`the ${time} close()`, async () => cache.close?.(), remedy);
      if (closed.status === 'rejected')
        fail(`the ${time} close() fails: ${show(closed.reason)}`, remedy, closed.reason);
    }
    const calls = {
      getMany: () => cache.getMany(['a']),
      setMany: () => cache.setMany([{ key: 'a', value: 'x' }]),
      deleteMany: () => cache.deleteMany(['a']),
    };
    for (const [name, call] of Object.entries(calls)) {
      const remedy = `After close() every call rejects: throw new BowerbirdError('CACHE_FAILED', 'the cache is closed', { hint: 'Open it again.' }).`;
      const made = await settled<unknown>(`${name}() after close()`, call, remedy);
      ensure(made.status === 'rejected', `${name}() still answers after close()`, remedy);
      ensure(
        made.reason instanceof Error && made.reason.message !== '',
        `${name}() after close() throws ${show(made.reason)}, which says nothing`,
        remedy,
      );
    }
  });
}

function checkFolder(subject: Subject): Promise<void> {
  return withHome(async (home) => {
    for (const time of ['before it was first opened', 'since it was closed']) {
      await rm(home.state, { recursive: true, force: true });
      const cache = await subject.open(home);
      try {
        const checked = new CheckedCache(cache);
        await checked.keep({ a: '1' });
        const remedy = '`home.state` may be missing at any start: make it with mkdir and `recursive: true`.';
        await checked.ensureHolds(['a'], ['1'], `where the folder was deleted ${time}`, remedy);
      } finally {
        await closeQuietly(cache);
      }
    }
  });
}
