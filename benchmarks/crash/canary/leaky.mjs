// A plugin that gives away what it is told, at every place where a plugin has the word. Not malicious: careless, in every way at once.
import {
  CollectError,
  defineCacheAdapter,
  defineCollector,
  defineKeyGenerator,
  defineSink,
  defineTransform,
} from '@bowerbird/core';
import { LEAKS } from './leaks.mjs';
import { reached } from './reached.mjs';
import { THROWN } from './thrown.mjs';

const round = Number(process.env.BB_ROUND ?? 1);
// A module may keep what its options said, and say it where it has none.
const stash = {};

const schema = (validate) => ({ '~standard': { version: 1, vendor: 'leaky', validate } });
const any = schema((value) => {
  Object.assign(stash, value?.secrets);
  return { value };
});

/** What `create`, `close` and the like throw, where the options name them. */
function failing({ name, at, way, secret }) {
  return (place) => {
    if (at !== place) return;
    reached(name);
    throw THROWN[way](secret);
  };
}

const collector = (name, rest) =>
  defineCollector({ name, summary: 'Leaks.', revision: 1, request: any, options: any, ...rest });

/** Leaks as the request says. */
const leaky = collector('leaky', {
  accepts: ({ uri }) =>
    uri.startsWith('https://leaky.example/')
      ? { leak: uri.slice('https://leaky.example/'.length) }
      : undefined,
  create: (options, { base }) => ({
    collect: ({ leak }, context) => {
      const secret = options?.secrets[leak] ?? stash[leak];
      return LEAKS[leak](secret, context, options?.server ?? process.env.BB_SERVER, base, round);
    },
  }),
});

const found = {
  'request-field': (s) => ({ token: s }),
  'request-field-name': (s) => ({ [s]: 1 }),
  'request-url': (s) => ({ url: `https://a/?key=${s}` }),
  'request-text': (s) => s,
  'request-invalid': (s) => ({ invalid: s, [s]: s }),
  'request-not-json': (s) => ({ n: 1n, [s]: s }),
  'request-no-json-field': (s) => ({ deep: { [s]: 1n } }),
  handover: (s, server) => ({ source: `${server}/status/404/x?key=${s}` }),
  'handover-found': (s, server) => ({ source: `${server}/ok?key=${s}` }),
  'handover-nobody-takes': (s) => ({ source: `nobody://${s}` }),
  'handover-no-file': (s) => ({ source: `/none/${s}` }),
  'handover-unknown-field': (s, server) => ({ source: `${server}/ok`, with: { [s]: s } }),
  throws: (s) => {
    throw new CollectError('SOURCE_REFUSED', s, { recovery: 'next', cause: s });
  },
  'throws-object': (s) => {
    throw { [s]: s };
  },
  'moved-value': (s) => ({ id: 'value', token: `${s}-${round}` }),
  'moved-field-name': (s) => ({ id: 'name', [s]: round }),
  'moved-number': (s) => ({ id: 'moved', number: round, note: s }),
};

/** Discovers as the request says, and brings what it discovers. */
const finder = collector('leaky-finder', {
  request: schema((value) =>
    value?.invalid === undefined
      ? { value }
      : { issues: [{ message: `${value.invalid} is not right`, path: [value.invalid] }] },
  ),
  create: ({ secrets, server }) => ({
    async *discover({ found: way }) {
      reached(`discover-${way}`);
      yield found[way](secrets[`discover-${way}`], server);
    },
    collect: async (request) => [{ id: `found:${request.id ?? 'x'}`, text: 'The text.' }],
  }),
});

const made = collector('leaky-made', {
  create(options) {
    const fail = failing(options);
    fail('create');
    return {
      async collect() {
        if (options.at === 'stop') reached(options.name);
        if (options.at === 'stop')
          throw new CollectError('SOURCE_REFUSED', options.secret, {
            recovery: 'stop',
            hint: options.secret,
          });
        return [{ id: `made:${options.at}-${options.way}`, text: 'The text.' }];
      },
      close: async () => fail('close'),
    };
  },
});

/** Lets something go astray while the command waits, or when it has ended. */
const stray = collector('leaky-stray', {
  create: ({ name, at, way, secret }) => ({
    async collect() {
      reached(name);
      const error = THROWN[way](secret);
      const fail = () => {
        throw error;
      };
      if (at === 'rejection') setTimeout(() => void Promise.reject(error));
      if (at === 'exception') setTimeout(fail);
      if (at === 'after') process.once('beforeExit', fail);
      return at === 'after' ? [] : new Promise(() => {});
    },
  }),
});

const UNTHROWN = ['log', 'invalid', 'slow'];

const transform = defineTransform({
  name: 'leaky-transform',
  summary: 'Leaks.',
  options: any,
  create(options) {
    const fail = failing(options);
    fail('create');
    const { at, secret } = options;
    return {
      async transform(document, context) {
        fail('transform');
        if (UNTHROWN.includes(at)) reached(options.name);
        if (at === 'log') context.log(`using ${secret}`, { [secret]: secret });
        if (at === 'invalid') return [{ id: secret }];
        if (at === 'slow') await new Promise(() => {});
        return [document];
      },
      close: async () => fail('close'),
    };
  },
});

const sink = defineSink({
  name: 'leaky-sink',
  summary: 'Leaks.',
  options: any,
  create(options) {
    const fail = failing(options);
    fail('create');
    const { at, secret, name } = options;
    if (at === 'location') reached(name);
    return {
      location: at === 'location' ? `postgres://user:${secret}@127.0.0.1/db` : 'nowhere',
      write: async () => fail('write'),
      async *ids() {
        fail('ids');
        if (at === 'ids-value') reached(name);
        yield at === 'ids-value' ? secret : 'surplus';
      },
      remove: async () => fail('remove'),
      close: async () => fail('close'),
    };
  },
});

/** A store in memory that fails where its options say. */
const store = defineCacheAdapter({
  name: 'leaky-store',
  summary: 'Leaks.',
  options: any,
  create(options) {
    const fail = failing(options);
    fail('create');
    const held = new Map();
    return {
      async getMany(keys) {
        fail('read');
        return keys.map((key) => held.get(key));
      },
      async setMany(entries) {
        fail('write');
        for (const { key, value } of entries) held.set(key, value);
      },
      async deleteMany(keys) {
        for (const key of keys) held.delete(key);
      },
      async *scan(prefix) {
        fail('scan');
        for (const key of held.keys()) if (key.startsWith(prefix)) yield key;
      },
      close: async () => fail('close'),
    };
  },
});

const keys = defineKeyGenerator({
  name: 'leaky-keys',
  summary: 'Leaks.',
  options: any,
  create(options) {
    const fail = failing(options);
    fail('create');
    return ({ identity }) => {
      fail('key');
      if (options.at === 'value') reached(options.name);
      return `${options.at === 'value' ? options.secret : 'key'}-${JSON.stringify(identity).length}`;
    };
  },
});

export const DISCOVERED = Object.keys(found);
export default [leaky, finder, made, stray, transform, sink, store, keys];
