import { checkDefinition } from '../frame/definition.ts';
import { checksOf, type TestFunction } from '../frame/suite.ts';
import { checkAbilities } from './check-abilities.ts';
import { checkCrashes } from './check-crashes.ts';
import { checkFailures } from './check-failures.ts';
import { checkModel } from './check-model.ts';
import { checkContents, checkWriting } from './check-writing.ts';
import { Harness, type OnHarness } from './harness.ts';
import type { AnySinkDefinition, SinkSuiteOptions } from './options.ts';

/**
 * Tests of a sink: whole tasks, all or nothing, durable when `write` resolves, the same id again replaces; over odd ids and
 * texts, several instances, failures and `kill -9`. Writes into folders of its own alone.
 * @example sinkSuite(test, definition, { module: new URL('./my-sink.ts', import.meta.url), ids: true, remove: true, read });
 * @param test `test` or `it` of any test runner
 */
export function sinkSuite(
  test: TestFunction,
  definition: AnySinkDefinition,
  options: SinkSuiteOptions,
): void {
  const check = checksOf(test, `sink ${definition.name}`);
  const on: OnHarness = (work) => () => Harness.use(definition, options, work);
  checkDefinition(check, definition, options);
  checkWriting(check, on);
  checkContents(check, on);
  checkAbilities(check, on, options);
  checkFailures(check, on, definition, options);
  checkCrashes(check, on, definition);
  checkModel(check, definition, options);
}
