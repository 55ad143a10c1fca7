import { isDeepStrictEqual } from 'node:util';
import type { Delivered } from '@bowerbird/core';
import { ensure, ensureEqual, show } from '../frame/ensure.ts';
import { inAnotherWorld } from '../frame/world.ts';
import type { Harness } from './harness.ts';

const PURE =
  'Let the answer depend on the document and the options alone: no clock, no time zone, no random numbers, no counter.';
const STATELESS = `${PURE} Keep nothing between calls; if it must remember (one that drops duplicates), tell the suite \`remembers: true\`.`;

/** That a fresh instance answers alike, here and in another world. */
export async function checkPure(harness: Harness, document: Delivered): Promise<void> {
  const answer = await harness.fresh(document);
  const about = `transform() of ${show(document.id)} answers differently`;
  ensureEqual(await harness.fresh(document), answer, `${about} in another instance`, PURE);
  const elsewhere = await inAnotherWorld(() => harness.fresh(document));
  ensureEqual(
    elsewhere,
    answer,
    `${about} at another time, in another time zone, with other random numbers`,
    PURE,
  );
}

/** That documents get the answers that each of them gets alone, in any order, beside each other, and again. */
export async function checkStateless(harness: Harness, documents: readonly Delivered[]): Promise<void> {
  const alone = new Map<Delivered, readonly Delivered[]>();
  for (const document of documents) alone.set(document, await harness.fresh(document));
  const ensureAlike = (document: Delivered, answer: readonly Delivered[], when: string) =>
    ensureEqual(
      answer,
      alone.get(document),
      `transform() of ${show(document.id)} answers differently ${when}`,
      STATELESS,
    );

  const shared = await harness.open();
  for (const document of documents) {
    ensureAlike(document, await harness.transform(shared, document), 'after other documents');
    ensureAlike(document, await harness.transform(shared, document), 'at the second call');
  }
  for (const document of documents.toReversed())
    ensureAlike(document, await harness.transform(shared, document), 'in another order');
  const beside = await Promise.all(documents.map((document) => harness.transform(shared, document)));
  for (const [index, document] of documents.entries())
    ensureAlike(document, beside[index] ?? [], 'while others are in flight');
}

/** That one which is said to remember does, and as every other instance would. */
export async function checkRemembers(harness: Harness, documents: readonly Delivered[]): Promise<void> {
  const twice = [...documents, ...documents];
  const play = async () => {
    const transform = await harness.open();
    const answers: (readonly Delivered[])[] = [];
    for (const document of twice) answers.push(await harness.transform(transform, document));
    return answers;
  };
  const answers = await play();
  ensure(
    documents.some(
      (document, index) => !isDeepStrictEqual(answers[index], answers[documents.length + index]) && document,
    ),
    'the suite was told `remembers: true`, and every document gets the same answer when it comes again',
    'Leave `remembers` out of the suite, or add a case that shows what it remembers.',
  );
  ensureEqual(
    await inAnotherWorld(play),
    answers,
    'the same documents in the same order get other answers in another instance',
    PURE,
  );
}

/** That one which remembers mixes up nothing of what is in flight: each answer has the provenance of its own document. */
export async function checkOwn(harness: Harness, documents: readonly Delivered[]): Promise<void> {
  const told = documents.map((document, index) => ({
    ...document,
    provenance: { ...document.provenance, evidence: [`sha256:${index}`] },
  }));
  const shared = await harness.open();
  const answers = await Promise.all(told.map((document) => harness.transform(shared, document)));
  for (const [index, document] of told.entries())
    for (const { id, provenance } of answers[index] ?? [])
      ensureEqual(
        provenance,
        document.provenance,
        `transform() of ${show(document.id)} answers ${show(id)}, which was made of another document, while others are in flight`,
        'Keep what a call works on in variables of that call, and in the instance only what it must remember.',
      );
}

/** That documents of different ones do not meet under one id. */
export async function checkIdsApart(harness: Harness, documents: readonly Delivered[]): Promise<void> {
  const owners = new Map<string, string>();
  for (const document of documents) {
    for (const { id } of await harness.fresh(document)) {
      const owner = owners.get(id);
      ensure(
        owner === undefined || owner === document.id,
        `the id ${show(id)} comes of ${show(owner)} and of ${show(document.id)}: in a sink one replaces the other`,
        'Begin the id with that of the document that it was made of, as in its-id#2.',
      );
      owners.set(id, document.id);
    }
  }
}
