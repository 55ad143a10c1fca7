import type { DirectCollector, DirectDefinition, Document, JsonValue } from '@bowerbird/core';
import { checkedDocuments } from '../frame/documents.ts';
import { ensure, ensureEqual, show } from '../frame/ensure.ts';
import { inAnotherWorld } from '../frame/world.ts';
import { answerOf, call, ensureEnded, withInstance } from './calls.ts';
import { type OpenCase, openCase } from './cases.ts';
import type { CollectorSuiteOptions } from './collector-suite.ts';

type Definition = DirectDefinition<never, never>;
type Instance = DirectCollector<JsonValue>;

/** Collects a case afresh. What `evidence` holds replays. */
async function collectCase(
  definition: Definition,
  { given, request, name }: OpenCase,
  options: unknown,
  evidence = new Map<string, string>(),
): Promise<readonly Document[]> {
  return withInstance<Instance, readonly Document[]>(definition, options, async (instance) => {
    const called = await call('collect()', { fetch: given.fetch, evidence }, (context) =>
      instance.collect(structuredClone(request), context),
    );
    return checkedDocuments(answerOf(called), `the case ${name}`);
  });
}

/** Brings what the case says, and the same whenever it is asked. */
export async function checkAnswer(
  definition: Definition,
  suite: CollectorSuiteOptions,
  given: OpenCase,
): Promise<void> {
  const evidence = new Map<string, string>();
  const documents = await collectCase(definition, given, suite.options, evidence);
  const { ids, check } = given.given;
  if (ids) {
    ensureEqual(
      documents.map(({ id }) => id),
      ids,
      `the case ${given.name} brought other documents than it should`,
      'Mend the collector, or the ids of the case.',
    );
  }
  check?.(documents);
  const remedy =
    'Everything that decides the documents comes from the request, from context.fetch, context.evidence and context.digest; use no clock, no counter and no random number.';
  ensureEqual(
    await collectCase(definition, given, suite.options, evidence),
    documents,
    'the second call brought other documents',
    remedy,
  );
  const later = await inAnotherWorld(() => collectCase(definition, given, suite.options, evidence));
  ensureEqual(later, documents, 'at another time, in another time zone, it brought other documents', remedy);
  for (const other of suite.otherOptions ?? []) {
    ensureEqual(
      await collectCase(definition, given, other),
      documents,
      `with the options ${show(other)} it brought other documents`,
      'What decides the documents belongs into the request: options are in no key, so changed ones would go on giving the old documents.',
    );
  }
}

/** Leaves its request as it is, and its context alone once it has ended. Declares the file that it reads. */
export async function checkManners(
  definition: Definition,
  suite: CollectorSuiteOptions,
  given: OpenCase,
): Promise<void> {
  await withInstance<Instance, void>(definition, suite.options, async (instance) => {
    const request = structuredClone(given.request);
    const called = await call('collect()', { fetch: given.given.fetch }, (context) =>
      instance.collect(request, context),
    );
    ensureEqual(
      request,
      given.request,
      'collect() changes its request',
      'Make a new object instead: the request is the key of what is cached.',
    );
    await ensureEnded(called, 'collect()');
    const { uses } = called.fake;
    const isFile = given.resource?.uri.startsWith('file:') === true && given.resource.head !== undefined;
    ensure(
      !isFile || uses.some((use) => use.startsWith('digest ') || use.startsWith('evidence ')),
      `it read ${given.name} without saying so`,
      'Call context.digest(path) before reading it: only so is a changed file noticed.',
    );
  });
}

/** Cases at once, on one instance, bring what each brings alone. */
export async function checkTogether(definition: Definition, suite: CollectorSuiteOptions): Promise<void> {
  const cases = await Promise.all(suite.cases.map((given) => openCase(definition, given)));
  const alone: (readonly Document[])[] = [];
  for (const each of cases) alone.push(await collectCase(definition, each, suite.options));
  ensureIdentities(definition, cases, alone);
  await withInstance<Instance, void>(definition, suite.options, async (instance) => {
    const together = await Promise.all(
      [...cases, ...cases].map(async ({ given, request, name }) => {
        const called = await call('collect()', { fetch: given.fetch }, (context) =>
          instance.collect(structuredClone(request), context),
        );
        return checkedDocuments(answerOf(called), `the case ${name}`);
      }),
    );
    ensureEqual(
      together,
      [...alone, ...alone],
      'several calls at once on one instance brought other documents than each alone',
      'Keep nothing of a call on the instance, or keep it apart by request: the runner calls one instance many times at once.',
    );
  });
}

function ensureIdentities(
  definition: Definition,
  cases: readonly OpenCase[],
  documents: readonly (readonly Document[])[],
): void {
  const known = new Map<string, { readonly name: string; readonly documents: readonly Document[] }>();
  for (const [index, { request, name }] of cases.entries()) {
    const identity = JSON.stringify(definition.identify?.(request as never) ?? request);
    const mine = documents[index] ?? [];
    const other = known.get(identity);
    if (other) {
      ensureEqual(
        mine,
        other.documents,
        `${name} and ${other.name} have the same identity, ${identity}, and bring other documents`,
        'Let identify() keep all fields of the request that decide the documents: the second would get the cached documents of the first.',
      );
    }
    known.set(identity, { name, documents: mine });
  }
}
