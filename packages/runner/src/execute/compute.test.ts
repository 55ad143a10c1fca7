import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { bench, pageCollector, temporaryFolder } from '../../test/support.ts';

const src = (n: number) => Array.from({ length: n }, (_, i) => `https://a.example/${i}`);

it('says of a parser that runs out of memory that its input is too large, and asks no second time', async () => {
  const dir = temporaryFolder();
  writeFileSync(
    join(dir, 'm.mjs'),
    'export default () => { const a = []; for (;;) a.push(new Array(1e5).fill({})); }',
  );
  const c = pageCollector({
    collect: async (_, ctx) => {
      await ctx.compute(pathToFileURL(join(dir, 'm.mjs')), 1);
      return [];
    },
  });
  const { runner } = await bench({ pipelines: { p: src(1) } }, [c]);
  const s = await runner.run();
  expect(s.failures[0]?.code).toBe('SOURCE_TOO_LARGE');
}, 60_000);

it('ends a parser at the deadline, and asks no second time', async () => {
  const dir = temporaryFolder();
  writeFileSync(join(dir, 'm.mjs'), 'export default () => { for (;;); }');
  const c = pageCollector({
    collect: async (_, ctx) => {
      await ctx.compute(pathToFileURL(join(dir, 'm.mjs')), 1);
      return [];
    },
  });
  const { runner } = await bench({ timeout: '300ms', pipelines: { p: src(1) } }, [c]);
  const s = await runner.run();
  expect({ code: s.failures[0]?.code, n: s.total.attempts }).toEqual({ code: 'TIMED_OUT', n: 1 });
}, 60_000);

it('does not count waiting for a worker', async () => {
  const dir = temporaryFolder();
  writeFileSync(
    join(dir, 'm.mjs'),
    'export default () => { const end = Date.now() + 400; while (Date.now() < end); return 1; }',
  );
  const c = pageCollector({
    collect: async ({ url }, ctx) => {
      await ctx.compute(pathToFileURL(join(dir, 'm.mjs')), 1);
      return [{ id: url, text: 'x' }];
    },
  });
  const { runner } = await bench({ timeout: '1500ms', concurrency: 64, pipelines: { p: src(64) } }, [c]);
  const s = await runner.run();
  expect(s.total.failed).toBe(0);
}, 60_000);
