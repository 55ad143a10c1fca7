import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkDefinition, type DefinitionOptions } from '../frame/definition.ts';
import { checksOf, type TestFunction } from '../frame/suite.ts';
import { checkAbilities } from './check-abilities.ts';
import { checkBatches } from './check-batches.ts';
import { checkBroken } from './check-broken.ts';
import { checkClosing } from './check-closing.ts';
import { checkExpiry } from './check-expiry.ts';
import { checkLeases } from './check-leases.ts';
import { checkModel } from './check-model.ts';
import { checkSharing } from './check-sharing.ts';
import { checkText } from './check-text.ts';
import type { AnyCacheDefinition, CacheAbilities, CacheSource, CacheSuiteOptions } from './options.ts';
import { optionsFor, type Subject, subjectOfDefinition, subjectOfSource } from './subject.ts';

/**
 * Tests of a cache adapter. Instances are made in a folder that is new for each test, where they must begin empty. What the cache can
 * do beside what all can must be said, and nothing else.
 * @example cacheSuite(test, definition, { leases: true });
 * @param test `test` or `it` of any test runner
 */
export function cacheSuite(
  test: TestFunction,
  definition: AnyCacheDefinition,
  options?: CacheSuiteOptions,
): void;
/**
 * Tests of a cache that comes without a definition.
 * @example cacheSuite(test, { name: 'mine', open: () => myCache() }, { broken: false });
 */
export function cacheSuite(test: TestFunction, source: CacheSource, abilities?: CacheAbilities): void;
export function cacheSuite(
  test: TestFunction,
  cache: AnyCacheDefinition | CacheSource,
  options: CacheSuiteOptions = {},
): void {
  const check = checksOf(test, `cache ${cache.name}`);
  const subject: Subject =
    'open' in cache ? subjectOfSource(cache, options) : subjectOfDefinition(cache, options);
  if (subject.definition) checkDefinition(check, subject.definition, lazily(options));
  checkAbilities(check, subject);
  checkBatches(check, subject);
  checkExpiry(check, subject);
  checkText(check, subject);
  checkModel(check, subject);
  checkSharing(check, subject);
  if (options.leases) checkLeases(check, subject);
  checkBroken(check, subject);
  checkClosing(check, subject);
}

/** Options that are a function are made when a test wants them: the server that they name may not run before. */
function lazily(options: CacheSuiteOptions): DefinitionOptions {
  return {
    jsonSchema: options.jsonSchema,
    get options() {
      return optionsFor(options, { base: tmpdir(), state: join(tmpdir(), 'bowerbird-testkit') });
    },
  };
}
