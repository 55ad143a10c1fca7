import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pagesIn } from './folder.ts';
import type { WebRequest } from './web-request.ts';

let folder: string;
const logged: string[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bowerbird-folder-'));
  for (const name of ['b', 'a/z', '.hidden', 'closed', 'empty'])
    mkdirSync(join(folder, name), { recursive: true });
  for (const name of ['c.html', 'a.HTM', 'b/2.xhtml', 'b/10.html', 'a/z/deep.html', 'b/style.css', 'notes'])
    writeFileSync(join(folder, name), '<p>Text');
  for (const name of ['.draft.html', '.hidden/page.html']) writeFileSync(join(folder, name), '<p>Text');
  symlinkSync(join(folder, 'c.html'), join(folder, 'link.html'));
  symlinkSync(folder, join(folder, 'loop'));
});
afterAll(() => {
  chmodSync(join(folder, 'closed'), 0o755);
  rmSync(folder, { recursive: true });
});

async function found(request: WebRequest): Promise<readonly WebRequest[]> {
  return Array.fromAsync(pagesIn(request, { log: (message) => logged.push(message) }));
}

const urlOf = (name: string): string => pathToFileURL(join(folder, name)).href;

test('the HTML files of a folder and of those in it, by name; links and hidden ones are left out', async () => {
  const pages = await found({ url: urlOf(''), path: 'saved', favor: 'recall' });
  const names = ['a/z/deep.html', 'a.HTM', 'b/10.html', 'b/2.xhtml', 'c.html'];
  expect(pages.map(({ path }) => path)).toEqual(names.map((name) => `saved/${name}`));
  expect(pages.map(({ url }) => url)).toEqual(names.map(urlOf));
  expect(pages.every(({ favor }) => favor === 'recall')).toBe(true);
});

test('the folder of the rc file, and one without a path', async () => {
  expect((await found({ url: urlOf(''), path: '.' }))[1]?.path).toBe('a.HTM');
  expect((await found({ url: urlOf('b') }))[0]).toEqual({ url: urlOf('b/10.html') });
});

test.each([
  ['a file', 'c.html'],
  ['what is not there', 'none.html'],
])('%s is itself', async (_, name) => {
  const request = { url: urlOf(name) };
  expect(await found(request)).toEqual([request]);
});

test('nothing in an empty folder', async () => expect(await found({ url: urlOf('empty') })).toEqual([]));

test('what lies too deep is told', async () => {
  const deep = join(folder, 'empty', ...new Array<string>(22).fill('d'));
  mkdirSync(deep, { recursive: true });
  writeFileSync(join(deep, 'page.html'), '<p>Text');
  expect(await found({ url: urlOf('empty') })).toEqual([]);
  expect(logged.at(-1)).toContain('too deep');
});

// The superuser may read everything.
test.skipIf(process.getuid?.() === 0)('a folder that may not be read', async () => {
  chmodSync(join(folder, 'closed'), 0o000);
  await expect(found({ url: urlOf('closed') })).rejects.toMatchObject({ code: 'SOURCE_REFUSED' });
});
