import { checkDefinition } from '../frame/definition.ts';
import { checksOf, type TestFunction } from '../frame/suite.ts';
import { type AnySink, Bench } from './bench.ts';
import { checkCapabilities } from './capability-checks.ts';
import { checkCrashes } from './crash-checks.ts';
import { checkFailures } from './failure-checks.ts';
import { checkModel } from './model-check.ts';
import type { SinkSuiteOptions } from './options.ts';
import { checkContents, checkWriting } from './write-checks.ts';

/**
 * Whether a sink is right: whole tasks, all or nothing, durable when `write` resolves, the same id again replaces; over odd ids and
 * texts, several instances, failures and `kill -9`. Writes into folders of its own alone.
 * @param test `test` or `it` of any test runner
 */
export function sinkSuite(test: TestFunction, definition: AnySink, options: SinkSuiteOptions): void {
  const check = checksOf(test, `sink ${definition.name}`);
  const on = (work: (bench: Bench) => Promise<void>) => () => Bench.use(definition, options, work);
  checkDefinition(check, definition, options);
  checkWriting(check, on);
  checkContents(check, on);
  checkCapabilities(check, on, options);
  checkFailures(check, on, definition, options);
  checkCrashes(check, on, definition);
  check('holds what a Map would, whatever is done to it', () => checkModel(definition, options));
}
