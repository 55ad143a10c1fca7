import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CacheEntry, defineCacheAdapter } from '@bowerbird/core';
import { cacheSuite } from '../../../src/cache/cache-suite.ts';
import type { Wrong } from '../wrong.ts';

const definition = defineCacheAdapter({
  name: 'files',
  summary: 'Keeps each entry in a file.',
  create(_, { state }) {
    const fileOf = (key: string) => join(state, createHash('sha256').update(key).digest('hex'));
    async function read(key: string): Promise<string | undefined> {
      const text = await readFile(fileOf(key), 'utf8').catch(() => '');
      if (text === '') return undefined;
      const { value, expires } = JSON.parse(text) as CacheEntry;
      return expires === undefined || expires > Date.now() ? value : undefined;
    }
    return {
      getMany: (keys) => Promise.all(keys.map(read)),
      async setMany(entries) {
        await mkdir(state, { recursive: true });
        for (const entry of entries) await writeFile(fileOf(entry.key), JSON.stringify(entry));
      },
      async deleteMany(keys) {
        for (const key of keys) await rm(fileOf(key), { force: true });
      },
    };
  },
});

export const wrong: Wrong = {
  about: 'setMany() writes the file in its place, where another one reads it',
  run: (test) => cacheSuite(test, definition, { scan: false, close: false }),
  caughtBy: 'gives out no value that is half written',
  message: /while another one writes.*\n {2}→ Let a value be replaced in one step/,
};
