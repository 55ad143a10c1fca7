import type { CacheEntry } from '@bowerbird/core';
import { ensure, fail, show } from '../frame/ensure.ts';
import { eventually, settled } from '../frame/settle.ts';
import type { Check } from '../frame/suite.ts';
import { allOf, type CheckedCache } from './checked-cache.ts';
import { FAR } from './samples.ts';
import { type Subject, withTwo } from './subject.ts';

const ENTRIES: readonly CacheEntry[] = [
  { key: 'a', value: 'x' },
  { key: 'b', value: 'y', expires: FAR },
];
const ONE_STEP =
  'To look and to take must be one step of the store: `insert … on conflict … where owner = ? or until <= ?`, or SET with NX and PX, or a script.';
const soon = () => Date.now() + 60_000;
const take = (cache: CheckedCache, owner: string, until = soon()) => cache.lease('job', owner, until);

/** Adds the tests of leases and claims, over two that share a store. */
export function checkLeases(check: Check, subject: Subject): void {
  const checks = {
    'gives a lease to one owner, who may renew it and give it back': checkOwner,
    'gives a lease to one of many that want it at once': checkMany,
    'gives a lease on when it has lapsed, but not one that was renewed': checkLapsed,
    'keeps leases apart from each other and from entries': (one: CheckedCache, two: CheckedCache) =>
      checkApart(one, two, subject.abilities.scan ?? true),
    'writes while the claim holds': checkHeldClaim,
    'writes nothing once another owner has the lease, or has had it': checkLostClaim,
    'writes after the lease has lapsed as long as nobody has taken it': checkLapsedClaim,
  };
  for (const [name, run] of Object.entries(checks)) check(name, () => withTwo(subject, run));
}

async function ensureLease(answer: Promise<boolean>, expected: boolean, when: string, remedy: string) {
  const got = await answer;
  ensure(got === expected, `${when}: lease() answers ${show(got)}, not ${expected}`, remedy);
}

async function checkOwner(one: CheckedCache, two: CheckedCache): Promise<void> {
  const held = `lease() answers whether the owner holds it after the call. ${ONE_STEP}`;
  const owner =
    'A lease belongs to its owner, not to the instance or the connection: keep the owner in the store.';
  const back =
    '`until` 0 gives the lease back, if the owner has it, and answers false: the owner does not hold it any more.';
  await ensureLease(take(one, 'first'), true, 'a free lease', held);
  await ensureLease(take(two, 'second'), false, 'a lease that another owner has', held);
  await ensureLease(take(one, 'second'), false, 'a lease that another owner of the same instance has', owner);
  await ensureLease(take(one, 'first'), true, 'a lease that is renewed', held);
  await ensureLease(take(two, 'first'), true, 'a lease that is renewed through another instance', owner);
  await ensureLease(take(two, 'second', 0), false, 'a lease that is given back by one who has it not', back);
  await ensureLease(take(two, 'second'), false, 'a lease that was given back by one who had it not', back);
  await ensureLease(take(one, 'first', 0), false, 'a lease that is given back', back);
  await ensureLease(take(two, 'second'), true, 'a lease that was given back', back);
  await ensureLease(take(one, 'first'), false, 'a lease that has gone to another owner', held);
}

async function checkMany(one: CheckedCache, two: CheckedCache): Promise<void> {
  const owners = Array.from({ length: 20 }, (_, index) => `owner ${index}`);
  const taken = await allOf(owners.map((owner, index) => take(index % 2 === 0 ? one : two, owner)));
  const winners = owners.filter((_, index) => taken[index]);
  ensure(
    winners.length === 1,
    `of 20 that want a lease at once ${winners.length} get it: ${show(winners)}`,
    ONE_STEP,
  );
}

async function checkLapsed(one: CheckedCache, two: CheckedCache): Promise<void> {
  const renew = 'Taking a lease again moves its `until`, which is in epoch milliseconds.';
  await ensureLease(take(one, 'first', Date.now() + 20), true, 'a free lease', renew);
  await takeOver(two, 'second');
  await ensureLease(take(one, 'first'), false, 'a lease that lapsed and went to another', ONE_STEP);
  await ensureLease(take(two, 'second', Date.now() + 20), true, 'a lease that is shortened', renew);
  await ensureLease(take(two, 'second'), true, 'a lease that is renewed', renew);
  await ensureLease(take(one, 'first'), false, 'a lease that was renewed in time', renew);
}

async function checkApart(one: CheckedCache, two: CheckedCache, scan: boolean): Promise<void> {
  const remedy = 'Keep leases in a table, or under a prefix, that no key of an entry can reach.';
  await one.keep({ job: 'x' });
  await ensureLease(take(one, 'first'), true, 'a lease with the name of an entry', remedy);
  await ensureLease(two.lease('another job', 'second', soon()), true, 'another lease', remedy);
  await ensureLease(two.lease('', 'second', soon()), true, 'a lease with the empty name', remedy);
  await one.ensureHolds(['job'], ['x'], 'of an entry with the name of a lease', remedy);
  await one.deleteMany(['job', 'another job', 'lease:job', '\ufffdlease:job']);
  await ensureLease(take(two, 'second'), false, 'a lease after an entry of its name was deleted', remedy);
  if (!scan) return;
  const listed = await one.list();
  ensure(listed.length === 0, `scan() lists ${show(listed)}, which are leases`, remedy);
}

async function checkHeldClaim(one: CheckedCache, two: CheckedCache): Promise<void> {
  const remedy =
    'setMany() with a claim writes as without one while that owner has the lease, through any instance.';
  await take(one, 'first');
  await one.setMany(ENTRIES, { key: 'job', owner: 'first' });
  await two.ensureHolds(['a', 'b'], ['x', 'y'], 'written with a claim', remedy);
  await two.setMany([{ key: 'a', value: 'z' }], { key: 'job', owner: 'first' });
  await one.ensureHolds(['a'], ['z'], 'written with a claim through another instance', remedy);
}

async function checkLostClaim(one: CheckedCache, two: CheckedCache): Promise<void> {
  await take(one, 'first', Date.now() + 20);
  await takeOver(two, 'second');
  await two.setMany([{ key: 'a', value: 'of the second' }], { key: 'job', owner: 'second' });
  await ensureLost(one, 'job', 'another owner has the lease');
  await take(two, 'second', 0);
  await ensureLost(one, 'job', 'another owner has had the lease and given it back');
  await ensureLost(one, 'no job', 'nobody ever took the lease');
  const remedy =
    'Where the claim is lost nothing of the batch is written: look at the lease and write in one transaction.';
  await two.ensureHolds(['a', 'b'], ['of the second', undefined], 'after claims that were lost', remedy);
}

async function checkLapsedClaim(one: CheckedCache, two: CheckedCache): Promise<void> {
  const until = Date.now() + 1;
  const remedy =
    'A claim is lost when another owner has taken the lease, not by time alone: compare the owner, not `until`.';
  await take(one, 'first', until);
  await eventually(async () => Date.now() > until + 2);
  const claim = { key: 'job', owner: 'first' };
  const written = await settled('setMany with a claim', () => one.cache.setMany(ENTRIES, claim), remedy);
  if (written.status === 'rejected')
    fail(
      `setMany() with a claim that lapsed, and that nobody took, fails: ${show(written.reason)}`,
      remedy,
      written.reason,
    );
  await two.ensureHolds(['a', 'b'], ['x', 'y'], 'written with a claim that has lapsed', remedy);
}

/** Takes the lease as `owner` once the one before has lapsed. */
async function takeOver(cache: CheckedCache, owner: string): Promise<void> {
  if (await eventually(() => take(cache, owner))) return;
  fail(
    'a lease that has lapsed is not given on',
    '`until` is in epoch milliseconds: a lease whose time is over is free for anyone.',
  );
}

async function ensureLost(cache: CheckedCache, key: string, when: string): Promise<void> {
  const remedy =
    "Throw new BowerbirdError('LEASE_LOST', …, { hint }) and write nothing; and look at the claim and write in one step of the store.";
  const write = () => cache.cache.setMany(ENTRIES, { key, owner: 'first' });
  const made = await settled('setMany with a claim', write, remedy);
  if (made.status === 'fulfilled') fail(`setMany() with a claim writes although ${when}`, remedy);
  const { code, hint } = (made.reason ?? {}) as { readonly code?: unknown; readonly hint?: unknown };
  ensure(
    code === 'LEASE_LOST' && typeof hint === 'string',
    `setMany() with a claim fails with ${show(made.reason)} (code ${show(code)}, hint ${show(hint)}) where ${when}`,
    remedy,
  );
}
