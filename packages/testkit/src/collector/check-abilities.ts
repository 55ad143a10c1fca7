import type { DirectCollector, JsonValue } from '@bowerbird/core';
import { ensure } from '../frame/ensure.ts';
import { withInstance } from './calls.ts';
import type { AnyDirectDefinition, CollectorSuiteOptions } from './options.ts';

/** Has what the suite was told of, and no more: what it was not told of would not be tested. */
export async function checkAbilities(
  definition: AnyDirectDefinition,
  { options, cases, otherOptions = [], discovers, unknown = [] }: CollectorSuiteOptions,
): Promise<void> {
  ensure(
    !definition.options || otherOptions.length > 0,
    'it takes options, and the suite was given no others',
    'Give otherOptions: [{ … }]: options that must bring the same documents, such as those of a mirror.',
  );
  await withInstance<DirectCollector<JsonValue>, void>(definition, options, async (instance) => {
    ensure(
      typeof instance.collect === 'function',
      'its instance has no collect()',
      'Let create() return { collect(request, context) { … } }.',
    );
    ensure(
      !instance.discover || discovers,
      'it can discover, and the suite was given nothing that it discovers',
      'Give discovers: [{ source: "…", fetch: … }]: what it expands.',
    );
    ensure(
      instance.discover || !discovers,
      'the suite was told what it discovers, and it has no discover()',
      'Leave discovers out.',
    );
  });
  ensure(
    cases.some(({ fetch }) => fetch) || unknown.length > 0,
    'no case has a network, and the suite was not told what is not there',
    'Give unknown: [{ source: "…" }]: something that it accepts and that is not there.',
  );
}
