import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { definitions } from '@bowerbird/cache';
import { CollectError, definePaidCollector, defineTransform, ensureOk } from '@bowerbird/core';
import { jsonl } from '@bowerbird/plugin-files';
import web from '@bowerbird/plugin-web';
import {
  cacheSuite,
  collectorSuite,
  keyGeneratorSuite,
  paidCollectorSuite,
  replies,
  sinkSuite,
  startAssemblyai,
  transformSuite,
} from '@bowerbird/testkit';
import notes from 'bowerbird-plugin-notes';
// Those of the guides.
import sqlite from './sqlite.ts';
import table from './table.ts';

const sha256 = definitions.find(({ kind }) => kind === 'key-generator');

const any = { '~standard': { version: 1, vendor: 'here', validate: (value) => ({ value }) } };

/** Every suite, over what is built in where there is one in a package of its own, else over what a stranger wrote. */
export function suites(test) {
  collectorSuite(test, notes, {
    jsonSchema: false,
    cases: [{ source: fileURLToPath(new URL('./a.note', import.meta.url)), ids: ['notes:a.note'] }],
    unknown: [{ with: { uri: 'file:///no/such.note', path: 'such.note' } }],
  });
  const page = {
    headers: { 'content-type': 'text/html' },
    body: '<title>A page</title><article><h1>A page</h1><p>With a text that is long enough to be read.</p></article>',
  };
  collectorSuite(test, web, {
    cases: [{ source: 'https://example.org/a', fetch: replies({ 'https://example.org/a': page }) }],
    discovers: [{ source: fileURLToPath(new URL('./pages', import.meta.url)) }],
  });
  sinkSuite(test, jsonl, {
    module: new URL(import.meta.resolve('@bowerbird/plugin-files')),
    ids: true,
    remove: true,
    documents: true,
    exclusive: true,
    read: async ({ base, pipeline }) => {
      const text = await readFile(join(base, 'corpus', `${pipeline}.jsonl`), 'utf8').catch(() => '');
      return text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line));
    },
  });
  cacheSuite(test, table);
  sinkSuite(test, sqlite, {
    module: new URL('./sqlite.ts', import.meta.url),
    ids: true,
    remove: true,
    async read({ base, pipeline }) {
      const database = new DatabaseSync(join(base, `${pipeline}.sqlite`));
      const rows = database.prepare('select document from documents').all();
      database.close();
      return rows.map(({ document }) => JSON.parse(document));
    },
  });
  keyGeneratorSuite(test, sha256, {
    known: [
      {
        collector: 'web',
        identity: 'https://example.org/',
        key: 'e5d2fad78dcafa8910a7f28a4f9f9c7c00a9be589b7f3910eff8606f1ae517ff',
      },
    ],
  });
  paidCollectorSuite(test, transcripts, {
    jsonSchema: false,
    cases: [{ source: 'https://example.org/talk.mp3' }, { source: 'https://example.org/another.mp3' }],
    recovery: ['find'],
    otherOptions: [],
    async provider() {
      const standIn = await startAssemblyai();
      return { ...standIn, secrets: [standIn.key], options: { key: standIn.key, url: standIn.url } };
    },
  });
  transformSuite(test, trim, { cases: [{ document: { id: 'a', text: 'A text. ' } }] });
}

const trim = defineTransform({
  name: 'trim',
  summary: 'Takes white space off the ends.',
  create: () => ({
    transform: async ({ spans: _, ...document }) => [{ ...document, text: document.text.trim() }],
  }),
});

const transcripts = definePaidCollector({
  name: 'transcripts',
  summary: 'Buys transcripts.',
  revision: 1,
  request: any,
  options: any,
  accepts: ({ uri }) => (uri.endsWith('.mp3') ? { audio: uri } : undefined),
  order: ({ audio }) => ({ audio }),
  create({ key, url }) {
    const headers = { authorization: key };
    const ask = async (context, path, init) =>
      (await refused(await context.fetch(`${url}/v2/transcript${path}`, { headers, ...init }))).json();
    const stateOf = ({ id, status, text, error }) => {
      if (status === 'error') return { state: 'failed', reason: error };
      return status === 'completed'
        ? { state: 'done', answer: { text } }
        : { state: 'pending', operation: { id } };
    };
    return {
      price: async () => ({ most: 1.5 }),
      async start({ audio }, _, context) {
        return stateOf(
          await ask(context, '', { method: 'POST', body: JSON.stringify({ audio_url: audio }) }),
        );
      },
      async find({ audio }, _, since, context) {
        for (let before = ''; ; ) {
          const { transcripts: page } = await ask(context, `?limit=200${before}`);
          const fresh = page.filter(({ created }) => Date.parse(`${created}Z`) >= since);
          const found = fresh.find(({ audio_url }) => audio_url === audio);
          if (found) return { state: 'pending', operation: { id: found.id } };
          if (fresh.length < 200) return undefined;
          before = `&before_id=${page.at(-1).id}`;
        }
      },
      poll: async ({ id }, context) => stateOf(await ask(context, `/${id}`)),
      read: async ({ text }, { audio }) => [{ id: `transcript:${audio}`, text }],
    };
  },
});

/** A refused key or an empty account is none of the source's fault. */
async function refused(response) {
  if (![401, 402, 403].includes(response.status)) return ensureOk(response);
  throw new CollectError('SOURCE_REFUSED', `the provider answered ${response.status}`, { recovery: 'stop' });
}
