import { toJsonSchema, validate } from '@bowerbird/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { acceptPage, webRequest } from './web-request.ts';

const read = (url: unknown): Promise<unknown> => validate(webRequest, { url }, 'request');
const head = (text: string, encoding: BufferEncoding = 'utf8'): Uint8Array => Buffer.from(text, encoding);

describe('request', () => {
  test.each([
    ['HTTP://Example.ORG:80/A?b=1&utm_source=x#part', 'http://example.org/A?b=1&utm_source=x'],
    ['https://example.org', 'https://example.org/'],
    ['https://bücher.example/straße', 'https://xn--bcher-kva.example/stra%C3%9Fe'],
    ['file:///tmp/a%20page.html#part', 'file:///tmp/a%20page.html'],
    ['file://localhost/tmp/a.html?x', 'file:///tmp/a.html'],
  ])('%s is read as %s', async (url, normal) => {
    expect(await read(url)).toEqual({ url: normal });
  });

  test.each([
    ['page.html', 'no absolute URL'],
    ['ftp://example.org/', 'not ftp:'],
    ['https://jane:secret@example.org/', 'user name or a password'],
    ['file://server/share/a.html', 'without a host'],
    [7, 'string'],
  ])('%s is refused', async (url, message) => {
    await expect(read(url)).rejects.toThrow(message);
  });

  test('refuses fields it does not know', async () => {
    await expect(validate(webRequest, { url: 'https://a.example/', depth: 2 }, 'request')).rejects.toThrow(
      'depth',
    );
  });

  test('reads its own output unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.webUrl({ withFragments: true, withQueryParameters: true }), async (url) => {
        const once = await validate(webRequest, { url }, 'request');
        expect(await validate(webRequest, once, 'request')).toEqual(once);
        expect(once.url).not.toContain('#');
      }),
    );
  });

  test('has a JSON Schema', () => {
    expect(toJsonSchema(webRequest)).toMatchObject({
      type: 'object',
      properties: { url: { type: 'string' } },
      required: ['url'],
    });
  });
});

describe('accepts', () => {
  test.each([
    'https://example.org/',
    'https://example.org/a.html?x#y',
    'http://example.org/v1.2',
    'https://example.org/pdf',
    'file:///tmp/a.HTM',
    'file:///tmp/a.xhtml',
  ])('%s', (uri) => expect(acceptPage({ uri })).toBeDefined());

  test.each([
    'https://example.org/a.pdf',
    'https://example.org/a.EPUB?download=1',
    'https://example.org/talk.mp4',
    'https://www.youtube.com/watch?v=1',
    'https://youtu.be/1',
    'file:///tmp/list.mbox',
    'mailto:jane@example.org',
    'no url',
  ])('not %s', (uri) => expect(acceptPage({ uri })).toBeUndefined());

  test.each([
    ['a doctype', head('<!DOCTYPE html>')],
    ['a mark, white space and a comment', head('\ufeff\n <!-- saved from x -->\n<html lang=en>')],
    ['an XML declaration', head('<?xml version="1.0"?><!DOCTYPE html PUBLIC "x">')],
    ['UTF-16', head('\ufeff<html>', 'utf16le')],
  ])('a file that begins with %s', (_, bytes) => {
    expect(acceptPage({ uri: 'file:///tmp/page', head: bytes })).toEqual({ url: 'file:///tmp/page' });
  });

  test.each([
    ['prose', head('A text about <html>')],
    ['other XML', head('<?xml version="1.0"?><feed>')],
    ['an open comment', head('<!-- <html>')],
    ['nothing', head('')],
  ])('no file that begins with %s', (_, bytes) => {
    expect(acceptPage({ uri: 'file:///tmp/page', head: bytes })).toBeUndefined();
  });

  test.each([
    ['with pages', ['a.html', 'img', 'style.css'], { url: 'file:///tmp/saved', path: 'saved' }],
    ['without', ['a.css', 'b'], undefined],
    ['of books, too', ['a.html', 'b.epub'], undefined],
    ['that is empty', [], undefined],
  ])('a folder %s', (_, entries, request) =>
    expect(acceptPage({ uri: 'file:///tmp/saved', path: 'saved', entries })).toEqual(request),
  );

  test('the folder of the rc file', () =>
    expect(acceptPage({ uri: 'file:///tmp/saved', path: '', entries: ['a.html'] })?.path).toBe('.'));

  test('what it gives is a request, and it never throws', async () => {
    const uris = fc.oneof(fc.webUrl({ withFragments: true }), fc.string());
    await fc.assert(
      fc.asyncProperty(uris, fc.uint8Array(), async (uri, bytes) => {
        const request = acceptPage({ uri, head: bytes });
        if (request) expect(await validate(webRequest, request, 'request')).toEqual(request);
      }),
    );
  });
});
