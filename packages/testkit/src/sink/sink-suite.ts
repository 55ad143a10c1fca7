import { tmpdir } from 'node:os';
import { checkDefinition, type DefinitionOptions } from '../frame/definition.ts';
import { checksOf, type TestFunction } from '../frame/suite.ts';
import { checkAbilities } from './check-abilities.ts';
import { checkCrashes } from './check-crashes.ts';
import { checkFailures } from './check-failures.ts';
import { checkModel } from './check-model.ts';
import { checkSharing } from './check-sharing.ts';
import { checkContents, checkNewHome, checkWriting } from './check-writing.ts';
import { Harness, type OnHarness } from './harness.ts';
import { type AnySinkDefinition, optionsFor, type SinkSuiteOptions } from './options.ts';

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
  checkDefinition(check, definition, lazily(options));
  checkNewHome(check, definition, options);
  checkWriting(check, on);
  checkContents(check, on);
  checkAbilities(check, on, options);
  checkSharing(check, on, definition, options);
  checkFailures(check, on, definition, options);
  checkCrashes(check, on, definition, options);
  checkModel(check, definition, options);
}

/** Options that are a function are made when a test wants them: the server that they name may not run before. */
function lazily(options: SinkSuiteOptions): DefinitionOptions {
  return {
    jsonSchema: options.jsonSchema,
    get options() {
      const base = tmpdir();
      return optionsFor(options, { base, state: base, pipeline: 'testkit' });
    },
  };
}
