import type { AnyDefinition } from '@bowerbird/core';
import { cacheSuite, keyGeneratorSuite } from '@bowerbird/testkit';
import { it } from 'vitest';
import { definitions, sqliteAdapter } from '../src/index.ts';

type OfKind<Kind> = Extract<AnyDefinition, { readonly kind: Kind }>;
const find = <Kind extends AnyDefinition['kind']>(kind: Kind, name: string) =>
  definitions.find((each) => each.kind === kind && each.name === name) as OfKind<Kind>;

const able = { entries: true, usage: true, counts: true } as const;

cacheSuite(it, find('cache-adapter', 'memory'), {
  ...able,
  options: { maxBytes: '64mb' },
  shared: false,
  broken: false,
  prune: 'when asked',
});
cacheSuite(it, sqliteAdapter, {
  ...able,
  options: { directory: 'kept', compress: false },
  leases: true,
  prune: 'by itself',
});
cacheSuite(it, sqliteAdapter, { ...able, leases: true, prune: 'by itself' });

keyGeneratorSuite(it, find('key-generator', 'sha256'), {
  known: [
    {
      collector: 'web',
      identity: 'https://example.org/',
      key: 'e5d2fad78dcafa8910a7f28a4f9f9c7c00a9be589b7f3910eff8606f1ae517ff',
    },
    {
      collector: 'web',
      identity: { url: 'https://example.org/ä', depth: 1, tags: ['b', 'a'], login: null },
      key: '434d9ecca4dae5d1a980251f18369da440b05cb1bb15857c9a8679def66474b7',
    },
    {
      collector: 'book',
      identity: { file: 'a.epub', pages: [1, 1e21, 0.5], parts: { to: 2, from: 1 } },
      key: 'cab044c8ccabbf13d0df32932aefc8c62f060b6b38a90fadf9c26444aea926eb',
    },
  ],
});
