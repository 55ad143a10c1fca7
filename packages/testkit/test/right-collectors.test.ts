import { get } from 'node:http';
import { type CollectContext, defineCollector, ensureOk, type Schema } from '@bowerbird/core';
import { describe, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { collectorSuite, replies } from '../src/index.ts';
import { serveLoopback } from '../src/stand-in/loopback.ts';

// What authors write who know what they do, and what suites have taken for wrong.

const PAGE = 'https://a.example/page';
const base = { name: 'right', summary: 'Collects pages.', revision: 1 };
const request = z.strictObject({ url: z.url() });
const page = { with: { url: PAGE }, fetch: replies({ [PAGE]: 'Hello.', [`${PAGE}?more`]: 'And more.' }) };

async function textOf(url: string, context: CollectContext): Promise<string> {
  return ensureOk(await context.fetch(url)).text();
}
const collect = async ({ url }: { readonly url: string }, context: CollectContext) => [
  { id: `web:${url}`, text: await textOf(url, context) },
];

describe('begins its second request early', () => {
  const definition = defineCollector({
    ...base,
    request,
    create: () => ({
      async collect({ url }, context) {
        const early = context.fetch(`${url}?more`);
        const text = await textOf(url, context);
        return [{ id: url, text: text + (await ensureOk(await early).text()) }];
      },
    }),
  });
  collectorSuite(test, definition, { cases: [page] });
});

describe('leaves out what is not there, and looks at the beginning before it reads on', () => {
  const definition = defineCollector({
    ...base,
    request,
    create: () => ({
      async collect({ url }, context) {
        const about = await context.fetch(`${url}.json`);
        const title = about.status === 404 ? undefined : await ensureOk(about).text();
        let text = '';
        for await (const chunk of ensureOk(await context.fetch(url)).body ?? [])
          text += Buffer.from(chunk as Uint8Array).toString();
        return [{ id: url, text, ...(title !== undefined && { title }) }];
      },
    }),
  });
  const fetch = replies({ [PAGE]: 'Hello.', [`${PAGE}.json`]: { status: 404 } });
  collectorSuite(test, definition, { cases: [{ with: { url: PAGE }, fetch }] });
});

describe('asks an SDK, with sockets of its own, under context.evidence', () => {
  const definition = defineCollector({
    ...base,
    request: z.strictObject({ video: z.string() }),
    create: () => ({
      async collect({ video }, context) {
        if (video === 'none') return [];
        const text = await context.evidence({ sdk: 'videos', video }, () => sdk(video));
        return [{ id: `video:${video}`, text }];
      },
    }),
  });
  collectorSuite(test, definition, {
    cases: [{ with: { video: 'a' } }, { with: { video: 'b' } }],
    unknown: [{ with: { video: 'none' } }],
  });
});

async function sdk(video: string): Promise<string> {
  const server = await serveLoopback((asked, answer) => void answer.end(`what ${asked.url} says`));
  onTestFinished(() => server.close());
  return new Promise((resolve, reject) => {
    get(`${server.url}/${video}`, { agent: false }, async (answer) => {
      resolve(Buffer.concat(await answer.toArray()).toString());
    }).on('error', reject);
  });
}

describe('has a schema made by hand, with fields that are undefined, and one of a library', () => {
  const byHand: Schema<{ readonly url: string; readonly depth: number | undefined }> = {
    '~standard': {
      version: 1,
      vendor: 'hand',
      validate: (value) => {
        const { url, depth } = value as { readonly url?: unknown; readonly depth?: number };
        return typeof url === 'string' ? { value: { url, depth } } : { issues: [{ message: 'no url' }] };
      },
    },
  };
  const definition = defineCollector({
    ...base,
    request: byHand,
    options: z.strictObject({ waitMs: z.int().optional() }),
    create: () => ({ collect }),
  });
  collectorSuite(test, definition, {
    jsonSchema: { request: false },
    otherOptions: [{ waitMs: 5 }],
    cases: [page],
  });
});

describe('has a schema that contains itself', () => {
  const Tree = z
    .strictObject({
      url: z.url(),
      get children() {
        return z.array(Tree).optional();
      },
    })
    .meta({ id: 'Tree' });
  collectorSuite(test, defineCollector({ ...base, request: Tree, create: () => ({ collect }) }), {
    cases: [page],
  });
});

describe('logs in once for all calls, and anew after a failure', () => {
  const definition = defineCollector({
    ...base,
    request,
    create: () => {
      let session: string | undefined;
      return {
        async collect(asked, context) {
          session ??= await textOf(`${PAGE}?more`, context);
          const [document] = await collect(asked, context);
          return document ? [{ ...document, title: session }] : [];
        },
      };
    },
  });
  collectorSuite(test, definition, { cases: [page] });
});

describe('starts a timer, and stops it', () => {
  const definition = defineCollector({
    ...base,
    request,
    create: () => {
      const timer = setInterval(() => {}, 1000);
      return { collect, close: async () => clearInterval(timer) };
    },
  });
  collectorSuite(test, definition, { cases: [page] });
});
