import { expect, test } from 'vitest';
import type { LoadedPlugin } from '../api.ts';
import { captions, mail, markdown, plugin, redact, web } from '../config/__fixtures__/definitions.ts';
import { createRegistry } from './registry.ts';

const foreign = (
  name: string,
  ...rest: Parameters<typeof plugin> extends [string, ...infer D] ? D : never
): LoadedPlugin => ({
  ...plugin(name, ...rest),
  builtIn: false,
});
const messages = (registry: ReturnType<typeof createRegistry>) =>
  registry.problems.map(({ message }) => message);

test('finds by kind and name', () => {
  const registry = createRegistry([plugin('a', web, markdown), plugin('b', captions)]);
  expect(registry.find('collector', 'web')).toBe(web);
  expect(registry.find('sink', 'web')).toBeUndefined();
  expect(registry.collectors()).toEqual([web, captions]);
  expect(registry.all('sink')).toEqual([markdown]);
  expect(registry.problems).toEqual([]);
});

test('two plugins that fight for a name are named both; the first one stays', () => {
  const other = { ...web };
  const registry = createRegistry([foreign('one', web), foreign('./two.mjs', other)]);
  expect(registry.problems).toEqual([
    {
      path: 'plugins',
      message: 'both one (/plugins/one/index.js) and ./two.mjs have a collector "web"; take one of them out',
    },
  ]);
  expect(registry.find('collector', 'web')).toBe(web);
});

test('a plugin must not take the name of a built-in one', () => {
  const registry = createRegistry([plugin('@bowerbird/plugin-web', web), foreign('./mine.mjs', { ...web })]);
  expect(messages(registry)).toEqual([
    'the collector "web" of ./mine.mjs has the name of a built-in one (from @bowerbird/plugin-web); give it another name',
  ]);
});

test('one plugin with the same name twice', () => {
  expect(messages(createRegistry([plugin('a', web, { ...web })]))).toEqual([
    'a has the collector "web" twice; one of them needs another name',
  ]);
});

test('no clash: the same definition again, the same name of another kind, and what was given', () => {
  const given = { ...web };
  const sink = { ...markdown, name: 'web' };
  const registry = createRegistry([plugin('a', web, sink), plugin('b', web)], [given]);
  expect(registry.problems).toEqual([]);
  expect(registry.find('collector', 'web')).toBe(given);
});

const broken = (specifier: string): LoadedPlugin => ({
  specifier,
  builtIn: false,
  definitions: [],
  error: { code: 'PLUGIN_FAILED', message: 'it is not installed', hint: 'Run: npm install it' },
});
const LINE = 'the plugin x may have it, but cannot be used: it is not installed. Run: npm install it';

test.each([
  [
    'caption',
    [plugin('v', captions, web)],
    'no collector is called "caption"; did you mean "captions" (from v)?',
  ],
  ['wbe', [plugin('v', captions, web)], 'no collector is called "wbe"; did you mean "web" (from v)?'],
  ['podcast', [plugin('v', captions, web)], 'no collector is called "podcast"; there are captions and web'],
  ['podcast', [plugin('v', mail)], 'no collector is called "podcast"; there is only mail'],
  ['podcast', [], 'no collector is called "podcast"; there is none'],
  ['redact', [plugin('v', redact)], '"redact" is a transform and no collector'],
  ['podcast', [plugin('v', web), broken('x')], `no collector is called "podcast"\n${LINE}`],
  [
    'wbe',
    [plugin('v', web), broken('x')],
    `no collector is called "wbe"; did you mean "web" (from v)?\n${LINE}`,
  ],
])('says what is missing: %s', (name, plugins, expected) => {
  expect(createRegistry(plugins).explainMissing('collector', name)).toBe(expected);
});

test('what was given comes from no plugin', () => {
  expect(createRegistry([], [web]).explainMissing('collector', 'wbe')).toBe(
    'no collector is called "wbe"; did you mean "web"?',
  );
});
