import type { KeyGenerator } from '@bowerbird/core';
import { checkDefinition } from '../frame/definition.ts';
import { ensure, fail, show } from '../frame/ensure.ts';
import { withHome } from '../frame/home.ts';
import { createInstance } from '../frame/instance.ts';
import { checksOf, type TestFunction } from '../frame/suite.ts';
import { checkApart } from './check-apart.ts';
import { checkKnown } from './check-known.ts';
import { checkPure } from './check-pure.ts';
import { checkSame } from './check-same.ts';
import { checkUsable } from './check-usable.ts';
import type {
  AnyKeyGeneratorDefinition,
  KeyGeneratorSuiteOptions,
  KeyParts,
  MakeGenerator,
} from './options.ts';

/**
 * Tests of a key generator: pure, the same for what is the same, different for what is not, usable in every cache, and the same in the
 * next version.
 * @example keyGeneratorSuite(test, definition, { known: [{ collector: 'web', identity: 'https://example.org/', key: 'e5d2…' }] });
 * @param test `test` or `it` of any test runner
 */
export function keyGeneratorSuite(
  test: TestFunction,
  definition: AnyKeyGeneratorDefinition,
  options: KeyGeneratorSuiteOptions = {},
): void {
  const check = checksOf(test, `key generator ${definition.name}`);
  const make: MakeGenerator = () =>
    withHome(async (home) => checked(await createInstance(definition, options.options, home)));
  checkDefinition(check, definition, options);
  checkPure(check, make);
  checkSame(check, make);
  checkApart(check, make);
  checkUsable(check, make);
  checkKnown(check, make, options.known ?? []);
}

/** An instance whose every answer is looked at. */
function checked(generator: KeyGenerator): KeyGenerator {
  ensure(
    typeof generator === 'function',
    `create() gives ${show(generator)}, which is no function`,
    'Let create() return the key generator: ({ collector, identity }) => string.',
  );
  return (parts) => {
    const key: unknown = keyOf(generator, parts);
    ensure(
      typeof key === 'string',
      `the key of ${show(parts)} is ${key instanceof Promise ? 'a promise' : show(key)}`,
      'A key generator returns a string, at once: use createHash or hash of node:crypto, not crypto.subtle.',
    );
    return key;
  };
}

function keyOf(generator: KeyGenerator, parts: KeyParts): unknown {
  try {
    return generator(parts);
  } catch (error) {
    return fail(
      `there is no key of ${show(parts)}: ${show(error)}`,
      'It must make a key of any JSON, and must not change what it is given, which may be frozen.',
      error,
    );
  }
}
