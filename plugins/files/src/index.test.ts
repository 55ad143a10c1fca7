import { toJsonSchema, validate } from '@bowerbird/core';
import { expect, test } from 'vitest';
import plugin, { jsonl, markdown } from './index.ts';

test('brings three sinks', () => {
  expect(plugin.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'sink markdown',
    'sink jsonl',
    'sink sqlite',
  ]);
});

test.each([markdown, jsonl])('reads options: $name', async ({ name, options }) => {
  if (!options) throw new Error('no options');
  await expect(validate<unknown>(options, {}, name)).resolves.toEqual({ path: 'corpus' });
  await expect(validate<unknown>(options, undefined, name)).resolves.toEqual({ path: 'corpus' });
  await expect(validate<unknown>(options, { path: '../x' }, name)).resolves.toEqual({ path: '../x' });
  for (const wrong of [{ path: '' }, { path: 7 }, { paths: 'x' }, { path: 'a\0b' }, null]) {
    await expect(validate<unknown>(options, wrong, name)).rejects.toThrow('is not valid');
  }
  expect(toJsonSchema(options)).toMatchObject({
    type: 'object',
    properties: { path: { type: 'string', default: 'corpus' } },
    additionalProperties: false,
  });
});

test('naming the file instead of the folder is an error that says so', async () => {
  if (!jsonl.options) throw new Error('no options');
  await expect(validate(jsonl.options, { path: 'out.jsonl' }, 'jsonl')).rejects.toThrow(
    'is a folder, not a file: documents go to <path>/<pipeline>.jsonl',
  );
});
