import type { CachedAnswer, CacheInspection, CacheStats, CacheUse } from '@bowerbird/runner';
import { describe, expect, it } from 'vitest';
import { call, document, fakeIo, summary } from '../../test/fake.ts';

const answer = (key: string, some: Partial<CachedAnswer> = {}): CachedAnswer => ({
  key,
  collector: 'web',
  source: 'https://example.org/a',
  retrieved: '2026-01-02T03:04:05.000Z',
  checked: '2026-02-03T04:05:06.000Z',
  stale: false,
  documents: 1,
  gone: false,
  pipeline: 'pages',
  tags: ['slow', 'talks'],
  ...some,
});

const unused: CacheUse = {
  hits: 0,
  derived: 0,
  stale: 0,
  misses: 0,
  hitRate: 0,
  callsSaved: 0,
  costSaved: 0,
};
const used: CacheUse = { ...unused, hits: 30, misses: 10, hitRate: 0.75, callsSaved: 30, costSaved: 1.5 };

const some: CacheStats = {
  entries: 5,
  bytes: 2048,
  answers: 3,
  originals: 2,
  ...used,
  evicted: 7,
  damaged: 1,
  errors: 0,
  moved: [],
  since: '2026-01-02T03:04:05.000Z',
  collectors: [
    { collector: 'web', answers: 2, originals: 2, ...used },
    { collector: 'note', answers: 1, originals: 0, ...unused },
  ],
};
const empty: CacheStats = {
  ...some,
  ...unused,
  entries: 0,
  bytes: 0,
  answers: 0,
  originals: 0,
  evicted: 0,
  damaged: 0,
  since: undefined,
  collectors: [],
};

/** A cache that remembers what was asked of it. */
function kept(stats = some, others: Partial<CacheInspection> = {}) {
  const asked: unknown[] = [];
  const cache: Partial<CacheInspection> = {
    location: '/cache',
    stats: async () => stats,
    async *list(filter = {}) {
      asked.push(filter);
      const all = [
        answer('0123456789abcdef'),
        answer('f00', { collector: 'note', gone: true, source: 'n\u001b[0m', checked: undefined }),
      ];
      yield* all.filter(({ collector }) => filter.collector === undefined || filter.collector === collector);
    },
    get: async (key) =>
      key === '0123' ? { answer: answer('0123456789abcdef'), documents: [document()] } : undefined,
    async clear(filter) {
      asked.push(filter);
      return { entries: 5, bytes: 2048 };
    },
    async prune(options) {
      asked.push(options);
      const unusedAmount = { entries: 3, bytes: 4096 };
      return { unused: unusedAmount, expired: options?.dryRun ? undefined : { entries: 1, bytes: 10 } };
    },
    async invalidate(which) {
      asked.push(which);
      return which.tag === 'none'
        ? { answers: 0, originals: 0, refusals: 0 }
        : { answers: 2, originals: 3, refusals: 1 };
    },
    async verify(options) {
      asked.push(options);
      return { read: { entries: 9, bytes: 900 }, damaged: 0, answers: 0, originals: 0, removed: 0 };
    },
    ...others,
  };
  return { runner: { cache }, asked };
}

describe('cache stats', () => {
  it('say how much there is and what it has saved', async () => {
    expect((await call(['cache', 'stats'], kept())).out).toMatchInlineSnapshot(`
      "5 entries, 2.0 kB in /cache

      Since 2026-01-02
        hits         30 of 40 (75%)
        derived      0
        stale        0
        calls saved  30
        cost saved   $1.50
        thrown out   7
        damaged      1
        errors       0

      COLLECTOR  ANSWERS  ORIGINALS  HITS  MISSES  HIT RATE  SAVED
      web              2          2    30      10       75%  $1.50
      note             1          0     0       0            $0.00
                       3          2    30      10       75%  $1.50
      "
    `);
    expect((await call(['cache', 'stats'], kept(empty))).out).toBe('0 entries, 0 B in /cache\n');
    expect(JSON.parse((await call(['cache', 'stats', '--json'], kept())).out)).toEqual({
      location: '/cache',
      ...some,
    });
  });

  it('say why there are few hits', async () => {
    const moved = [{ reason: '"language" is "de" now and was "en"', sources: 12 }];
    const { out } = await call(['cache', 'stats'], kept({ ...some, hitRate: 0.1, moved }));
    expect(out).toContain(
      'Few hits, because these were collected again under another key:\n\n  12 sources  "language" is "de" now and was "en"\n',
    );
  });

  it('say what a store cannot tell', async () => {
    const unknown = { entries: undefined, bytes: undefined, answers: undefined, originals: undefined };
    const collectors = [{ collector: 'web', ...used, answers: undefined, originals: undefined }];
    const { code, out } = await call(['cache', 'stats'], kept({ ...some, ...unknown, collectors }));
    expect(code).toBe(0);
    expect(out).toContain('An unknown number of entries (the store cannot list what it holds) in /cache');
    expect(out).toMatch(/web +\? +\? +30/);
  });
});

describe('cache ls and get', () => {
  it('ls', async () => {
    expect((await call(['cache', 'ls'], kept())).out).toMatchInlineSnapshot(`
      "KEY           COLLECTOR  DOCUMENTS  RETRIEVED         CHECKED           SOURCE
      0123456789ab  web                1  2026-01-02 03:04  2026-02-03 04:05  https://example.org/a
      f00           note            gone  2026-01-02 03:04  next run          n
      "
    `);
    expect((await call(['cache', 'ls', '--collector', 'note'], kept())).out).not.toContain('web');
    expect(await call(['cache', 'ls', '--collector', 'x'], kept())).toMatchObject({
      code: 0,
      out: '',
      err: 'Nothing is kept.\n',
    });
    expect((await call(['cache', 'ls', '--json'], kept())).out.trim().split('\n')).toHaveLength(2);
    const cache = kept();
    await call(['cache', 'ls', '--stale', '--tag', 'talks'], cache);
    expect(cache.asked).toEqual([{ collector: undefined, stale: true, tag: 'talks' }]);
  });

  it('get', async () => {
    const { code, out, err } = await call(['cache', 'get', '0123'], kept());
    expect({ code, out }).toEqual({
      code: 0,
      out: '# Bowers\n\nSource: <https://example.org/a>\n\nBowers are built by males.\n',
    });
    expect(err).toContain('retrieved  2026-01-02');
    expect(err).toContain('tags       slow, talks');
    expect(JSON.parse((await call(['cache', 'get', '0123', '--json'], kept())).out).documents).toHaveLength(
      1,
    );
    expect(await call(['cache', 'get', 'zzz'], kept())).toMatchObject({ code: 2, out: '' });
  });
});

describe('cache clear', () => {
  it('says how much it threw away', async () => {
    const cache = kept();
    expect(await call(['cache', 'clear', '--yes', '--collector', 'web'], cache)).toMatchObject({
      code: 0,
      err: 'Threw away 5 entries, 2.0 kB. What was bought stays.\n',
    });
    expect(cache.asked).toEqual([{ collector: 'web' }]);
    expect((await call(['cache', 'clear'], kept(empty))).err).toBe('Nothing is kept in /cache.\n');
  });

  it.each([
    ['y\n', 1, 'Threw away 5 entries'],
    ['no\n', 0, 'Nothing was thrown away.'],
    ['', 0, 'Nothing was thrown away.'],
  ])('asks on a terminal: %j', async (typed, times, text) => {
    const cache = kept();
    const io = fakeIo({ terminal: true });
    io.input.end(typed);
    const { code, err } = await call(['cache', 'clear'], { ...cache, io });
    expect({ code, times: cache.asked.length }).toEqual({ code: 0, times });
    expect(err).toMatch(
      /^Throw away 5 entries \(2\.0 kB in all\) in \/cache\? What was bought stays\. \[y\/N\] /,
    );
    expect(err).toContain(text);
  });

  it('needs --yes where there is nobody to ask', async () => {
    const cache = kept();
    const { code, err } = await call(['cache', 'clear'], cache);
    expect({ code, asked: cache.asked }).toEqual({ code: 2, asked: [] });
    expect(err).toContain('Add --yes.');
  });
});

describe('cache prune', () => {
  it('says what it threw away, or would', async () => {
    expect((await call(['cache', 'prune'], kept())).err).toBe(
      'Threw away 3 entries on which no answer rested (4.1 kB before compression), and 1 entry that had expired (10 B).\n',
    );
    const cache = kept();
    expect((await call(['cache', 'prune', '--dry-run'], cache)).err).toBe(
      'Would throw away 3 entries on which no answer rests (4.1 kB before compression), and what has expired.\n',
    );
    expect(cache.asked).toEqual([{ dryRun: true }]);
  });
});

describe('cache invalidate', () => {
  it('marks what it is told, and says how much that was', async () => {
    const cache = kept();
    const module = { parseDuration: (text: string) => (text === '7d' ? 604_800_000 : undefined) };
    const argv = ['cache', 'invalidate', '0123', '--collector', 'web', '--older-than', '7d'];
    expect(await call(argv, { ...cache, module })).toMatchObject({
      code: 0,
      err: 'Marked 2 answers and 3 originals: the next run compares them with their sources.\nForgot 1 refusal: the next run asks again.\n',
    });
    expect(cache.asked).toEqual([
      { keys: ['0123'], collector: 'web', olderThanMs: 604_800_000, tag: undefined, pipeline: undefined },
    ]);
    expect((await call(['cache', 'invalidate', '--older-than', 'week'], { ...cache, module })).code).toBe(2);
  });

  it('needs to be told which, and says when there is nothing of the kind', async () => {
    const cache = kept();
    const { code, err } = await call(['cache', 'invalidate'], cache);
    expect({ code, asked: cache.asked }).toEqual({ code: 2, asked: [] });
    expect(err).toContain('--older-than');
    expect(await call(['cache', 'invalidate', '--tag', 'none'], kept())).toMatchObject({
      code: 0,
      err: 'Nothing of that kind is kept.\n',
    });
    expect((await call(['cache', 'invalidate', 'zzz', '--tag', 'none'], kept())).code).toBe(2);
  });
});

describe('cache warm', () => {
  it('runs the pipelines without delivering anything', async () => {
    const { code, err, calls } = await call(['cache', 'warm', 'pages', '--refresh'], {
      runner: { run: async () => summary() },
    });
    expect(code).toBe(0);
    expect(calls.run[0]).toMatchObject({ pipelines: ['pages'], deliver: false, refresh: true });
    expect(err).toContain('Nothing to do');
  });

  it('makes no sense without a cache', async () => {
    const { code, calls } = await call(['cache', 'warm', '--no-cache']);
    expect({ code, runs: calls.run.length }).toEqual({ code: 2, runs: 0 });
  });
});

describe('cache verify', () => {
  it('says that all is well', async () => {
    expect(await call(['cache', 'verify'], kept())).toMatchObject({
      code: 0,
      err: 'Read 9 entries, 900 B: everything is as it was written.\n',
    });
  });

  it('says what is wrong, and what was removed', async () => {
    const found = { read: { entries: 9, bytes: 900 }, damaged: 1, answers: 2, originals: 0, removed: 3 };
    const cache = kept(some, { verify: async () => found });
    const wrong = await call(['cache', 'verify'], cache);
    expect(wrong.code).toBe(1);
    expect(wrong.err).toContain('damaged            1 entry');
    expect(wrong.err).toContain('cache verify --repair');
    const repaired = await call(['cache', 'verify', '--repair'], cache);
    expect(repaired.code).toBe(0);
    expect(repaired.err).toContain('Removed 3 entries: the next run brings again what it needs of them.');
  });
});
