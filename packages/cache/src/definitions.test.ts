import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CacheAdapter,
  type CacheAdapterDefinition,
  findDefinitionProblem,
  type KeyGeneratorDefinition,
  toJsonSchema,
  validate,
} from '@bowerbird/core';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../test/temporary.ts';
import exported, { defaultKey, definitions, type MemoryOptions, type SqliteOptions } from './index.ts';

const folder = temporaryFolder();
const home = { base: join(folder, 'project'), state: join(folder, 'state') };
const find = (name: string) => definitions.find((definition) => definition.name === name);
const sqlite = find('sqlite') as CacheAdapterDefinition<SqliteOptions>;

async function holds(cache: CacheAdapter): Promise<boolean> {
  await cache.setMany([{ key: 'a', value: 'x' }]);
  const [value] = await cache.getMany(['a']);
  await cache.close?.();
  return value === 'x';
}

describe('definitions', () => {
  it('are the default export, and in order', () => {
    expect(exported).toBe(definitions);
    expect(definitions.map(findDefinitionProblem)).toEqual([undefined, undefined, undefined]);
    expect(definitions.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'cache-adapter sqlite',
      'cache-adapter memory',
      'key-generator sha256',
    ]);
  });

  it.each([
    [{}, join(home.state, 'cache.sqlite')],
    [{ directory: 'here' }, join(home.base, 'here', 'cache.sqlite')],
    [{ directory: join(folder, 'there') }, join(folder, 'there', 'cache.sqlite')],
  ])('keep sqlite with %j in the right place', async (options, file) => {
    expect(await holds(await sqlite.create(options, home))).toBe(true);
    expect(existsSync(file)).toBe(true);
  });

  it('check the options of sqlite', async () => {
    expect(await validate(sqlite.options!, undefined, 'options')).toEqual({});
    expect(await validate(sqlite.options!, { directory: 'a' }, 'options')).toEqual({ directory: 'a' });
    expect(await validate(sqlite.options!, { maxBytes: '1.5 mb', compress: false }, 'options')).toEqual({
      maxBytes: 1.5 * 1024 ** 2,
      compress: false,
    });
    const sizes = [{ maxBytes: 5 }, { maxBytes: '5' }, { maxBytes: '1kb' }, { maxBytes: '-5gb' }];
    const others = [{ directory: 7 }, { directory: '' }, { folder: 'a' }, { compress: 'no' }, [], 'a', null];
    for (const wrong of [...sizes, ...others]) {
      await expect(validate(sqlite.options!, wrong, 'options')).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
      });
    }
    expect(toJsonSchema(sqlite.options)).toMatchObject({ additionalProperties: false });
  });

  it('make a memory cache and the default key generator', async () => {
    const memory = find('memory') as CacheAdapterDefinition<MemoryOptions>;
    expect(await holds(await memory.create({}, home))).toBe(true);
    const sha256 = find('sha256') as KeyGeneratorDefinition;
    expect(await sha256.create(undefined, home)).toBe(defaultKey);
  });
});
