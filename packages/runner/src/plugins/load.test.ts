import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { LoadedPlugin } from '../api.ts';
import { folder } from '../config/__fixtures__/folder.ts';
import { loadPlugins } from './load.ts';

// What define…() makes, without the import: the modules lie outside of the workspace.
const sink = (name: string) =>
  `{ apiVersion: 1, kind: 'sink', name: '${name}', summary: 'A sink.', create() {} }`;
const GOOD = `export default ${sink('good')};`;

/** Loads in a process of its own: here Vite would read the modules, and Vite forgives what Node.js does not. */
async function load(specifiers: readonly string[], files: Readonly<Record<string, string>>, builtIn = 0) {
  const base = await folder(files);
  const from = pathToFileURL(join(base, '.bowerbirdrc')).href;
  const references = specifiers.map((specifier) => ({
    specifier: specifier.replace('<folder>', base),
    from,
  }));
  const script = `
    import { loadPlugins } from ${JSON.stringify(new URL('./load.ts', import.meta.url).href)};
    console.log(JSON.stringify(await loadPlugins(${JSON.stringify(references)}, { builtIn: ${builtIn} })));`;
  const args = ['--conditions=@bowerbird/source', '--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const plugins = JSON.parse(stdout.replaceAll(base, '<folder>')) as readonly LoadedPlugin[];
  return plugins;
}

test('a file, a package that only ESM may import, one in a scope, one in TypeScript, one in CommonJS', async () => {
  const manifest = (name: string) =>
    JSON.stringify({ name, type: 'module', exports: { '.': { import: './main.js' } } });
  const names = ['./own.mjs', 'bowerbird-plugin-x', '@scope/y', './typed.ts', './old.cjs'];
  const plugins = await load(names, {
    'own.mjs': `export default [${sink('one')}, ${sink('two')}];`,
    'node_modules/bowerbird-plugin-x/package.json': manifest('bowerbird-plugin-x'),
    'node_modules/bowerbird-plugin-x/main.js': GOOD,
    'node_modules/@scope/y/package.json': manifest('@scope/y'),
    'node_modules/@scope/y/main.js': GOOD,
    'package.json': '{"type":"module"}',
    'typed.ts': `const name: string = 'typed';\nexport default { ...${sink('x')}, name };`,
    'old.cjs': `module.exports = { __esModule: true, default: ${sink('old')} };`,
  });
  expect(plugins.map(({ error }) => error)).toEqual(names.map(() => undefined));
  expect(plugins.map(({ definitions }) => definitions.map(({ name }) => name))).toEqual([
    ['one', 'two'],
    ['good'],
    ['good'],
    ['typed'],
    ['old'],
  ]);
  expect(plugins[1]).toMatchObject({
    location: '<folder>/node_modules/bowerbird-plugin-x/main.js',
    builtIn: false,
  });
});

test('a module that is named twice is loaded once', async () => {
  const plugins = await load(['./good.mjs', '<folder>/good.mjs'], { 'good.mjs': GOOD }, 1);
  expect(plugins).toMatchObject([{ specifier: './good.mjs', builtIn: true }]);
});

test('a plugin of the workspace is taken from source', async () => {
  const [plugin] = await loadPlugins([{ specifier: '@bowerbird/cache', from: import.meta.url }], {
    builtIn: 1,
  });
  expect(plugin?.error).toBeUndefined();
  expect(plugin?.location).toMatch(/src.index\.ts$/);
});

const DEFAULT = 'Export a definition, or a list of them: export default defineCollector({ … }).';
const PATHS = 'Paths start at the folder of the file that names them.';

const BROKEN: readonly (readonly [
  specifier: string,
  files: Readonly<Record<string, string>>,
  error: string,
])[] = [
  ['@scope/nowhere/sub', {}, 'it is not installed (looked from <folder>)\nRun: npm install @scope/nowhere'],
  [
    'mine.mjs',
    { 'mine.mjs': GOOD },
    'no package has this name\nFor the file beside the rc file write "./mine.mjs".',
  ],
  ['./godo.mjs', {}, `there is no file <folder>/godo.mjs\nDid you mean "./good.mjs"? ${PATHS}`],
  ['./far/away.mjs', {}, `there is no file <folder>/far/away.mjs\n${PATHS}`],
  [
    './folder',
    { 'folder/index.mjs': GOOD },
    '<folder>/folder is a folder\nName the file in it, such as index.mjs.',
  ],
  [
    'unbuilt',
    { 'node_modules/unbuilt/package.json': '{"name":"unbuilt","exports":"./dist/index.js"}' },
    'it is installed, but <folder>/node_modules/unbuilt/dist/index.js is not there\nBuild the package, or install it again.',
  ],
  [
    'closed/inner',
    { 'node_modules/closed/package.json': '{"name":"closed","exports":{".":"./index.js"}}' },
    'closed does not export closed/inner\nName what the package exports.',
  ],
  [
    './throws.mjs',
    { 'throws.mjs': 'const a = null;\na.b;\n' },
    "it fails while it is loaded: Cannot read properties of null (reading 'b') (<folder>/throws.mjs:2:3)\nMend the module: it must load without an error.",
  ],
  [
    './text.mjs',
    { 'text.mjs': 'throw "no";' },
    'it fails while it is loaded: no\nMend the module: it must load without an error.',
  ],
  [
    './imports.mjs',
    { 'imports.mjs': 'import "@not/there/sub";' },
    "it fails while it is loaded: Cannot find package '@not/there' imported from <folder>/imports.mjs\nRun: npm install @not/there",
  ],
  [
    './syntax.mjs',
    { 'syntax.mjs': 'export default {\n  a: ,\n};\n' },
    "it fails while it is loaded: Unexpected token ',' (<folder>/syntax.mjs:2:6)\nMend the syntax.",
  ],
  [
    './enum.ts',
    { 'enum.ts': 'enum A { B }\nexport default A;\n' },
    'it fails while it is loaded: TypeScript enum is not supported in strip-only mode (<folder>/enum.ts:1:1)\nNode.js runs TypeScript by leaving the types out: write it without enum, namespace and parameter properties, or compile it.',
  ],
  ['./empty.mjs', { 'empty.mjs': '' }, `it has no default export\n${DEFAULT}`],
  [
    './named.mjs',
    { 'named.mjs': `export const mine = ${sink('mine')};` },
    'it exports mine by name, but has no default export\nAdd: export default mine;',
  ],
  ['./list.mjs', { 'list.mjs': 'export default [];' }, `its default export is an empty list\n${DEFAULT}`],
  [
    './seven.mjs',
    { 'seven.mjs': 'export default 7;' },
    `its default export is no definition: it is not an object\n${DEFAULT}`,
  ],
  [
    './plain.mjs',
    { 'plain.mjs': "export default { name: 'x' };" },
    `its default export ("x") is no definition: it was not made by defineCollector() or another define…() of @bowerbird/core\n${DEFAULT}`,
  ],
  [
    './newer.mjs',
    { 'newer.mjs': `export default { ...${sink('new')}, apiVersion: 2 };` },
    'its default export ("new") is no definition: it was made for version 2 of the contract; this is version 1\nInstall a version of the plugin that is made for this version of Bowerbird.',
  ],
];

test('each broken plugin says why and what to do, and hides no other', async () => {
  const files = Object.assign({ 'good.mjs': GOOD }, ...BROKEN.map(([, own]) => own));
  const plugins = await load([...BROKEN.map(([specifier]) => specifier), './good.mjs'], files);
  expect(plugins.at(-1)).toMatchObject({ definitions: [{ name: 'good' }] });
  const told = plugins
    .slice(0, -1)
    .map(({ specifier, error }) => [specifier, `${error?.message}\n${error?.hint}`]);
  expect(told).toEqual(BROKEN.map(([specifier, , expected]) => [specifier, expected]));
});

test('of several definitions those that are right can be used', async () => {
  const text = `export default [${sink('right')}, { ...${sink('wrong')}, summary: '' }];`;
  const [plugin] = await load(['./x.mjs'], { 'x.mjs': text });
  expect(plugin?.definitions).toMatchObject([{ name: 'right' }]);
  expect(plugin?.error).toMatchObject({
    code: 'DEFINITION_INVALID',
    message: 'number 2 of its default export ("wrong") is no definition: it has no summary',
  });
});
