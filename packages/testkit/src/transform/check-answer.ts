import type { Delivered, Span } from '@bowerbird/core';
import { checkedDocuments, checkPart } from '../frame/documents.ts';
import { ensure, ensureEqual, show } from '../frame/ensure.ts';
import { throughJson } from '../frame/json.ts';
import { delivered } from './harness.ts';
import type { TransformCase } from './options.ts';

// Shorter texts may stand there by chance.
const SHORTEST_TELLING = 8;

/** The documents of one answer. @throws {AssertionError} when they are not what the contract says */
export function checkAnswer(answer: unknown, document: Delivered): readonly Delivered[] {
  const by = `transform() of ${document.id}`;
  checkedDocuments(answer, by);
  const documents = answer as readonly Delivered[];
  // A document of the answer is the one that will be delivered under that id.
  const byId = new Map([document, ...documents].map((one) => [one.id, one]));
  for (const one of documents) checkOne(one, document, byId);
  return documents;
}

function checkOne(one: Delivered, document: Delivered, byId: ReadonlyMap<string, Delivered>): void {
  ensureEqual(
    one.provenance,
    document.provenance,
    `the provenance of ${show(one.id)} is not that of the document that it was made of`,
    'Pass it on as it is, as in { ...document, text }: it says where the original came from and when, not what was done to it.',
  );
  checkSpans(one, document);
  checkPart(one, byId);
}

/** What the case itself demands. */
export function checkExpected(
  documents: readonly Delivered[],
  { expect, check, document }: TransformCase,
): void {
  const { provenance } = delivered(document);
  if (expect)
    ensureEqual(
      throughJson(documents),
      throughJson(expect.map((one) => ({ provenance, ...one }))),
      `something else came of ${show(document.id)} than the case expects`,
      'Mend the transform, or the case.',
    );
  check?.(documents);
}

/** That spans with the locator of one of the original still point to the same text. */
function checkSpans(one: Delivered, document: Delivered): void {
  for (const span of one.spans ?? []) {
    const origin = document.spans?.find(({ locator }) => isEqual(locator, span.locator));
    if (!origin) continue;
    if (one.partOf?.id === document.id) checkShifted(one, span, origin, one.partOf.start);
    else checkFound(one, span, document.text.slice(origin.start, origin.end), document.text);
  }
}

function checkShifted({ id, text }: Delivered, { start, end }: Span, origin: Span, by: number): void {
  const inside = (place: number) => Math.min(Math.max(place - by, 0), text.length);
  const [from, to] = [inside(origin.start), inside(origin.end)];
  // It may be narrower, as one of several that a span was split into.
  ensure(
    start >= from && end <= to,
    `${id}: its span from ${start} to ${end} stands at ${origin.start} to ${origin.end} of the original, which is ${from} to ${to} of this part`,
    `${SHIFT} Take the start of the part off both ends, cut them to the part, and leave out what is not in it.`,
  );
}

const SHIFT =
  'Shift spans with the text: they count in UTF-16 units from the beginning of their own document.';

function checkFound({ id, text }: Delivered, { start, end }: Span, original: string, whole: string): void {
  const now = text.slice(start, end);
  if (now === original || now === '' || original.length < SHORTEST_TELLING) return;
  if (!isOnce(original, whole) || !isOnce(original, text)) return;
  const at = text.indexOf(original);
  ensure(
    start >= at && end <= at + original.length,
    `${id}: its span from ${start} to ${end} covered ${show(original)} and now covers ${show(now)}, though the text is still there at ${at}`,
    SHIFT,
  );
}

function isOnce(part: string, whole: string): boolean {
  const first = whole.indexOf(part);
  return first !== -1 && whole.indexOf(part, first + 1) === -1;
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
