// What a plugin can throw with a secret in it, and how it can spell one.
import { CollectError } from '@bowerbird/core';

const NEXT = { recovery: 'next' };

function nested(depth, innermost) {
  return depth === 0 ? innermost : new Error(`cause ${depth}`, { cause: nested(depth - 1, innermost) });
}

/** What is thrown: with any text of the world in any place of an error. */
export const THROWN = {
  message: (s) => new Error(`refused: ${s}`),
  'message-of-collect-error': (s) => new CollectError('SOURCE_REFUSED', `refused: ${s}`, NEXT),
  hint: (s) => new CollectError('SOURCE_REFUSED', 'refused', { ...NEXT, hint: `Use another key than ${s}.` }),
  code: (s) => new CollectError(s, 'refused', NEXT),
  recovery: (s) => new CollectError('SOURCE_REFUSED', 'refused', { recovery: s }),
  cause: (s) => new Error('refused', { cause: new Error(`bad key ${s}`) }),
  'cause-of-a-cause': (s) => nested(4, new Error(s)),
  'cause-far-down': (s) => nested(9, new Error(s)),
  'cause-string': (s) => new Error('refused', { cause: s }),
  'cause-object': (s) => new Error('refused', { cause: { key: s, [s]: true } }),
  aggregate: (s) => new AggregateError([new Error(s)], 'all failed'),
  'aggregate-without-message': (s) => new AggregateError([new Error(`bad ${s}`), new Error('b')], ''),
  'aggregate-of-objects': (s) => new AggregateError([{ key: s, [s]: true }, s], ''),
  name: (s) => Object.assign(new Error('refused'), { name: s }),
  'name-without-message': (s) => Object.assign(new Error(''), { name: s }),
  'system-code': (s) => Object.assign(new Error(''), { code: s }),
  'class-name': (s) => new ({ [s]: class extends Error {} })[s]('refused'),
  properties: (s) =>
    Object.assign(new Error('refused'), { key: s, [s]: true, config: { headers: { key: s } } }),
  stack: (s) => Object.assign(new Error('refused'), { stack: `Error: refused\n    at ${s} (file.js:1:1)` }),
  'message-that-is-an-object': (s) => Object.assign(new Error('x'), { message: { key: s, [s]: true } }),
  'hint-that-is-an-object': (s) =>
    new CollectError('SOURCE_REFUSED', 'refused', { ...NEXT, hint: { key: s, [s]: true } }),
  'message-with-to-json': (s) => Object.assign(new Error('x'), { message: { toJSON: () => `bad ${s}` } }),
  string: (s) => `refused: ${s}`,
  'object-value': (s) => ({ key: s }),
  'object-field-name': (s) => ({ [s]: true }),
  'object-to-string': (s) => ({ toString: () => `refused ${s}` }),
  'object-to-json': (s) => ({ toJSON: () => `refused ${s}` }),
  'object-message': (s) => ({ message: `refused ${s}`, stack: s }),
  symbol: (s) => Symbol(s),
  url: (s) => new URL(`http://127.0.0.1/?key=${encodeURIComponent(s)}`),
  'forged-error': (s) => ({ [Symbol.for('bowerbird.error')]: true, code: s, message: s, hint: s, [s]: s }),
};

/** Spellings of a secret. `promised`: the runner says that it takes them out, or makes them itself. */
export const SPELLINGS = {
  json: { promised: true, of: (s) => JSON.stringify({ key: s }) },
  'uri-component': { promised: true, of: (s) => encodeURIComponent(s) },
  form: { promised: true, of: (s) => String(new URLSearchParams({ key: s })) },
  base64: { promised: true, of: (s) => btoa(s) },
  base64url: { promised: true, of: (s) => Buffer.from(s).toString('base64url') },
  'base64-of-user-and-secret': { promised: true, of: (s) => `Basic ${btoa(`user:${s}`)}` },
  'base64-of-a-longer-text': { promised: true, of: (s) => btoa(`{"key":"${s}","other":1}`) },
  'url-query-as-parsed': { promised: true, of: (s) => new URL(`http://a/?key=${s}`).href },
  'url-path-as-parsed': { promised: true, of: (s) => new URL(`http://a/${s}/b`).href },
  'url-userinfo-as-parsed': {
    promised: true,
    of: (s) => Object.assign(new URL('http://a/'), { password: s, username: 'user' }).href,
  },
  'encode-uri': { promised: true, of: (s) => encodeURI(`http://a/${s}`) },
  'lower-case-percent': {
    promised: true,
    of: (s) => encodeURIComponent(s).replace(/%../g, (code) => code.toLowerCase()),
  },
  'json-in-json': { promised: true, of: (s) => JSON.stringify(JSON.stringify({ key: s })) },
  'uri-component-twice': { promised: true, of: (s) => encodeURIComponent(encodeURIComponent(s)) },
  html: { promised: true, of: (s) => s.replaceAll('"', '&quot;').replaceAll("'", '&#39;') },
  'lower-case': { promised: true, of: (s) => s.toLowerCase() },
  hex: { promised: true, of: (s) => Buffer.from(s).toString('hex') },
  'first-half': { promised: false, of: (s) => `${s.slice(0, 17)}…` },
};
