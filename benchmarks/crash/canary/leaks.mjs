// Ways in which a collector can give a secret away, by name. Each gets the secret, the context of the call, and the address of a server.
// Where one resolves, its documents are delivered.
import { CollectError, ensureOk } from '@bowerbird/core';
import { reached } from './reached.mjs';
import { SPELLINGS, THROWN } from './thrown.mjs';

const NEXT = { recovery: 'next' };
const fine = (id) => [{ id: `leaky:${id}`, text: `The text of ${id}.` }];

const thrown = Object.fromEntries(
  Object.entries(THROWN).map(([name, make]) => [
    `thrown-${name}`,
    async (s) => {
      throw make(s);
    },
  ]),
);
const spelled = Object.fromEntries(
  Object.entries(SPELLINGS).map(([name, { of }]) => [
    `spelled-${name}`,
    async (s, { log }) => {
      log(of(s));
      throw new CollectError('SOURCE_REFUSED', of(s), NEXT);
    },
  ]),
);

const logged = {
  'log-message': async (s, { log }) => log(`using ${s}`),
  'log-data-value': async (s, { log }) => log('using', { key: s, deep: [{ key: s }] }),
  'log-data-field-name': async (s, { log }) => log('using', { [s]: true }),
  'log-data-deep-field-name': async (s, { log }) => log('using', { headers: [{ [`Bearer ${s}`]: true }] }),
  'log-data-to-json': async (s, { log }) => log('using', { request: { toJSON: () => ({ key: s }) } }),
  'log-data-bytes': async (s, { log }) => log('using', { body: Buffer.from(s) }),
  'log-data-error': async (s, { log }) => log('using', { error: new Error(s) }),
  'log-data-map': async (s, { log }) =>
    log('using', { map: new Map([[s, s]]), url: new URL(`http://a/${s}`) }),
  'log-message-that-is-an-object': async (s, { log }) => log({ toJSON: () => s, toString: () => s }),
};

const get = (url) => async (s, context, server) => ensureOk(await context.fetch(url(s, server)));
const withHeaders = (headers) => async (s, context, server) =>
  ensureOk(await context.fetch(`${server}/ok`, { headers: headers(s) }));
const encoded = encodeURIComponent;
/** The server redirects with it, in the way that is told. */
const withSecret = (way) => async (s, context, server) =>
  ensureOk(await context.fetch(`${server}/to/${way}`, { headers: { 'x-secret': s } }));
/** For places that take letters and digits alone: where they are not all, there is no secret to give away. */
const plain = (s) => (/^[\w-]+$/.test(s) ? s : 'none');

const fetched = {
  'fetch-query': get((s, server) => `${server}/ok?key=${encoded(s)}`),
  'fetch-query-raw': get((s, server) => `${server}/ok?key=${s}`),
  'fetch-path': get((s, server) => `${server}/ok/${encoded(s)}`),
  'fetch-path-raw': get((s, server) => `${server}/ok/${s}/x`),
  'fetch-fragment': get((s, server) => `${server}/ok#${encoded(s)}`),
  'fetch-userinfo': get((s, server) => server.replace('://', `://user:${encoded(s)}@`)),
  'fetch-host': get((s) => `http://${plain(s)}.invalid/`),
  'fetch-no-address': get((s) => `no address ${s}`),
  'fetch-other-protocol': get((s) => `ftp://a/${encoded(s)}`),
  'fetch-refused-connection': get((s) => `http://127.0.0.1:1/?key=${encoded(s)}`),
  'fetch-refused-connection-raw': get((s) => `http://127.0.0.1:1/${s}/?key=${s}`),
  'fetch-cut-body': get((s, server) => `${server}/cut?key=${s}`),
  'fetch-header': withHeaders((s) => ({ 'x-key': s })),
  'fetch-authorization': withHeaders((s) => ({ authorization: `Bearer ${s}` })),
  'fetch-basic': withHeaders((s) => ({ authorization: `Basic ${btoa(`user:${s}`)}` })),
  'fetch-odd-basic-header': withHeaders((s) => ({ 'x-login': `Basic ${btoa(`user:${s}`)}` })),
  'fetch-cookie': withHeaders((s) => ({ cookie: `session=${s}` })),
  'fetch-header-name': withHeaders((s) => ({ [plain(s)]: '1' })),
  'fetch-bad-header': withHeaders((s) => ({ 'x-key': `${s}\n${s}` })),
  'fetch-bad-header-name': withHeaders((s) => ({ [`${s} :`]: '1' })),
  'fetch-post': async (s, context, server) =>
    ensureOk(await context.fetch(`${server}/ok`, { method: 'POST', body: s })),
  'fetch-method': async (s, context, server) =>
    ensureOk(await context.fetch(`${server}/ok`, { method: plain(s) })),
  'fetch-redirect': withSecret('query'),
  'fetch-redirect-to-404': withSecret('missing'),
  'fetch-redirect-off-the-web': withSecret('ftp'),
  'fetch-redirect-for-ever': get((s, server) => `${server}/for-ever?key=${s}`),
  'fetch-echo-in-header': get((s, server) => `${server}/echo?${new URLSearchParams({ value: s })}`),
  'fetch-echo-in-cookie': get((s, server) => `${server}/cookie?${new URLSearchParams({ value: s })}`),
  ...Object.fromEntries(
    [404, 403, 429, 503, 500, 418].map((status) => [
      `fetch-${status}`,
      get((s, server) => `${server}/status/${status}/${s}?key=${encoded(s)}`),
    ]),
  ),
};

const kept = {
  'evidence-about': (s, { evidence }) => evidence({ key: s, [s]: true }, async () => 1),
  'evidence-that-fails': (s, { evidence }) =>
    evidence({ key: s }, async () => {
      throw new CollectError('SOURCE_REFUSED', s, NEXT);
    }),
  'digest-of-a-file': (s, { digest }, _, base) => digest(`${base}/inputs/${encoded(s)}.txt`),
  'digest-of-no-file': (s, { digest }, _, base) => digest(`${base}/none/${s}`),
  'compute-error': (s, { compute }) => compute(new URL('./worker.mjs', import.meta.url), { text: s }),
  'compute-value': (s, { compute }) => compute(new URL('./worker.mjs', import.meta.url), { object: s }),
  'compute-no-module': (s, { compute }) => compute(new URL(`./${encoded(s)}.mjs`, import.meta.url), {}),
  'compute-not-cloneable': (s, { compute }) =>
    compute(new URL('./worker.mjs', import.meta.url), { [s]: () => s }),
};

const brought = {
  'document-without-text': async (s) => [{ id: s }],
  'document-not-json': async (s) => [{ id: s, text: '', metadata: { [s]: () => s } }],
  'document-field-not-json': async (s) => [{ id: 'x', text: '', metadata: { deep: { [s]: 1n } } }],
  'document-twice': async (s) => [
    { id: s, text: '' },
    { id: s, text: '' },
  ],
  'document-spans': async (s) => [
    { id: 'x', text: 'xx', spans: [0, 0].map(() => ({ start: 0, end: 1, locator: { kind: s } })) },
  ],
  'documents-no-list': async (s) => ({ key: s }),
  'document-id': async (s) => [{ id: `leaky:${s}`, text: 'The text.' }],
  'document-url': async (s) => [{ id: 'leaky:url', text: 'The text.', url: `http://a/?key=${encoded(s)}` }],
};

/** What the documents say is the collector's own: it is told apart. */
const content = {
  'content-text': async (s) => [{ id: 'leaky:text', text: `The key is ${s}.` }],
  'content-title': async (s) => [{ id: 'leaky:title', text: 'The text.', title: `Title ${s}` }],
  'content-metadata': async (s) => [
    { id: 'leaky:metadata', text: 'The text.', metadata: { key: s, [s]: 1 } },
  ],
  'content-evidence': async (s, { evidence }) => {
    await evidence({ about: 'this' }, async () => ({ key: s }));
    return fine('evidence');
  },
  'content-body': async (s, context, server) => {
    const response = await context.fetch(`${server}/body?${new URLSearchParams({ value: s })}`);
    await response.text();
    return fine('body');
  },
};

/** What the plugin writes itself, past the runner. */
const own = {
  'own-console': async (s) => console.log(`own: ${s}`),
  'own-stderr': async (s) => process.stderr.write(`own: ${s}\n`),
  'own-warning': async (s) => process.emitWarning(`own: ${s}`),
};

/** The first run finds it; a later one does not. */
const later = {
  'later-gone': async (s, _, __, ___, round) => {
    if (round > 1) throw new CollectError('SOURCE_NOT_FOUND', `nothing at ${s}`, NEXT);
  },
  'later-unreachable': async (s, _, __, ___, round) => {
    if (round > 1) throw new CollectError('SOURCE_UNAVAILABLE', `down: ${s}`, { recovery: 'retry' });
  },
  'later-refused': async (s, _, __, ___, round) => {
    if (round > 1) throw new CollectError('SOURCE_REFUSED', `refused: ${s}`, { ...NEXT, cause: s, hint: s });
  },
};

const all = {
  ...thrown,
  ...spelled,
  ...logged,
  ...fetched,
  ...kept,
  ...brought,
  ...content,
  ...own,
  ...later,
};

/** What cannot even be said: where the command fails at it, nothing else of the run is seen. */
export const UNSAYABLE = /that-is-an-object$|-to-json$|^log-data-bytes$/;

/** Every way, as a function that brings documents or fails. */
export const LEAKS = Object.fromEntries(
  Object.entries(all).map(([name, leak]) => [
    name,
    async (...given) => {
      reached(name);
      const brought = await leak(...given);
      return name.startsWith('document') || name.startsWith('content') ? brought : fine(name);
    },
  ]),
);
