import type { Delivered } from '@bowerbird/core';
import fc from 'fast-check';
import { forAll } from '../frame/for-all.ts';
import type { Check } from '../frame/suite.ts';
import { Harness } from './harness.ts';
import type { AnySinkDefinition, SinkSuiteOptions } from './options.ts';
import { sample } from './samples.ts';

type Written = Pick<Delivered, 'id' | 'text' | 'title'>;
type Step = { readonly write: readonly Written[] } | { readonly remove: readonly string[] } | 'reopen';

const AS_A_MAP =
  'Hold what a Map of ids to documents would: each write sets, each removal deletes, and opening again changes nothing.';

/** Adds the test that any sequence of batches, removals and openings leaves what a Map would hold. */
export function checkModel(check: Check, definition: AnySinkDefinition, options: SinkSuiteOptions): void {
  check('holds what a Map would, whatever is done to it', () =>
    forAll(stepsWith(options.remove), { runs: 12 }, (steps) =>
      Harness.use(definition, options, (harness) => play(harness, steps)),
    ),
  );
}

function stepsWith(remove: boolean): fc.Arbitrary<readonly Step[]> {
  const id = fc.constantFrom('a', 'A', 'b', 'a/b');
  const title = fc.constantFrom('Same', 'same', '');
  const written = fc.record({ id, text: fc.string({ unit: 'grapheme' }), title });
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 4, arbitrary: fc.record({ write: fc.array(written, { maxLength: 4 }) }) },
    { weight: 2, arbitrary: fc.constant('reopen') },
    { weight: remove ? 1 : 0, arbitrary: fc.record({ remove: fc.array(id, { maxLength: 2 }) }) },
  );
  return fc.array(step, { maxLength: 6 });
}

async function play(harness: Harness, steps: readonly Step[]): Promise<void> {
  const model = new Map<string, Delivered>();
  let sink = await harness.open();
  for (const step of steps) {
    if (step === 'reopen') {
      await harness.close(sink);
      sink = await harness.open();
    } else if ('write' in step) {
      const documents = step.write.map(({ id, ...fields }) => sample(id, fields));
      await harness.write(sink, documents);
      for (const document of documents) model.set(document.id, document);
    } else {
      await harness.remove(sink, step.remove, 'Pass over what it does not hold.');
      for (const id of step.remove) model.delete(id);
    }
  }
  await harness.close(sink);
  await harness.ensureHolds([...model.values()], 'after some batches', AS_A_MAP);
}
