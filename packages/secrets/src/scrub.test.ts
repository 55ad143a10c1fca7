import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scrubber, scrubError, scrubJson } from './scrub.ts';

const SECRET = `key-"4f/+=\\'%&<é 9Zq`;
const scrub = scrubber([SECRET]);

describe('a secret is found', () => {
  it.each<[string, (secret: string) => string]>([
    ['as it is', (secret) => secret],
    ['in another case', (secret) => secret.toLowerCase()],
    ['in JSON', (secret) => JSON.stringify({ secret })],
    ['in JSON inside JSON', (secret) => JSON.stringify(JSON.stringify({ secret }))],
    ['in JSON that escapes slashes', (secret) => JSON.stringify(secret).replaceAll('/', '\\/')],
    ['in JSON in ASCII', (secret) => JSON.stringify(secret).replace(/[^\x20-\x7e]|[<>&']/g, unicodeEscape)],
    ['as a component of a URL', encodeURIComponent],
    ['encoded twice', (secret) => encodeURIComponent(encodeURIComponent(secret))],
    [
      'with digits in lower case',
      (secret) => encodeURIComponent(secret).replace(/%../g, (it) => it.toLowerCase()),
    ],
    ['in a form', (secret) => new URLSearchParams({ secret }).toString()],
    ['by encodeURI', (secret) => encodeURI(`https://a.test/${secret}`)],
    ['in the path of a URL', (secret) => new URL(`https://a.test/${secret}`).href],
    ['in the query of a URL', (secret) => new URL(`https://a.test/?key=${secret}`).href],
    [
      'in the credentials of a URL',
      (secret) => Object.assign(new URL('https://a.test'), { password: secret }).href,
    ],
    [
      'in HTML',
      (secret) => secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;'),
    ],
    ['in base64', (secret) => Buffer.from(secret).toString('base64')],
    ['in base64url', (secret) => Buffer.from(secret).toString('base64url')],
    ['in Basic credentials', (secret) => `Basic ${Buffer.from(`user:${secret}`).toString('base64')}`],
    ['in the base64 of a longer text', (secret) => Buffer.from(`{"a":"${secret}","b":1}`).toString('base64')],
    [
      'in base64 in a URL',
      (secret) => encodeURIComponent(Buffer.from(`a${secret}~>?~>?`).toString('base64')),
    ],
    ['in JSON in a URL', (secret) => encodeURIComponent(JSON.stringify({ secret }))],
    [
      'in HTML in a URL',
      (secret) => encodeURIComponent(secret.replace(/[^a-z0-9]/gi, (it) => `&#${it.codePointAt(0)};`)),
    ],
    ['in hexadecimal digits', (secret) => Buffer.from(secret).toString('hex').toUpperCase()],
  ])('%s', (_, spell) => {
    const clean = scrub(`before ${spell(SECRET)} after`);
    expect(clean).toContain('***');
    expect(clean.toLowerCase()).not.toContain('9zq');
    expect(clean).toMatch(/^before .* after$/s);
  });

  it('in any text that is made of JSON, URLs and base64 of it', () => {
    const spelled = fc.constantFrom<(secret: string) => string>(
      (secret) => JSON.stringify(secret),
      encodeURIComponent,
      (secret) => Buffer.from(`u:${secret}`).toString('base64'),
    );
    // Of these characters a URL makes no others.
    const text = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_."/+=%&'), minLength: 12, maxLength: 40 });
    fc.assert(
      fc.property(text, spelled, (secret, spell) => {
        expect(scrubber([secret])(spell(secret))).toContain('***');
      }),
    );
  });
});

const unicodeEscape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

it('leaves what is none: short values, other texts', () => {
  expect(scrubber(['on', '1', ' no '])('on 1 no')).toBe('on 1 no');
  expect(scrub('key-"4f/ 9Zq')).toBe('key-"4f/ 9Zq');
  // A short one may be a word.
  expect(scrubber(['test'])('A Test, a test.')).toBe('A Test, a ***.');
});

it('leaves JSON that can be read', () => {
  fc.assert(
    fc.property(fc.json(), fc.string({ minLength: 6, maxLength: 12 }), (json, secret) => {
      const text = JSON.stringify({ json, secret, nested: JSON.stringify({ secret }) });
      // A secret that is a piece of the notation itself takes it apart: there is nothing to be read then.
      fc.pre(/^[\w -]+$/.test(secret) && !/^(json|secret|nested)$/.test(secret.trim()));
      expect(() => JSON.parse(scrubber([secret])(text))).not.toThrow();
    }),
  );
});

const PEM = `-----BEGIN RSA PRIVATE KEY-----\n${'MIIJKAIBAAKCAgEA0q\n'.repeat(300)}9Zq-----END`;

it.each<[string, (secret: string) => string]>([
  ['as it is', (secret) => secret],
  ['in JSON', (secret) => JSON.stringify(secret)],
  ['in a URL', encodeURIComponent],
  ['in base64', btoa],
  ['in hexadecimal digits', (secret) => Buffer.from(secret).toString('hex')],
])('finds all of a long one: %s', (_, spell) => {
  const clean = scrubber([PEM])(`before ${spell(PEM)} after`);
  expect(clean).toMatch(/^before "?\*{3}.{0,4} after$/);
});

it('takes many', () => {
  const secrets = Array.from({ length: 200 }, (_, index) => `${index}-${'secret/'.repeat(20)}`);
  expect(scrubber(secrets)(secrets.join(' and '))).toBe(secrets.map(() => '***').join(' and '));
});

it('takes the longer of two secrets', () => {
  expect(scrubber(['token', 'token-of-mine'])('a token-of-mine, a token')).toBe('a ***, a ***');
});

it.each([
  ['backslashes', '\\'],
  ['percent signs', '%25'],
  ['the beginning of it', SECRET.slice(0, -1)],
])('ends in a text of many %s', (_, piece) => {
  expect(scrub(piece.repeat(200_000))).toHaveLength(piece.length * 200_000);
});

it('ends with a secret of many backslashes', () => {
  const secret = `${'\\'.repeat(8)}pass${'\\'.repeat(8)}word`;
  const clean = scrubber([secret]);
  expect(clean(`pass${'\\'.repeat(60)}`.repeat(2000))).toHaveLength(64 * 2000);
  expect(clean('\\'.repeat(200_000))).toHaveLength(200_000);
  expect(clean(JSON.stringify(JSON.stringify(secret)))).toMatch(/^"[\\"]*\*{3}[\\"]*"$/);
});

it('takes it out of values and names of JSON', () => {
  const value = { [`X-${SECRET}`]: [SECRET, 1, null], at: { toJSON: () => ({ key: SECRET }) } };
  expect(scrubJson(value, scrub)).toEqual({ 'X-***': ['***', 1, null], at: { key: '***' } });
});

it('takes it out of an error and of what led to it, and leaves both as they are', () => {
  const cause = new Error(`bad ${SECRET}`);
  const inner = Object.assign(new Error(SECRET), { input: SECRET });
  const error = Object.assign(
    new TypeError(`no ${SECRET}`, { cause: new AggregateError([cause, inner, SECRET]) }),
    { hint: SECRET },
  );
  expect(scrubError(error, scrub)).toBe(error);
  expect([error.message, error.hint, cause.message]).toEqual(['no ***', '***', 'bad ***']);
  expect(error.stack).not.toContain('9Zq');
  expect([inner.input, (error.cause as AggregateError).errors[2]]).toEqual(['***', '***']);
  expect(scrubError(`no ${SECRET}`, scrub)).toBe('no ***');
});
