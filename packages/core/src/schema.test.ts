import { expect, it } from 'vitest';
import { issuePath, type Schema, toJsonSchema, validate } from './schema.ts';

const positive: Schema<number> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: async (value) =>
      typeof value === 'number' && value > 0
        ? { value }
        : {
            issues: [
              { message: 'expected a number over 0', path: ['a', { key: 0 }, 'b'] },
              { message: 'and no less' },
            ],
          },
    jsonSchema: { input: ({ target }) => ({ $schema: target, type: 'number' }) },
  },
};

it('reads values, also by a schema that takes its time', async () => {
  expect(await validate(positive, 3, 'the answer')).toBe(3);
});

it('names every issue', async () => {
  await expect(validate(positive, 0, 'the answer')).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    problems: [
      { path: 'a[0].b', message: 'expected a number over 0' },
      { path: '', message: 'and no less' },
    ],
  });
});

it('gives the JSON Schema of a schema that has one', () => {
  expect(toJsonSchema(positive)).toEqual({ $schema: 'draft-2020-12', type: 'number' });
  expect(
    toJsonSchema({ '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } }),
  ).toBeUndefined();
  expect(toJsonSchema(undefined)).toBeUndefined();
});

it('writes paths as people do', () => {
  expect(issuePath({ message: '', path: ['use', 0, 'options', { key: 'apiKey' }] })).toBe(
    'use[0].options.apiKey',
  );
  expect(issuePath({ message: '' })).toBe('');
});
