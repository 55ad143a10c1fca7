import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineCollector, defineSink } from '@bowerbird/core';
import type { CachedAnswer, CacheStats, LoadedPlugin } from '@bowerbird/runner';
import { describe, expect, it } from 'vitest';
import { call, document, fakeIo, notFound, temporaryFolder } from '../../test/fake.ts';

describe('plugins', () => {
  const request = {
    '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) },
  } as const;
  const never = (): never => {
    throw new Error('not here');
  };
  const plugins: readonly LoadedPlugin[] = [
    {
      specifier: '@bowerbird/plugin-web',
      location: '/lib/web.js',
      builtIn: true,
      definitions: [
        defineCollector({ name: 'web', summary: 'Web pages.', request, revision: 1, create: never }),
      ],
    },
    {
      specifier: './mine.mjs',
      builtIn: false,
      definitions: [defineSink({ name: 'tape', summary: 'A tape.', create: never })],
    },
    {
      specifier: 'bowerbird-plugin-podcast',
      builtIn: false,
      definitions: [],
      error: {
        code: 'PLUGIN_FAILED',
        message: 'it is not installed',
        hint: 'npm install bowerbird-plugin-podcast',
      },
    },
  ];

  it('are listed, the broken ones with the reason', async () => {
    const { code, out } = await call(['plugins'], { runner: { plugins }, module: { loadConfig: notFound } });
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "KIND       NAME  SUMMARY     FROM
      collector  web   Web pages.  @bowerbird/plugin-web (built in)
      sink       tape  A tape.     ./mine.mjs

      1 plugin could not be loaded

        bowerbird-plugin-podcast
          it is not installed
            → npm install bowerbird-plugin-podcast
      "
    `);
  });

  it('are printed as JSON', async () => {
    const printed = JSON.parse((await call(['plugins', '--json'], { runner: { plugins } })).out);
    expect(printed[0]).toEqual({
      specifier: '@bowerbird/plugin-web',
      location: '/lib/web.js',
      builtIn: true,
      definitions: [{ kind: 'collector', name: 'web', summary: 'Web pages.' }],
    });
    expect(printed[2].error.code).toBe('PLUGIN_FAILED');
  });
});

describe('schema', () => {
  it('is printed', async () => {
    expect(JSON.parse((await call(['schema'])).out)).toEqual({ type: 'object' });
    expect(JSON.parse((await call(['schema', '--summary'])).out)).toEqual({ title: 'RunSummary' });
  });

  it('is written beside the rc file', async () => {
    const cwd = temporaryFolder();
    const file = join(cwd, '.bowerbirdrc.yaml');
    expect(await call(['schema', '--write'], { runner: { file } })).toMatchObject({
      code: 0,
      out: '',
      err: 'Wrote .bowerbird/rc.schema.json\n',
    });
    expect(readFileSync(join(cwd, '.bowerbird', '.gitignore'), 'utf8')).toBe('*\n');
  });
});

describe('cache', () => {
  const answer = (key: string, some: Partial<CachedAnswer> = {}): CachedAnswer => ({
    key,
    collector: 'web',
    source: 'https://example.org/a',
    retrieved: '2026-01-02T03:04:05.000Z',
    checked: '2026-02-03T04:05:06.000Z',
    documents: 1,
    gone: false,
    ...some,
  });
  const some: CacheStats = {
    entries: 5,
    answers: 3,
    originals: 2,
    bytes: 2048,
    collectors: [
      { collector: 'web', answers: 2, originals: 2 },
      { collector: 'note', answers: 1, originals: 0 },
    ],
  };
  const empty: CacheStats = { entries: 0, answers: 0, originals: 0, bytes: 0, collectors: [] };

  /** A cache that remembers what was thrown away. */
  function kept(stats = some) {
    const cleared: unknown[] = [];
    const cache = {
      location: '/cache',
      stats: async () => (cleared.length > 0 ? empty : stats),
      async *list(filter: { readonly collector?: string | undefined } = {}) {
        const all = [
          answer('0123456789abcdef'),
          answer('f00', { collector: 'note', gone: true, source: 'n\u001b[0m' }),
        ];
        yield* all.filter(
          ({ collector }) => filter.collector === undefined || filter.collector === collector,
        );
      },
      get: async (key: string) =>
        key === '0123' ? { answer: answer('0123456789abcdef'), documents: [document()] } : undefined,
      clear: async (filter: unknown) => {
        cleared.push(filter);
        return 5;
      },
    };
    return { runner: { cache }, cleared };
  }

  it('stats', async () => {
    expect((await call(['cache', 'stats'], kept())).out).toMatchInlineSnapshot(`
      "5 entries, 2.0 kB in /cache

      COLLECTOR  ANSWERS  ORIGINALS
      web              2          2
      note             1          0
                       3          2
      "
    `);
    expect((await call(['cache', 'stats'], kept(empty))).out).toBe('0 entries, 0 B in /cache\n');
    expect(JSON.parse((await call(['cache', 'stats', '--json'], kept())).out)).toEqual({
      location: '/cache',
      ...some,
    });
  });

  it('ls', async () => {
    expect((await call(['cache', 'ls'], kept())).out).toMatchInlineSnapshot(`
      "KEY           COLLECTOR  DOCUMENTS  RETRIEVED         CHECKED           SOURCE
      0123456789ab  web                1  2026-01-02 03:04  2026-02-03 04:05  https://example.org/a
      f00           note            gone  2026-01-02 03:04  2026-02-03 04:05  n
      "
    `);
    expect((await call(['cache', 'ls', '--collector', 'note'], kept())).out).not.toContain('web');
    expect(await call(['cache', 'ls', '--collector', 'x'], kept())).toMatchObject({
      code: 0,
      out: '',
      err: 'Nothing is kept.\n',
    });
    expect((await call(['cache', 'ls', '--json'], kept())).out.trim().split('\n')).toHaveLength(2);
  });

  it('get', async () => {
    const { code, out, err } = await call(['cache', 'get', '0123'], kept());
    expect({ code, out }).toEqual({
      code: 0,
      out: '# Bowers\n\nSource: <https://example.org/a>\n\nBowers are built by males.\n',
    });
    expect(err).toContain('retrieved  2026-01-02');
    expect(JSON.parse((await call(['cache', 'get', '0123', '--json'], kept())).out).documents).toHaveLength(
      1,
    );
    expect(await call(['cache', 'get', 'zzz'], kept())).toMatchObject({ code: 2, out: '' });
  });

  it('clear with --yes', async () => {
    const cache = kept();
    expect(await call(['cache', 'clear', '--yes', '--collector', 'web'], cache)).toMatchObject({
      code: 0,
      err: 'Threw away 5 entries, 2.0 kB.\n',
    });
    expect(cache.cleared).toEqual([{ collector: 'web' }]);
    expect((await call(['cache', 'clear'], kept(empty))).err).toBe('Nothing is kept in /cache.\n');
  });

  it.each([
    ['y\n', 1, 'Threw away 5 entries'],
    ['no\n', 0, 'Nothing was thrown away.'],
    ['', 0, 'Nothing was thrown away.'],
  ])('clear asks on a terminal: %j', async (typed, times, text) => {
    const cache = kept();
    const io = fakeIo({ terminal: true });
    io.input.end(typed);
    const { code, err } = await call(['cache', 'clear'], { ...cache, io });
    expect({ code, times: cache.cleared.length }).toEqual({ code: 0, times });
    expect(err).toMatch(/^Throw away 5 entries \(2\.0 kB in all\) in \/cache\? \[y\/N\] /);
    expect(err).toContain(text);
  });

  it('clear needs --yes where there is nobody to ask', async () => {
    const cache = kept();
    const { code, err } = await call(['cache', 'clear'], cache);
    expect({ code, cleared: cache.cleared }).toEqual({ code: 2, cleared: [] });
    expect(err).toContain('Add --yes.');
  });
});
