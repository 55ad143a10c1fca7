import type { CacheEntry } from '@bowerbird/core';
import fc from 'fast-check';
import { ensure, show } from '../frame/ensure.ts';
import { forAll } from '../frame/for-all.ts';
import type { Check } from '../frame/suite.ts';
import type { CheckedCache } from './checked-cache.ts';
import { FAR } from './samples.ts';
import { type Subject, withOne } from './subject.ts';

type Step =
  | { readonly set: readonly CacheEntry[] }
  | { readonly delete: readonly string[] }
  | { readonly get: readonly string[] };

const AS_A_MAP =
  'Replay the example by hand: a cache is a Map whose entries may expire. A call must be over, for all that come after it, when it resolves.';

/** Adds the test that whatever is done to a cache, it answers as a Map does. */
export function checkModel(check: Check, subject: Subject): void {
  const { refuses = () => false, scan = true } = subject.abilities;
  check('does as a Map does', () =>
    withOne(subject, async (cache) => {
      const used = new Set<string>();
      await forAll(stepsWith(refuses), { runs: 30 }, async (steps) => {
        await cache.deleteMany([...used]);
        for (const key of steps.flatMap(keysOf)) used.add(key);
        const model = await play(cache, steps);
        await ensureSame(cache, model, scan);
      });
    }),
  );
}

function stepsWith(refuses: (key: string) => boolean): fc.Arbitrary<readonly Step[]> {
  const key = fc
    .oneof(fc.constantFrom('a', 'b', 'a:b', 'ab', ''), fc.string({ unit: 'binary', maxLength: 4 }))
    .filter((text) => !refuses(text));
  // Any UTF-16 at all, half surrogate pairs too.
  const value = fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 })
    .map((codes) => String.fromCharCode(...codes));
  const entry = fc.record({ key, value, expires: fc.constantFrom(undefined, undefined, 1, FAR) });
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ set: fc.array(entry, { maxLength: 5 }) }),
    fc.record({ delete: fc.array(key, { maxLength: 3 }) }),
    fc.record({ get: fc.array(key, { maxLength: 5 }) }),
  );
  return fc.array(step, { maxLength: 12 });
}

function keysOf(step: Step): readonly string[] {
  if ('set' in step) return step.set.map(({ key }) => key);
  return 'delete' in step ? step.delete : step.get;
}

/** Does the steps to a cache and to a Map, which is what the cache must hold in the end; `undefined`: expired. */
async function play(cache: CheckedCache, steps: readonly Step[]): Promise<Map<string, string | undefined>> {
  const model = new Map<string, string | undefined>();
  for (const step of steps) {
    if ('set' in step) {
      await cache.setMany(step.set);
      for (const { key, value, expires } of step.set) model.set(key, expires === 1 ? undefined : value);
    } else if ('delete' in step) {
      await cache.deleteMany(step.delete);
      for (const key of step.delete) model.delete(key);
    } else {
      const expected = step.get.map((key) => model.get(key));
      await cache.ensureHolds(step.get, expected, 'after some calls', AS_A_MAP);
    }
  }
  return model;
}

async function ensureSame(
  cache: CheckedCache,
  model: ReadonlyMap<string, string | undefined>,
  scan: boolean,
): Promise<void> {
  const keys = [...model.keys()];
  await cache.ensureHolds(keys, [...model.values()], 'in the end', AS_A_MAP);
  if (!scan) return;
  const listed = await cache.list();
  // What has expired may be gone already, or not yet.
  const live = keys.filter((key) => model.get(key) !== undefined);
  const wrong = [...listed.filter((key) => !model.has(key)), ...live.filter((key) => !listed.includes(key))];
  ensure(wrong.length === 0, `scan() lists ${show(listed)}, and the live keys are ${show(live)}`, AS_A_MAP);
}
