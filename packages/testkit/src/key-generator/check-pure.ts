import { ensure, ensureEqual, show } from '../frame/ensure.ts';
import { deepFreeze } from '../frame/json.ts';
import type { Check } from '../frame/suite.ts';
import { inAnotherWorld } from '../frame/world.ts';
import type { KeyParts, MakeGenerator } from './options.ts';

const PARTS: KeyParts = {
  collector: 'web',
  identity: { url: 'https://example.org/Ä', list: [3, 1, { b: null, a: true }], depth: 1.5 },
};
const PURE =
  'Make the key of collector and identity alone: no time, chance, counter, environment or state. Otherwise nothing is ever found again.';

/** Adds the tests that a key is made of its parts, and of nothing else. */
export function checkPure(check: Check, make: MakeGenerator): void {
  check('gives the same key again', async () => {
    const generator = await make();
    ensureSameKey(generator(PARTS), generator(structuredClone(PARTS)), 'asked twice', PURE);
  });
  check('gives the same key in every instance', async () => {
    const [one, other] = [await make(), await make()];
    ensureSameKey(one(PARTS), other(PARTS), 'of two instances with the same options', PURE);
  });
  check('does not change what it is given', async () => {
    const generator = await make();
    const given = structuredClone(PARTS);
    generator(given);
    const copy = 'Copy before sorting: toSorted(), or new objects.';
    // As text: a changed order of fields is a change too.
    ensureEqual(JSON.stringify(given), JSON.stringify(PARTS), 'it has changed what it was given', copy);
    const frozen = deepFreeze(structuredClone(PARTS));
    ensureSameKey(generator(PARTS), generator(frozen), 'of frozen parts', copy);
  });
  check('gives the same key at another time, in another time zone', async () => {
    const key = (await make())(PARTS);
    const later = await inAnotherWorld(async () => (await make())(PARTS));
    ensureSameKey(key, later, 'at another time, in another time zone', PURE);
  });
}

function ensureSameKey(one: string, other: string, when: string, remedy: string): void {
  ensure(one === other, `two keys of the same parts, ${when}: ${show(one)} and ${show(other)}`, remedy);
}
