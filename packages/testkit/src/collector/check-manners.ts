import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DirectCollector, JsonValue } from '@bowerbird/core';
import { ensureEnded } from '../context/ensure-ended.ts';
import { type FakeContext, fakeContext } from '../context/fake-context.ts';
import { ensure, ensureEqual } from '../frame/ensure.ts';
import { ensureNothingRuns } from '../frame/leftovers.ts';
import { call, withInstance } from './calls.ts';
import type { OpenCase } from './cases.ts';
import type { AnyDirectDefinition, CollectorSuiteOptions } from './options.ts';

type Instance = DirectCollector<JsonValue>;

// Once a case it may take longer to see what was left behind.
const AFTERWARDS_MS = 250;

/** Leaves its request as it is, its context alone once it has ended, and nothing that runs. Declares its files, and keeps secrets. */
export async function checkManners(
  definition: AnyDirectDefinition,
  { options }: CollectorSuiteOptions,
  open: OpenCase,
): Promise<void> {
  const request = structuredClone(open.request);
  const fake = fakeContext({ fetch: open.given.fetch });
  let brought: unknown;
  await ensureNothingRuns(() =>
    withInstance<Instance, void>(definition, options, async (instance) => {
      const outcome = await call('collect()', fake, (context) => instance.collect(request, context));
      if (outcome.status === 'fulfilled') brought = outcome.value;
      await ensureEnded(fake, 'collect()', AFTERWARDS_MS);
    }),
  );
  ensureEqual(
    request,
    open.request,
    'collect() changes its request',
    'Make a new object instead: the request is the key of what is cached.',
  );
  if (Array.isArray(brought) && brought.length > 0) await ensureDeclared(fake, open);
  ensureSecret(options, fake, brought);
}

/** What a request names on the disk is declared, unless the documents come from elsewhere. */
async function ensureDeclared({ uses }: FakeContext, { request, resource, name }: OpenCase): Promise<void> {
  if (uses.some((use) => /^(?:digest|evidence|fetch) /.test(use))) return;
  for (const text of [resource?.uri, ...textsOf(request).map(([, text]) => text)]) {
    ensure(
      text === undefined || !(await isOnDisk(text)),
      `it read ${text} for the case ${name} without saying so`,
      'Call context.digest(path) for each file before reading it: only so is a changed file noticed.',
    );
  }
}

async function isOnDisk(text: string): Promise<boolean> {
  const isUrl = text.startsWith('file:');
  if (!isUrl && !isAbsolute(text)) return false;
  const found = await stat(isUrl ? fileURLToPath(text) : text).catch(() => undefined);
  // A path without a scheme may be that of an address: /about
  return found !== undefined && (isUrl || found.isFile());
}

// Fields of options as they are called where they hold credentials.
const SECRET = /(?:api_?key|access_?key|token|secret|password|passphrase)$/i;
const SHORTEST_SECRET = 8;

/** What is written down (documents, the log, the names of evidence) is read by others. */
function ensureSecret(options: unknown, { uses }: FakeContext, brought: unknown): void {
  const written = uses.filter((use) => /^(?:log|evidence) /.test(use));
  for (const [field, secret] of textsOf(options)) {
    if (!SECRET.test(field) || secret.length < SHORTEST_SECRET) continue;
    const place = written.find((use) => use.includes(secret))?.split(' ')[0];
    ensure(
      place === undefined && !JSON.stringify(brought ?? null).includes(secret),
      `the option ${field} stands in ${place === undefined ? 'a document' : `what it gave context.${place}()`}`,
      'Keep credentials out of addresses, metadata, messages and names of evidence: documents and logs are shared.',
    );
  }
}

/** The texts in a value, each with the name of its field. */
function textsOf(value: unknown, field = ''): readonly (readonly [field: string, text: string])[] {
  if (typeof value === 'string') return [[field, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => textsOf(item, Array.isArray(value) ? field : name));
}
