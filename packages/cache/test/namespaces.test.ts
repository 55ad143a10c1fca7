import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe } from 'vitest';
import { keyvCache, memoryCache, sqliteCache, tieredCache } from '../src/index.ts';
import { itKeepsNamespacesApart } from './namespaces.ts';
import { temporaryFolder } from './temporary.ts';

const folder = temporaryFolder();

describe('memory', () => itKeepsNamespacesApart(memoryCache));
describe('a Map', () => itKeepsNamespacesApart(() => keyvCache(new Map())));
describe('tiers', () => itKeepsNamespacesApart(() => tieredCache([memoryCache(), keyvCache(new Map())])));
describe('sqlite', () => {
  const file = join(folder, randomUUID(), 'cache.sqlite');
  const open = () => sqliteCache({ file });
  itKeepsNamespacesApart(open, open);
});
