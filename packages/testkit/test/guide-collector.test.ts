import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { blocksOf, changed, linesOf, said } from './guide.ts';

// A whole suite in a process of its own, with kills, beside other tests.
vi.setConfig({ testTimeout: 120_000 });

const blocks = blocksOf('docs/guide/write-a-collector.md');
const [collector = ''] = blocks('ts');
const [suite = '', paidSuite = ''] = blocks('js');
const [right = '', wrong = ''] = blocks('text');
const [diff = ''] = blocks('diff');

const ask = (code: string) => said('discourse.test.js', { 'discourse.ts': code, 'discourse.test.js': suite });

it('has a collector that is right, as its suite says', async () => {
  expect(await ask(collector)).toEqual(expect.arrayContaining([...linesOf(right)]));
});

it('has a mistake that the suite tells of, in these words', async () => {
  expect(await ask(changed(collector, diff))).toEqual(expect.arrayContaining([...linesOf(wrong)]));
});

it('has a suite that a right paid collector passes', async () => {
  const fixture = join(import.meta.dirname, 'fixtures/transcriber.ts');
  const lines = await said('transcriber.test.js', {
    'transcriber.ts': `export { transcriber as default } from ${JSON.stringify(fixture)};`,
    'transcriber.test.js': paidSuite,
  });
  expect(lines).toContain('ℹ fail 0');
  expect(lines).toContain('✔ paid collector transcriber: pays once, wherever it crashes');
});
