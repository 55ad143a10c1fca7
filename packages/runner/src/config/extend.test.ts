import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { folder } from './__fixtures__/folder.ts';
import { loadConfig } from './load.ts';
import type { LoadedConfig } from './types.ts';

async function load(files: Readonly<Record<string, string>>): Promise<{ cwd: string; loaded: LoadedConfig }> {
  const cwd = await folder({ 'package.json': '{}', ...files });
  return { cwd, loaded: await loadConfig({ cwd }) };
}

async function problemsOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { cwd, loaded } = await load(files);
  return loaded.problems.map(({ path, message }) => `${path}: ${message.replaceAll(cwd, '<folder>')}`);
}

const PRESET = { name: 'bowerbird-preset', type: 'module', exports: './preset.yaml' };

test('objects are merged, lists replaced; what is nearer wins', async () => {
  const { loaded } = await load({
    '.bowerbirdrc': `
extends: [./one.yaml, ./sub/two.json]
cache: { ttl: 1d }
sinks: [markdown]
pipelines: { talks: { concurrency: 5 }, books: [a.epub] }
`,
    'one.yaml': `
concurrency: 1
timeout: 1s
sinks: [jsonl, markdown]
pipelines: { talks: { sources: [a.mkv, b.mkv], concurrency: 1 }, books: { sources: [] } }
`,
    'sub/two.json': JSON.stringify({
      extends: '../three.yaml',
      timeout: '2s',
      cache: { ttl: '2d', enabled: false },
    }),
    'three.yaml': 'timeout: 3s\nbatchSize: 3\n',
  });
  expect(loaded.problems).toEqual([]);
  expect(loaded.config).toEqual({
    concurrency: 1,
    timeout: '2s',
    batchSize: 3,
    cache: { ttl: '1d', enabled: false },
    sinks: ['markdown'],
    pipelines: { talks: { sources: ['a.mkv', 'b.mkv'], concurrency: 5 }, books: ['a.epub'] },
  });
});

test('the options of one thing do not mix with those of another', async () => {
  const { loaded } = await load({
    '.bowerbirdrc': 'extends: ./base.yaml\ncache: { store: { keyv: "@keyv/redis" } }\n',
    'base.yaml': 'cache: { store: { use: sqlite, options: { directory: here } }, ttl: 1d }\n',
  });
  expect(loaded.config).toEqual({ cache: { store: { keyv: '@keyv/redis' }, ttl: '1d' } });
});

test('a package; its plugins resolve from its own folder, and come first', async () => {
  const { cwd, loaded } = await load({
    '.bowerbirdrc': 'extends: bowerbird-preset\nplugins: [./mine.mjs, ./mine.mjs]\n',
    'node_modules/bowerbird-preset/package.json': JSON.stringify(PRESET),
    'node_modules/bowerbird-preset/preset.yaml': 'plugins: [bowerbird-plugin-its-own]\ntimeout: 5s\n',
  });
  const own = pathToFileURL(join(cwd, '.bowerbirdrc')).href;
  expect(loaded).toMatchObject({ base: cwd, config: { timeout: '5s' }, problems: [] });
  expect(loaded.plugins).toEqual([
    {
      specifier: 'bowerbird-plugin-its-own',
      from: pathToFileURL(join(cwd, 'node_modules/bowerbird-preset/preset.yaml')).href,
    },
    { specifier: './mine.mjs', from: own },
  ]);
});

test('a module that is merged stays as it is', async () => {
  const files = {
    '.bowerbirdrc': 'extends: ./base.mjs\npipelines: { own: [a] }\n',
    'base.mjs': 'export default { pipelines: { base: ["b"] } };\n',
  };
  const cwd = await folder({ 'package.json': '{}', ...files });
  const configs = [(await loadConfig({ cwd })).config, (await loadConfig({ cwd })).config];
  expect(configs[1]).toEqual({ pipelines: { base: ['b'], own: ['a'] } });
  expect(configs[1]).toEqual(configs[0]);
});

test('the same file by two ways is no circle', async () => {
  const base = 'extends: ./base.yaml\n';
  expect(
    await problemsOf({
      '.bowerbirdrc': 'extends: [./a.yaml, ./b.yaml]',
      'a.yaml': base,
      'b.yaml': base,
      'base.yaml': 'timeout: 1s',
    }),
  ).toEqual([]);
});

test('a circle', async () => {
  const files = {
    '.bowerbirdrc': 'extends: ./a.yaml',
    'a.yaml': 'extends: [./b.yaml]',
    'b.yaml': 'extends: [./a.yaml]',
  };
  expect(await problemsOf(files)).toEqual([
    'extends.extends[0].extends[0]: it builds on itself: a.yaml → b.yaml → a.yaml',
  ]);
});

test('what cannot be extended is told at its place, and hides nothing else', async () => {
  const problems = await problemsOf({
    '.bowerbirdrc':
      'extends: [./bsae.yaml, nowhere, base.yaml, ./list.yaml, ./broken.yaml, ./folder, ./deep.yaml]\n',
    'base.yaml': 'timeout: 1s\n',
    'list.yaml': '- a\n',
    'broken.yaml': 'a: b: c\n',
    'folder/x': '',
    'deep.yaml': 'extends: ./nothing.yaml\nplugins: 7\n',
  });
  expect(problems).toEqual([
    'extends[0]: there is no file <folder>/bsae.yaml. Did you mean "./base.yaml"? Paths start at the folder of the file that names them.',
    'extends[1]: it is not installed (looked from <folder>). Run: npm install nowhere',
    'extends[2]: no package has this name. For the file beside the rc file write "./base.yaml".',
    'extends[3]: <folder>/list.yaml cannot be used: expected an object with "pipelines", and it holds a list. Write pipelines into it, as in pipelines: { pages: ["https://example.org/"] }; `bowerbird init` writes an example.',
    'extends[4]: <folder>/broken.yaml cannot be used: line 1, column 5: bad indentation of a mapping entry. Check the line and the one before it: indentation, brackets that are not closed, text with ": " without quotes.',
    'extends[5]: <folder>/folder is a folder. Name the file in it, such as index.mjs.',
    'extends[6].extends: there is no file <folder>/nothing.yaml. Paths start at the folder of the file that names them.',
    'extends[6].plugins: expected a list, such as ["bowerbird-plugin-podcast"], received 7',
  ]);
});
