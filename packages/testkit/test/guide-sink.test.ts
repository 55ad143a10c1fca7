import { expect, it, vi } from 'vitest';
import { blocksOf, changed, linesOf, said } from './guide.ts';

// A whole suite in a process of its own, with kills, beside other tests.
vi.setConfig({ testTimeout: 120_000 });

const blocks = blocksOf('docs/guide/write-a-sink.md');
const [sink = ''] = blocks('ts');
const [suite = ''] = blocks('js');
const [right = '', wrong = ''] = blocks('text');
const [diff = ''] = blocks('diff');

const ask = (code: string) => said('sqlite.test.js', { 'sqlite.ts': code, 'sqlite.test.js': suite });

it('has a whole sink in 26 lines', () => {
  expect(sink.split('\n').filter((line) => line !== '')).toHaveLength(26);
});

it('has a sink that is right, as the suite of the guide says', async () => {
  expect(await ask(sink)).toEqual(expect.arrayContaining([...linesOf(right)]));
});

it('has a mistake that the suite tells of, in these words', async () => {
  expect(await ask(changed(sink, diff))).toEqual(expect.arrayContaining([...linesOf(wrong)]));
});
