import type { DirectCollector, Document, JsonValue } from '@bowerbird/core';
import { fakeContext } from '../context/fake-context.ts';
import { checkedDocuments } from '../frame/documents.ts';
import { ensureEqual, show } from '../frame/ensure.ts';
import { inAnotherWorld } from '../frame/world.ts';
import { answerOf, ask, call, withInstance } from './calls.ts';
import { type OpenCase, openCase } from './cases.ts';
import type { AnyDirectDefinition, CollectorSuiteOptions } from './options.ts';

type Instance = DirectCollector<JsonValue>;
type Evidence = Map<string, string>;

/** Brings what the case says, and the same whenever it is asked. */
export async function checkAnswer(
  definition: AnyDirectDefinition,
  options: CollectorSuiteOptions,
  open: OpenCase,
): Promise<void> {
  const evidence: Evidence = new Map();
  const documents = await collectCase(definition, open, options.options, evidence);
  const { ids, check } = open.given;
  if (ids) {
    ensureEqual(
      documents.map(({ id }) => id),
      ids,
      `the case ${open.name} brought other documents than it should`,
      'Mend the collector, or the ids of the case.',
    );
  }
  check?.(documents);
  const remedy =
    'Everything that decides the documents comes from the request, from context.fetch, context.evidence and context.digest; use no clock, no counter and no random number.';
  ensureEqual(
    await collectCase(definition, open, options.options, evidence),
    documents,
    'the second call brought other documents',
    remedy,
  );
  const later = await inAnotherWorld(() => collectCase(definition, open, options.options, evidence));
  ensureEqual(later, documents, 'at another time, in another time zone, it brought other documents', remedy);
  for (const other of options.otherOptions ?? []) {
    ensureEqual(
      await collectCase(definition, open, other),
      documents,
      `with the options ${show(other)} it brought other documents`,
      'What decides the documents belongs into the request: options are in no key, so changed ones would go on giving the old documents.',
    );
  }
}

/** Cases at once, on one instance, bring what each brings alone. */
export async function checkTogether(
  definition: AnyDirectDefinition,
  options: CollectorSuiteOptions,
): Promise<void> {
  const cases = await Promise.all(options.cases.map((given) => openCase(definition, given)));
  const alone: (readonly Document[])[] = [];
  let hasEvidence = false;
  for (const each of cases) {
    const evidence: Evidence = new Map();
    alone.push(await collectCase(definition, each, options.options, evidence));
    hasEvidence ||= evidence.size > 0;
  }
  ensureIdentities(definition, cases, alone);
  if (hasEvidence) await ensureApart(definition, options, cases, alone);
  await withInstance<Instance, void>(definition, options.options, async (instance) => {
    const together = await Promise.all([...cases, ...cases].map((each) => collectBy(instance, each)));
    ensureEqual(
      together,
      [...alone, ...alone],
      'several calls at once on one instance brought other documents than each alone',
      'Keep nothing of a call on the instance, or keep it apart by request: the runner calls one instance many times at once.',
    );
  });
}

/** What one case has brought as evidence must be that of no other. */
async function ensureApart(
  definition: AnyDirectDefinition,
  { options }: CollectorSuiteOptions,
  cases: readonly OpenCase[],
  alone: readonly (readonly Document[])[],
): Promise<void> {
  const evidence: Evidence = new Map();
  for (const [index, each] of cases.entries()) {
    ensureEqual(
      await collectCase(definition, each, options, evidence),
      alone[index],
      `after the other cases ${each.name} brings other documents: it gets the evidence of another`,
      'Put all that decides the evidence into what it is about: context.evidence({ program: "x", version, address }, …).',
    );
  }
}

function ensureIdentities(
  definition: AnyDirectDefinition,
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

/** Collects a case afresh. What `evidence` holds replays. */
async function collectCase(
  definition: AnyDirectDefinition,
  open: OpenCase,
  options: unknown,
  evidence?: Evidence,
): Promise<readonly Document[]> {
  return withInstance<Instance, readonly Document[]>(definition, options, (instance) =>
    collectBy(instance, open, evidence),
  );
}

async function collectBy(
  instance: Instance,
  { given, request, name }: OpenCase,
  evidence?: Evidence,
): Promise<readonly Document[]> {
  const fake = fakeContext({ fetch: given.fetch, evidence });
  return checkedDocuments(
    answerOf(await call('collect()', fake, ask(instance, 'collect', request))),
    `the case ${name}`,
  );
}
