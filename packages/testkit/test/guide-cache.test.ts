import { expect, it, vi } from 'vitest';
import { blocksOf, changed, linesOf, said } from './guide.ts';

// A whole suite in a process of its own, with kills, beside other tests.
vi.setConfig({ testTimeout: 120_000 });

const blocks = blocksOf('docs/guide/write-a-cache-adapter.md');
const [adapter = ''] = blocks('ts');
const [suite = ''] = blocks('js');
const [right = '', wrong = ''] = blocks('text');
const [diff = ''] = blocks('diff');

const ask = (code: string) => said('table.test.js', { 'table.ts': code, 'table.test.js': suite });

it('has an adapter that is right, as its suite says', async () => {
  const passed = (await ask(adapter)).filter((line) => /^✔|^ℹ (?:tests|pass|fail) /.test(line));
  expect(passed).toEqual(linesOf(right));
});

it('has a mistake that the suite tells of, in these words', async () => {
  expect(await ask(changed(adapter, diff))).toEqual(expect.arrayContaining([...linesOf(wrong)]));
});
