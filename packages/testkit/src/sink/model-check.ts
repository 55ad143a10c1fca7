import { AssertionError } from 'node:assert';
import type { Delivered } from '@bowerbird/core';
import fc from 'fast-check';
import { show } from '../frame/ensure.ts';
import { type AnySink, Bench } from './bench.ts';
import { sample } from './documents.ts';
import type { SinkSuiteOptions } from './options.ts';

const RUNS = 12;
// For shrinking what has failed: a test has few seconds.
const LONGEST_MS = 2500;

type Step =
  | { readonly do: 'write'; readonly documents: readonly Delivered[] }
  | { readonly do: 'remove'; readonly ids: readonly string[] }
  | { readonly do: 'reopen' };

const id = fc.constantFrom('a', 'A', 'b', 'a/b');
const documents = fc.array(
  fc.record({ id, text: fc.string({ unit: 'grapheme' }), title: fc.constantFrom('Same', 'same', '') }),
  { maxLength: 4 },
);
const write = documents.map((some) => ({
  do: 'write' as const,
  documents: some.map(({ id: name, ...more }) => sample(name, more)),
}));
const remove = fc.array(id, { maxLength: 2 }).map((ids) => ({ do: 'remove' as const, ids }));
const reopen = fc.constant({ do: 'reopen' as const });

/** Any sequence of batches, removals and openings leaves what a `Map` would hold. */
export async function checkModel(definition: AnySink, options: SinkSuiteOptions): Promise<void> {
  const step: fc.Arbitrary<Step> = options.remove
    ? fc.oneof(
        { weight: 4, arbitrary: write },
        { weight: 2, arbitrary: reopen },
        { weight: 1, arbitrary: remove },
      )
    : fc.oneof({ weight: 4, arbitrary: write }, { weight: 2, arbitrary: reopen });
  const property = fc.asyncProperty(fc.array(step, { maxLength: 6 }), (steps) =>
    Bench.use(definition, options, (bench) => play(bench, steps)),
  );
  const { failed, counterexample, errorInstance, seed } = await fc.check(property, {
    numRuns: RUNS,
    interruptAfterTimeLimit: LONGEST_MS,
  });
  if (!failed) return;
  const what = errorInstance instanceof Error ? errorInstance.message : show(errorInstance);
  const shown = (counterexample?.[0] ?? []).map(describe).join('; ');
  throw new AssertionError({ message: `${what}\n\n  shown by: ${shown} (seed ${seed})` });
}

async function play(bench: Bench, steps: readonly Step[]): Promise<void> {
  const model = new Map<string, Delivered>();
  let sink = await bench.open();
  for (const step of steps) {
    if (step.do === 'write') {
      await bench.write(sink, step.documents);
      for (const one of step.documents) model.set(one.id, one);
    } else if (step.do === 'remove') {
      await bench.remove(sink, step.ids, 'Pass over what it does not hold.');
      for (const one of step.ids) model.delete(one);
    } else {
      await bench.close(sink);
      sink = await bench.open();
    }
  }
  await bench.close(sink);
  await bench.ensureHolds(
    [...model.values()],
    'after some batches',
    'Hold what a Map of ids to documents would: each write sets, each removal deletes, and opening again changes nothing.',
  );
}

function describe(step: Step): string {
  if (step.do === 'reopen') return 'close and open';
  const ids = step.do === 'write' ? step.documents.map((one) => one.id) : step.ids;
  return `${step.do} ${show(ids)}`;
}
