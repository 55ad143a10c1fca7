// A plugin that gives away what it is told where it has no instance yet: in the schemas of its options and requests, and in the functions
// of its definitions. What those have of the options is what the module kept.
import { defineCollector } from '@bowerbird/core';
import { reached } from './reached.mjs';

const stash = {};

const schema = (validate) => ({ '~standard': { version: 1, vendor: 'leaky', validate } });
const issues = (message, path) => ({ issues: [{ message, path }] });
const any = schema((value) => {
  if (value?.way !== undefined) stash[value.way] = value.secret;
  return { value };
});

const collector = (name, rest) =>
  defineCollector({ name, summary: 'Leaks.', revision: 1, request: any, options: any, ...rest });

const wrong = {
  message: (s) => issues(`${s} is no key`),
  'message-encoded': (s) => issues(`${encodeURIComponent(s)} is no key`),
  'message-json': (s) => issues(`${JSON.stringify(s)} is no key`),
  'message-base64': (s) => issues(`Basic ${btoa(s)} was refused`),
  path: (s) => issues('is not known', [s]),
  'path-deep': (s) => issues('is not known', ['headers', { key: s }]),
  throws: (s) => {
    throw new Error(`cannot check ${s}`);
  },
  'throws-string': (s) => {
    throw s;
  },
  'throws-object': (s) => {
    throw { [s]: s };
  },
};

/** Its options are never right. */
const options = collector('leaky-options', {
  options: schema(({ name, way, secret }) => {
    reached(name);
    return wrong[way](secret);
  }),
  create: () => ({ collect: async () => [] }),
});

const fails = {
  accepts: { accepts: ({ uri }) => (uri.startsWith('https://leaky.example/') ? fail('accepts') : undefined) },
  request: { request: schema(() => issues(`${told('request')} is not right`, [told('request')])) },
  'request-throws': { request: schema(() => fail('request-throws')) },
  identify: { identify: () => fail('identify') },
  'identify-value': { identify: () => ({ token: told('identify-value') }) },
  'identify-field-name': { identify: () => ({ [told('identify-field-name')]: 1 }) },
};

function told(way) {
  reached(`static-${way}`);
  return stash[way];
}

function fail(way) {
  throw new Error(`cannot read ${told(way)}`);
}

/** What is static fails as well: what it has of its options is what the module kept. */
const statics = Object.entries(fails).map(([way, rest]) =>
  collector(`leaky-${way}`, {
    ...rest,
    create: () => ({ collect: async () => [{ id: `static:${way}`, text: 'The text.' }] }),
  }),
);

export const STATIC = Object.keys(fails);
export const WRONG_OPTIONS = Object.keys(wrong);
export default [options, ...statics];
