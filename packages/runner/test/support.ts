import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryCache, noCache } from '@bowerbird/cache';
import {
  type AnyDefinition,
  type CacheAdapter,
  type CollectContext,
  type CollectorDefinition,
  type Delivered,
  type DirectCollector,
  type Document,
  defineCollector,
  defineSink,
  ensureOk,
  type RunEvent,
} from '@bowerbird/core';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import type { Runner, RunnerOptions } from '../src/api.ts';
import { inlineConfig } from '../src/config/load.ts';
import { createRunner } from '../src/runner.ts';

/** An empty folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bowerbird-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

type Collect = (request: { readonly url: string }, context: CollectContext) => Promise<readonly Document[]>;

/** Brings a page as it is; `calls` hears of each call. */
export function pageCollector(
  parts: {
    readonly name?: string;
    readonly revision?: number;
    readonly calls?: string[];
    readonly collect?: Collect;
  } = {},
): CollectorDefinition {
  const { name = 'page', revision = 1, calls = [], collect = fetchPage } = parts;
  return defineCollector({
    name,
    summary: 'Brings pages.',
    revision,
    request: z.strictObject({ url: z.string(), part: z.string().optional() }),
    accepts: ({ uri }) => (uri.startsWith('http') ? { url: uri } : undefined),
    create: () => ({
      collect(request, context) {
        calls.push(request.url);
        return collect(request, context);
      },
    }),
  });
}

export async function fetchPage(
  { url }: { readonly url: string },
  context: CollectContext,
): Promise<readonly Document[]> {
  const response = await context.fetch(url);
  ensureOk(response);
  return [{ id: `page:${new URL(url).pathname}`, text: await response.text() }];
}

/** A collector called `feed` that takes any address, with whatever instance a test needs. */
export function urlCollector(create: () => DirectCollector<{ readonly url: string }>): CollectorDefinition {
  return defineCollector({
    name: 'feed',
    summary: 'Whatever a test needs.',
    revision: 1,
    request: z.strictObject({ url: z.string() }),
    accepts: ({ uri }) => ({ url: uri }),
    create,
  });
}

/** A sink that keeps documents in a map. */
export function memorySink(kept: Map<string, Delivered>, name = 'memory-sink'): AnyDefinition {
  return defineSink({
    name,
    summary: 'Keeps documents in memory.',
    create: () => ({
      async write(documents) {
        for (const document of documents) kept.set(document.id, document);
      },
      async *ids() {
        yield* kept.keys();
      },
      async remove(ids) {
        for (const id of ids) kept.delete(id);
      },
      async close() {},
    }),
  });
}

/** A runner with a sink and a cache in memory, and everything that it did. */
export interface Bench {
  readonly runner: Runner;
  readonly kept: Map<string, Delivered>;
  readonly events: RunEvent[];
  readonly cache: CacheAdapter;
}

/** Lets a runner reach the servers of the tests. */
export const LOOPBACK = { allowPrivate: ['127.0.0.1', '::1', 'localhost'] };

/**
 * A runner over `config`; `definitions` are loaded, and what is collected is kept in memory, or, where `cache` is there and
 * `undefined`, in the store that `config` names.
 */
export async function bench(
  config: object,
  definitions: readonly AnyDefinition[],
  options: RunnerOptions & { readonly kept?: Map<string, Delivered>; readonly base?: string } = {},
): Promise<Bench> {
  const { kept = new Map<string, Delivered>(), base = temporaryFolder(), ...rest } = options;
  const cache = 'cache' in options ? options.cache : memoryCache();
  const events: RunEvent[] = [];
  const runner = await createRunner(
    inlineConfig({ base, config: { sinks: ['memory-sink'], network: LOOPBACK, ...config } }),
    {
      definitions: [memorySink(kept), ...definitions],
      env: { BOWERBIRD_HOME: join(base, 'home') },
      retry: { attempts: 3, delayMs: 1 },
      subscribers: [(event) => events.push(event)],
      ...rest,
      cache,
    },
  );
  onTestFinished(() => runner.close());
  return { runner, kept, events, cache: cache ?? noCache() };
}
