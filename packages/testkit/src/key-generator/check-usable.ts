import type { KeyGenerator } from '@bowerbird/core';
import { ensure, show } from '../frame/ensure.ts';
import { forAll } from '../frame/for-all.ts';
import type { Check } from '../frame/suite.ts';
import { parts } from './identities.ts';
import type { KeyParts, MakeGenerator } from './options.ts';

// A table of PostgreSQL takes 255, and namespaces and kinds of entries stand in front of a key.
const LONGEST = 200;

/** Adds the test that every key can be one in every cache. */
export function checkUsable(check: Check, make: MakeGenerator): void {
  check('makes keys that every cache can hold', async () => {
    const generator = await make();
    const traps = ['', 'a\0b', 'x'.repeat(100_000), '\r\n', '漢'.repeat(300), Array(1000).fill('a'), {}];
    for (const identity of traps) ensureUsable(generator, { collector: 'web', identity });
    await forAll(parts, { runs: 200 }, (each) => ensureUsable(generator, each));
  });
}

function ensureUsable(generator: KeyGenerator, each: KeyParts): void {
  const key = generator(each);
  const wrong =
    (key === '' && 'is empty') ||
    (key.length > LONGEST && `has ${key.length} characters`) ||
    (key.includes('\0') && 'holds NUL') ||
    (!key.isWellFormed() && 'holds half of a surrogate pair');
  ensure(
    !wrong,
    `the key of ${show(each)} ${String(wrong)}: ${show(key)}`,
    `A key is 1 to ${LONGEST} characters of well-formed text without NUL, whatever the identity: use a hash of it, as hexadecimal digits.`,
  );
}
