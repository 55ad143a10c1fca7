import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { CacheAdapter, Home } from '@bowerbird/core';
import { ensure, fail, show } from '../frame/ensure.ts';
import { withHome } from '../frame/home.ts';
import { settled } from '../frame/settle.ts';
import type { Check } from '../frame/suite.ts';
import type { AnyCacheDefinition } from './options.ts';
import { closeQuietly, type Subject } from './subject.ts';

const HOW_TO_BREAK =
  'Give it `broken: () => …`, which opens one whose store cannot answer (a port where nobody listens, a connection that is cut); or `broken: false` if its store cannot fail, as memory cannot.';
const THROW =
  'A broken cache is not a miss: let the error of the store through, and catch only the one that says that something is not there. Otherwise all is paid for again.';

/** Adds the test that a cache whose store cannot answer says so. */
export function checkBroken(check: Check, subject: Subject): void {
  check('throws when its store cannot answer', () =>
    withHome(async (home) => {
      const { broken } = subject.abilities;
      if (broken) return ensureThrows(await broken(home), subject);
      if (!subject.definition) {
        ensure(broken === false, 'the suite was not told how this cache breaks', HOW_TO_BREAK);
        return;
      }
      await checkWithoutFolder(subject.definition, subject, home);
    }),
  );
}

/** Opens a definition where no folder can be: a file is in the way. */
async function checkWithoutFolder(
  definition: AnyCacheDefinition,
  subject: Subject,
  { base }: Home,
): Promise<void> {
  const file = join(base, 'a file');
  await writeFile(file, '');
  const nowhere: Home = { base: file, state: join(file, 'state') };
  const opened = await settled('create() where no folder can be', () => subject.open(nowhere), THROW);
  const told = subject.abilities.broken === false;
  if (opened.status === 'rejected' || !(await works(opened.value))) {
    ensure(
      !told,
      `the suite was told that ${definition.name} cannot fail, and it does where its folder cannot be made`,
      'Leave `broken: false` out of the suite.',
    );
    if (opened.status === 'fulfilled') await ensureThrows(opened.value, subject);
    return;
  }
  await closeQuietly(opened.value);
  ensure(told, 'it works without its folder, so the suite does not know how it breaks', HOW_TO_BREAK);
}

async function works(cache: CacheAdapter): Promise<boolean> {
  try {
    await cache.setMany([{ key: 'a', value: 'x' }]);
    return (await cache.getMany(['a']))[0] === 'x';
  } catch {
    return false;
  }
}

async function ensureThrows(cache: CacheAdapter, { abilities }: Subject): Promise<void> {
  const { getEntries, scan, lease, usage, prune } = cache;
  const calls: Readonly<Record<string, (() => Promise<unknown>) | undefined>> = {
    getMany: () => cache.getMany(['a', 'b']),
    setMany: () => cache.setMany([{ key: 'a', value: 'x' }]),
    deleteMany: () => cache.deleteMany(['a']),
    getEntries: getEntries && (() => getEntries.call(cache, ['a'])),
    scan: scan && (() => Array.fromAsync(scan.call(cache, ''))),
    lease: lease && (() => lease.call(cache, 'job', 'owner', Date.now() + 60_000)),
    usage: usage && (() => usage.call(cache)),
    prune: prune && (() => prune.call(cache)),
  };
  try {
    for (const [name, call] of Object.entries(calls)) if (call) await ensureRejects(name, call);
    ensure(
      !abilities.counts || (cache.counts?.().errors ?? 0) > 0,
      'counts() tells no errors after calls that failed',
      'Count each call that the store could not answer under `errors`.',
    );
  } finally {
    await closeQuietly(cache);
  }
}

async function ensureRejects(name: string, call: () => Promise<unknown>): Promise<void> {
  const made = await settled(
    `${name}() of a broken cache`,
    call,
    'Give up after some seconds, with an error.',
  );
  if (made.status === 'fulfilled')
    fail(`${name}() of a cache whose store cannot answer resolves, with ${inspect(made.value)}`, THROW);
  ensure(
    made.reason instanceof Error && made.reason.message !== '',
    `${name}() of a broken cache throws ${show(made.reason)}, which says nothing`,
    "Throw new BowerbirdError('CACHE_FAILED', what happened, { hint, cause }).",
  );
}
