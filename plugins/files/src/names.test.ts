import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyString } from '../test/documents.ts';
import { fold } from './fold.ts';
import { namesFor, preferredName } from './names.ts';

test.each([
  ['Hello, World!', 'hello-world'],
  ['35% Faster Than The Filesystem', '35-faster-than-the-filesystem'],
  ['SQLite', 'sqlite'],
  ['Pour démarrer', 'pour-demarrer'],
  ['Война и мир', 'voyna-i-mir'],
  ['世界', '世界'],
  ['コンテントネゴシエーション - Apache HTTP サーバ', 'コンテントネゴシエーション-apache-http-サーバ'],
  ['../../etc/passwd', 'etc-passwd'],
  ['.hidden', 'hidden'],
  ['CON', 'con-document'],
  ['LPT1', 'lpt1-document'],
  ['', 'web-https-example-org-a'],
  ['???', 'web-https-example-org-a'],
])('the title %j gives %j', (title, name) => {
  expect(preferredName({ id: 'web:https://example.org/a', title })).toBe(name);
});

test('a long title is cut at a word', () => {
  const name = preferredName({ id: 'x', title: 'a long title about very many things '.repeat(9) });
  expect(name).toBe('a-long-title-about-very-many-things-a-long-title-about-very-many-things-a-long');
});

test('a document without anything to call it by has a name', () => {
  expect(preferredName({ id: '::' })).toBe('document');
});

test('names are safe on every system, whatever the title', () => {
  fc.assert(
    fc.property(anyString, anyString, (id, title) => {
      for (const name of namesFor({ id, title }).take(4)) {
        expect(name).toMatch(/^[\p{L}\p{N}][\p{L}\p{M}\p{N}_-]*$/u);
        expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)$/i);
        expect([...name].length).toBeLessThanOrEqual(80 + 65);
        expect(Buffer.byteLength(`${name}.md`)).toBeLessThan(255 + 30);
        expect(name.isWellFormed()).toBe(true);
      }
      const [first = ''] = namesFor({ id, title }).take(1);
      expect(Buffer.byteLength(`${first}-01234567.md`)).toBeLessThan(230);
      expect(preferredName({ id, title })).toBe(first);
    }),
    { numRuns: 2000 },
  );
});

test('names that a file system may hold to be one are one', () => {
  expect(fold('README.md')).toBe(fold('readme.md'));
  expect(fold('e\u0301')).toBe(fold('é'));
  expect(fold('straße')).toBe(fold('STRASSE'));
  expect(fold('ſ')).toBe(fold('s'));
  expect(fold('a')).not.toBe(fold('b'));
});
