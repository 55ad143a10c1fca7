import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ConfigError } from '@bowerbird/core';
import { expect, test } from 'vitest';
import { folder } from './__fixtures__/folder.ts';
import { CONFIG_PLACES, inlineConfig, loadConfig } from './load.ts';

const PAGES = { pipelines: { pages: ['https://example.org/'] } };
const YAML = 'pipelines:\n  pages: ["https://example.org/"]\n';

function textFor(place: string): string {
  if (place === 'package.json') return JSON.stringify({ bowerbird: PAGES });
  if (place.endsWith('.json')) return JSON.stringify(PAGES);
  if (/ts$/.test(place)) return `const config: object = ${JSON.stringify(PAGES)};\nexport default config;`;
  if (/js$/.test(place)) return `export default ${JSON.stringify(PAGES)};`;
  return YAML;
}

async function failure(files: Readonly<Record<string, string>>, file?: string): Promise<string> {
  const cwd = await folder({ 'package.json': '{"type":"module"}', ...files });
  const error = await loadConfig({ cwd, file }).then(
    () => expect.unreachable('it is read'),
    (reason: ConfigError) => reason,
  );
  return `${error.code}: ${error.message}\n${error.hint}`.replaceAll(cwd, '<folder>');
}

test.each(CONFIG_PLACES)('reads %s', async (place) => {
  const cwd = await folder({ 'package.json': '{"type":"module"}', [place]: textFor(place) });
  const loaded = await loadConfig({ cwd });
  expect(loaded).toEqual({
    file: join(cwd, place),
    base: cwd,
    config: PAGES,
    plugins: [],
    problems: [],
    env: {},
  });
});

test.each(['custom', 'custom.yaml', 'custom.json', 'custom.mjs', 'custom.ts'])(
  'reads the named file %s',
  async (name) => {
    const cwd = await folder({ 'package.json': '{"type":"module"}', [`sub/${name}`]: textFor(name) });
    const { file, base, config } = await loadConfig({ cwd, file: `sub/${name}` });
    expect({ file, base, config }).toEqual({
      file: join(cwd, 'sub', name),
      base: join(cwd, 'sub'),
      config: PAGES,
    });
  },
);

test('looks upwards, as far as the first folder with a package.json', async () => {
  const cwd = await folder({ 'package.json': '{}', '.bowerbirdrc': YAML, 'other/package.json': '{}' });
  await mkdir(join(cwd, 'a/b'), { recursive: true });
  expect((await loadConfig({ cwd: join(cwd, 'a/b') })).file).toBe(join(cwd, '.bowerbirdrc'));
  await expect(loadConfig({ cwd: join(cwd, 'other') })).rejects.toMatchObject({ code: 'CONFIG_NOT_FOUND' });
});

test('takes the first of several in a folder', async () => {
  const cwd = await folder(Object.fromEntries(CONFIG_PLACES.map((place) => [place, textFor(place)])));
  expect(basename((await loadConfig({ cwd })).file ?? '')).toBe('.bowerbirdrc');
});

test('reads the .env beside the file', async () => {
  const cwd = await folder({
    'package.json': '{}',
    'sub/.bowerbirdrc': YAML,
    'sub/.env': 'KEY="a b"\n# no\nOTHER=2\n',
    '.env': 'KEY=no',
  });
  expect((await loadConfig({ cwd, file: 'sub/.bowerbirdrc' })).env).toEqual({ KEY: 'a b', OTHER: '2' });
});

test('says where it looked, and how to begin', async () => {
  expect(await failure({})).toBe(
    `CONFIG_NOT_FOUND: there is no configuration in <folder> or in a folder above it; looked for ${CONFIG_PLACES.join(', ')} (key "bowerbird")
Run \`bowerbird init\` to write one, or name one with --config FILE.`,
  );
});

test('says that a named file is not there', async () => {
  expect(await failure({ 'bower.yaml': YAML }, 'bowr.yaml')).toBe(
    `CONFIG_NOT_FOUND: there is no file <folder>/bowr.yaml; did you mean "bower.yaml"?
Check the path after --config, or run \`bowerbird init\` to write a configuration.`,
  );
});

const EMPTY =
  'Write pipelines into it, as in pipelines: { pages: ["https://example.org/"] }; `bowerbird init` writes an example.';
const TYPESCRIPT =
  'Node.js runs TypeScript by leaving the types out: write it without enum, namespace and parameter properties, or compile it.';
const JSON_RULES =
  'JSON has neither comments nor commas after the last item, and all its names stand in double quotes.';

test.each([
  ['.bowerbirdrc', '', 'the file is empty', EMPTY],
  ['.bowerbirdrc.yaml', '# nothing yet\n', 'the file is empty', EMPTY],
  ['.bowerbirdrc.yaml', '- web\n', 'expected an object with "pipelines", and it holds a list', EMPTY],
  ['.bowerbirdrc.yml', 'pages\n', 'expected an object with "pipelines", and it holds a string', EMPTY],
  [
    '.bowerbirdrc',
    'pipelines:\n\tpages: []\n',
    'line 2, column 1: tab characters must not be used in indentation',
    'Indent with spaces.',
  ],
  [
    '.bowerbirdrc',
    'plugins: [@bowerbird/x]\n',
    'line 1, column 11: missed comma between flow collection entries',
    'Text that begins with @ needs quotes.',
  ],
  [
    '.bowerbirdrc',
    'pipelines:\n  pages: *.html\n',
    'line 2, column 11: unidentified alias ".html"',
    'Text that begins with * needs quotes: "*.html".',
  ],
  [
    '.bowerbirdrc',
    'concurrency: 1\nconcurrency: 2\n',
    'line 2, column 1: duplicated mapping key',
    'Take one of the two out.',
  ],
  [
    '.bowerbirdrc',
    'pipelines: { pages: [a, b }\n',
    'line 1, column 27: missed comma between flow collection entries',
    'Check the line and the one before it: indentation, brackets that are not closed, text with ": " without quotes.',
  ],
  [
    '.bowerbirdrc.json',
    '{\n  "concurrency": 1,\n}',
    'line 3, column 1: Expected double-quoted property name',
    JSON_RULES,
  ],
  ['.bowerbirdrc.json', '{ "concurrency": }', "line 1, column 18: Unexpected token '}'", JSON_RULES],
  ['package.json', '{ "bowerbird": { ', "line 1, column 18: Expected property name or '}'", JSON_RULES],
  [
    'bowerbird.config.mjs',
    'export default {\n  a: \n};\n',
    "line 3, column 1: Unexpected token '}'",
    'Mend the syntax.',
  ],
  [
    'bowerbird.config.js',
    'import "./nope.js";\nexport default {};\n',
    "Cannot find module '<folder>/nope.js' imported from <folder>/bowerbird.config.js",
    'Mend the import, or build the package that holds the file.',
  ],
  [
    'bowerbird.config.mjs',
    'import "nope";\nexport default {};\n',
    "Cannot find package 'nope' imported from <folder>/bowerbird.config.mjs",
    'Run: npm install nope',
  ],
  [
    'bowerbird.config.mjs',
    'const a = null;\nexport default a.b;\n',
    "line 2, column 18: Cannot read properties of null (reading 'b')",
    'Mend the module: it must load without an error.',
  ],
  // Of an error of this kind cosmiconfig's own search says that the file is not there.
  [
    'bowerbird.config.mjs',
    'import { readFileSync } from "node:fs";\nexport default readFileSync("/nowhere");\n',
    "line 2, column 16: ENOENT: no such file or directory, open '/nowhere'",
    'Mend the module: it must load without an error.',
  ],
  [
    'bowerbird.config.mjs',
    'export const a = 1;\n',
    'it has no default export',
    'Write: export default { pipelines: { … } };',
  ],
  [
    'bowerbird.config.mjs',
    'export default () => ({});\n',
    'expected an object with "pipelines", and it holds a function',
    EMPTY,
  ],
  [
    'bowerbird.config.ts',
    'enum Size { Small }\nexport default {};\n',
    'line 1, column 1: TypeScript enum is not supported in strip-only mode',
    TYPESCRIPT,
  ],
])('%s with %j cannot be used', async (place, text, reason, hint) => {
  expect(await failure({ [place]: text })).toBe(
    `CONFIG_INVALID: ${place} cannot be used: ${reason}\n${hint}`,
  );
});

test('a file with an ending that nobody reads', async () => {
  expect(await failure({ 'rc.toml': '' }, 'rc.toml')).toMatch(
    'rc.toml cannot be used: there is no reader for .toml files',
  );
});

test('a broken package.json that says nothing of Bowerbird is passed over', async () => {
  const cwd = await folder({ 'package.json': '{ broken', '.bowerbirdrc': YAML });
  await mkdir(join(cwd, 'sub'));
  expect((await loadConfig({ cwd })).config).toEqual(PAGES);
});

test('an object as configuration', () => {
  const from = 'file:///elsewhere/index.js';
  const plugins = [{ specifier: 'given', from }];
  expect(inlineConfig({ base: '/base' })).toEqual({
    file: undefined,
    base: '/base',
    config: {},
    plugins: [],
    problems: [],
    env: {},
  });
  expect(
    inlineConfig({ base: '/base', config: { ...PAGES, plugins: ['./own.mjs', 7] }, plugins }),
  ).toMatchObject({
    config: PAGES,
    plugins: [...plugins, { specifier: './own.mjs', from: 'file:///base/inline' }],
    problems: [{ path: 'plugins[1]', message: 'expected a package or a path, received 7' }],
  });
});
