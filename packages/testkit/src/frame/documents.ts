import { type Document, findDocumentProblem, type Locator, type Span } from '@bowerbird/core';
import { ensure, ensureEqual, show } from './ensure.ts';
import { throughJson } from './json.ts';

/** The documents of one call, as JSON gives them back. @throws {AssertionError} when they are not what the contract says */
export function checkedDocuments(found: unknown, by: string): readonly Document[] {
  ensure(
    Array.isArray(found),
    `${by} brought ${show(found)}, which is no array of documents`,
    'Return an array: one document in it, several, or [] where there is nothing.',
  );
  for (const document of found) checkDocument(document, by);
  const documents = found as readonly Document[];
  const byId = new Map<string, Document>();
  for (const document of documents) {
    ensure(
      !byId.has(document.id),
      `${by} brought two documents with the id ${show(document.id)}: the second would replace the first`,
      'Put into the id what tells them apart: a chapter, a message id, a number: its-id#2.',
    );
    byId.set(document.id, document);
  }
  for (const document of documents) checkPart(document, byId);
  return throughJson(documents);
}

function checkDocument(value: unknown, by: string): void {
  const problem = findDocumentProblem(value);
  ensure(
    problem === undefined,
    `${by} brought what is no document: ${problem}`,
    'See Document in @bowerbird/core: all of it is JSON, and spans are sorted and inside the text.',
  );
  const document = value as Document;
  const { id, text, language, url } = document;
  ensure(
    id === id.trim() && !hasControls(id),
    `the id ${show(id)} has white space or control characters at its ends or inside`,
    'Make the id of what names the thing for ever: web:URL, youtube:ID.',
  );
  ensure(
    text.isWellFormed(),
    `${id}: its text has half a surrogate pair`,
    'Cut texts between characters, not between UTF-16 units: a cut emoji is no text any more.',
  );
  ensure(
    language === undefined || isLanguage(language),
    `${id}: its language is ${show(language)}`,
    'Give a BCP 47 tag, such as en or pt-BR, or leave it out.',
  );
  ensure(
    url === undefined || URL.canParse(url),
    `${id}: its url is ${show(url)}`,
    'Give an absolute URL that a person can open, or leave it out.',
  );
  for (const name of ['published', 'modified'] as const) {
    ensure(
      document[name] === undefined || isDate(document[name]),
      `${id}: its ${name} is ${show(document[name])}`,
      'Give ISO 8601, as exact as it is known: 2026, 2026-03, 2026-03-14 or 2026-03-14T15:09:26Z; or leave it out.',
    );
  }
  for (const [index, span] of (document.spans ?? []).entries())
    checkSpan(span, `${id}: spans[${index}]`, text);
}

function checkSpan({ start, end, locator }: Span, about: string, text: string): void {
  ensure(
    !splits(text, start) && !splits(text, end),
    `${about} begins or ends inside a character`,
    'Count in UTF-16 units, and cut between characters.',
  );
  ensure(
    isLocator(locator),
    `${about} has the locator ${show(locator)}`,
    'Give one of the kinds time, section, page and message, with its fields: see Locator in @bowerbird/core.',
  );
}

/** @throws {AssertionError} when the document says that it is part of another that is here, and is not */
export function checkPart(document: Document, others: ReadonlyMap<string, Document>): void {
  const { id, text, partOf } = document;
  if (!partOf) return;
  const whole = others.get(partOf.id);
  if (!whole || whole === document) return;
  ensureEqual(
    text,
    whole.text.slice(partOf.start, partOf.end),
    `${id}: its text is not what stands at ${partOf.start} to ${partOf.end} of ${partOf.id}, of which it says to be part`,
    'Let partOf name the place in the text of the whole, in UTF-16 units, or leave it out.',
  );
}

function splits(text: string, at: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(at - 1, at + 1)) && at > 0;
}

function hasControls(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

// ISO 8601-1, as far as RFC 3339 and the date formats of the W3C note on them take it.
const DATE = /^\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?)?)?$/;

function isDate(text: string): boolean {
  return DATE.test(text) && !Number.isNaN(Date.parse(text));
}

function isLocator(locator: Locator | null | undefined): boolean {
  switch (locator?.kind) {
    case 'time':
      return areWhole(locator.startMs, locator.endMs) && locator.startMs <= locator.endMs;
    case 'section':
      return Array.isArray(locator.path) && locator.path.every((name) => typeof name === 'string');
    case 'page':
      return areWhole(locator.page);
    case 'message':
      return (
        areWhole(locator.byteStart, locator.byteEnd) &&
        typeof locator.messageId === 'string' &&
        typeof locator.file === 'string'
      );
    default:
      return false;
  }
}

function areWhole(...numbers: readonly unknown[]): boolean {
  return numbers.every((number) => Number.isSafeInteger(number) && Number(number) >= 0);
}
