import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type CollectorDefinition,
  issuePath,
  type JsonValue,
  type Resource,
  validate,
} from '@bowerbird/core';
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
  // With its drive, on Windows.
  pathToFileURL(resolve('/a/file name.bin')).href,
  pathToFileURL(resolve('/')).href,
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
  let isTaken = 0;
  for (const uri of STRANGE) {
    if (acceptsSafely(definition, { uri }) !== undefined) isTaken++;
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
      if (answer) await checkAccepted(definition, uri, answer);
    }
  }
  ensure(
    isTaken < STRANGE.length,
    'accepts() takes every source: a file, an FTP address, the number of a book',
    'Let it look at the uri, and return undefined where it is not its own: no collector behind it is asked any more.',
  );
}

/** What `accepts` gives, its schema must not refuse; other fields may still come from the user. */
async function checkAccepted({ request }: CollectorDefinition, uri: string, accepted: object): Promise<void> {
  const { issues = [] } = await request['~standard'].validate(accepted);
  const refused = issues.find((issue) => (issuePath(issue).split(/[.[]/)[0] ?? '') in accepted);
  ensure(
    refused === undefined,
    `accepts() takes ${uri}, and its schema refuses the ${refused && issuePath(refused)} of this request: ${refused?.message}`,
    'Let accepts() return undefined for what the schema would refuse: a collector behind it may take it.',
  );
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
    throughJson(await validate(definition.request, throughJson(request), 'the request, read a second time')),
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
