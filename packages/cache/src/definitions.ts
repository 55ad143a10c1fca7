import { join, resolve } from 'node:path';
import { type AnyDefinition, defineCacheAdapter, defineKeyGenerator, type Schema } from '@bowerbird/core';
import { defaultKey } from './key.ts';
import { memoryCache } from './small-caches.ts';
import { sqliteCache } from './sqlite-cache.ts';

/** Options of the cache adapter `sqlite`. */
export interface SqliteOptions {
  /** Folder of the database, relative to the rc file. The default is the cache's own folder. */
  readonly directory?: string | undefined;
}

// Written out by hand: one field is no reason for a dependency.
const sqliteOptions: Schema<SqliteOptions> = {
  '~standard': {
    version: 1,
    vendor: 'bowerbird',
    validate(value = {}) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        return { issues: [{ message: 'expected an object' }] };
      }
      const issues = Object.entries(value).flatMap(([name, field]) => findIssue(name, field));
      return issues.length > 0 ? { issues } : { value };
    },
    jsonSchema: {
      input: () => ({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        properties: {
          directory: {
            type: 'string',
            minLength: 1,
            description:
              "Folder of the database, relative to the rc file. The default is the cache's own folder.",
          },
        },
        additionalProperties: false,
      }),
    },
  },
};

function findIssue(name: string, field: unknown) {
  if (name !== 'directory') return [{ message: 'there is no such option', path: [name] }];
  if (field === undefined || (typeof field === 'string' && field !== '')) return [];
  return [{ message: 'expected the path of a folder', path: [name] }];
}

const sqlite = defineCacheAdapter<SqliteOptions>({
  name: 'sqlite',
  summary: 'Keeps the cache in a SQLite file. The default.',
  options: sqliteOptions,
  create: ({ directory }, home) =>
    sqliteCache({
      file: join(directory === undefined ? home.state : resolve(home.base, directory), 'cache.sqlite'),
    }),
});

const memory = defineCacheAdapter({
  name: 'memory',
  summary: 'Keeps the cache in memory, until the end of the run.',
  create: () => memoryCache(),
});

const sha256 = defineKeyGenerator({
  name: 'sha256',
  summary: 'SHA-256 of the canonical JSON (RFC 8785) of collector and identity. The default.',
  create: () => defaultKey,
});

/** What this package brings: the cache adapters `sqlite` and `memory`, and the key generator `sha256`. */
export const definitions: readonly AnyDefinition[] = [sqlite, memory, sha256];
