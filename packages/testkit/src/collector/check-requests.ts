import { type CollectorDefinition, type JsonValue, type Resource, validate } from '@bowerbird/core';
import { ensure, ensureEqual, fail, show } from '../frame/ensure.ts';
import { ensureJson, reversed, throughJson } from '../frame/json.ts';
import { pureAnswer } from '../frame/pure.ts';
import type { Check } from '../frame/suite.ts';
import { type CollectorCase, nameOf, openCase } from './cases.ts';

// Sources as users write them that few collectors are for. Whether one takes them is its own affair: it must only not break.
const STRANGE = [
  'https://example.org/',
  'https://example.org/a%20b/%E6%BC%A2?q=1&q=2#part',
  'https://user@example.org:8443/%zz',
  'https://xn--bcher-kva.example/',
  'http://[::1]/',
  `https://example.org/${'a/'.repeat(2000)}`,
  'ftp://example.org/file',
  'urn:isbn:9780131103627',
  'data:text/plain,hello',
  'file:///a/file%20name.bin',
  'file:///',
] as const;

/** Adds the tests of what a definition says without an instance: `accepts`, `request`, `identify`. */
export function checkRequests(
  check: Check,
  definition: CollectorDefinition,
  cases: readonly CollectorCase[],
): void {
  check('has cases that show what it does', async () => {
    ensure(
      cases.length > 0,
      'the suite was given no case',
      'Give the suite at least one: { cases: [{ source: "https://…", fetch: replies({ … }) }] }.',
    );
    ensure(
      !definition.accepts || cases.some(({ source }) => source !== undefined),
      'the definition has accepts(), and no case has a source',
      'Give a case a source that it takes.',
    );
  });
  if (definition.accepts) {
    check('leaves sources that are not its own to others', () => checkForeign(definition));
  }
  for (const given of cases) {
    check(`makes a request of ${nameOf(given)}`, () => checkRequest(definition, given));
    check(`names the documents of ${nameOf(given)}`, () => checkIdentity(definition, given));
  }
}

async function checkForeign(definition: CollectorDefinition): Promise<void> {
  for (const uri of STRANGE) {
    for (const more of [
      {},
      { path: 'a', head: new Uint8Array([0, 0xff, 0x50, 0x4b]) },
      { path: 'a', entries: ['b'] },
    ]) {
      const answer = await pureAnswer('accepts()', (resource) => acceptsSafely(definition, resource), {
        uri,
        ...more,
      });
      ensure(
        answer === undefined || (typeof answer === 'object' && answer !== null),
        `accepts() answered ${show(answer)} to ${uri}`,
        'Let it return the request for a source that is its own, and undefined for any other.',
      );
    }
  }
}

function acceptsSafely({ accepts }: CollectorDefinition, resource: Resource): unknown {
  try {
    return accepts?.(resource);
  } catch (error) {
    fail(
      `accepts() throws at ${resource.uri}: ${show(error)}`,
      'It is asked about every source of a user: let it return undefined for what it cannot read.',
      error,
    );
  }
}

async function checkRequest(definition: CollectorDefinition, given: CollectorCase): Promise<void> {
  const { request, resource } = await openCase(definition, given);
  if (resource) await pureAnswer('accepts()', (each) => definition.accepts?.(each), resource);
  ensureJson(
    request,
    'its request',
    'Let the schema give plain values: a text for a URL, a text for a date.',
  );
  ensureEqual(
    await validate(definition.request, throughJson(request), 'the request, read a second time'),
    throughJson(request),
    'the request schema does not read its own output unchanged',
    'A request is stored and read again: let the schema change nothing that it has changed once.',
  );
}

async function checkIdentity(definition: CollectorDefinition, given: CollectorCase): Promise<void> {
  const { request } = await openCase(definition, given);
  const { identify } = definition;
  if (!identify) return;
  const identity: JsonValue = await pureAnswer('identify()', (each) => identify(each), request);
  ensureJson(
    identity,
    'what identify() answers',
    'Return what names the documents: a text, or an object of texts.',
  );
  ensureEqual(
    identify(reversed(request) as never),
    identity,
    'identify() depends on the order of the fields',
    'Name the fields that it takes from the request, and do not turn the request into a text.',
  );
}
