import {
  type AnyDefinition,
  defineCacheAdapter,
  defineCollector,
  defineKeyGenerator,
  definePaidCollector,
  defineSink,
  defineTransform,
} from '@bowerbird/core';
import { z } from 'zod';
import type { LoadedPlugin } from '../../api.ts';

const never = (): never => {
  throw new Error('a check makes no instance');
};

export const captions = defineCollector({
  name: 'captions',
  summary: 'Captions of videos.',
  request: z.strictObject({
    video: z.string().regex(/^[\w-]{11}$/),
    language: z.string().optional(),
    kind: z.enum(['manual', 'automatic']).optional(),
  }),
  revision: 1,
  accepts: ({ uri }) => (uri.startsWith('https://youtu.be/') ? { video: uri.slice(17) } : undefined),
  create: never,
});

/** Free, but it needs a key. */
export const transcribe = defineCollector({
  name: 'transcribe',
  summary: 'Transcripts of recordings.',
  options: z.strictObject({
    apiKey: z.string().min(8),
    model: z.enum(['large', 'small']).optional(),
    server: z.union([z.string(), z.strictObject({ host: z.string(), port: z.int() })]).optional(),
  }),
  request: z.strictObject({ file: z.string(), language: z.string().optional() }),
  revision: 1,
  accepts: ({ uri }) => (uri.endsWith('.mkv') ? { file: uri } : undefined),
  create: never,
});

const assemblyai = definePaidCollector({
  name: 'assemblyai',
  summary: 'Bought transcripts.',
  options: z.strictObject({ apiKey: z.string() }),
  request: z.strictObject({ file: z.string(), speakerLabels: z.boolean().optional() }),
  revision: 1,
  accepts: ({ uri }) => (uri.endsWith('.mkv') ? { file: uri } : undefined),
  order: ({ file }) => ({ file }),
  create: never,
});

export const web = defineCollector({
  name: 'web',
  summary: 'Web pages and local HTML files.',
  request: z.strictObject({ url: z.url() }),
  revision: 1,
  accepts: ({ uri }) => (/^https?:|\.html$/.test(uri) ? { url: uri } : undefined),
  create: never,
});

export const mail = defineCollector({
  name: 'mail',
  summary: 'Threads of mailboxes.',
  request: z.strictObject({ file: z.string(), people: z.array(z.string()).min(1).optional() }),
  revision: 1,
  accepts: ({ uri }) => (uri.endsWith('.mbox') ? { file: uri } : undefined),
  create: never,
});

export const markdown = defineSink({
  name: 'markdown',
  summary: 'Markdown files.',
  options: z.strictObject({ path: z.string().default('corpus') }),
  create: never,
});

const chunk = defineTransform({
  name: 'chunk',
  summary: 'Cuts documents.',
  options: z.strictObject({ size: z.int().min(100).max(10_000) }),
  create: never,
});

export const redact = defineTransform({ name: 'redact', summary: 'Takes names out.', create: never });

const store = defineCacheAdapter({
  name: 'sqlite',
  summary: 'A file.',
  options: z.strictObject({ directory: z.string().optional() }).prefault({}),
  create: never,
});

const keys = defineKeyGenerator({ name: 'sha256', summary: 'A digest.', create: never });

/** A loaded plugin with some definitions. */
export function plugin(specifier: string, ...definitions: readonly AnyDefinition[]): LoadedPlugin {
  return { specifier, location: `/plugins/${specifier}/index.js`, builtIn: true, definitions };
}

/** What a small distribution has built in. */
export const PLUGINS: readonly LoadedPlugin[] = [
  plugin('@bowerbird/plugin-video', captions, transcribe, assemblyai),
  plugin('@bowerbird/plugin-web', web),
  plugin('@bowerbird/plugin-email', mail),
  plugin('@bowerbird/plugin-files', markdown, chunk, redact),
  plugin('@bowerbird/cache', store, keys),
];
