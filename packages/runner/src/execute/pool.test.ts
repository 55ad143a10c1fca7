import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../test/support.ts';
import { ComputePool } from './pool.ts';

const signal = new AbortController().signal;

function poolWith(parse: string) {
  const file = join(temporaryFolder(), 'parse.mjs');
  writeFileSync(file, parse);
  const pool = new ComputePool({ heapMb: 64, buffersMb: 64 });
  onTestFinished(() => pool.close());
  return (input: unknown) => pool.run(pathToFileURL(file), input, signal);
}

// While it fills them it gives the loop back no more than while it parses.
const HOARD = 'const kept = []; for (;;) kept.push(Buffer.alloc(1e6, 1));';

it('ends a worker that hoards Buffers, and no other one', async () => {
  const run = poolWith(`export default async (input) => {
    if (input === 'bomb') { ${HOARD} }
    await new Promise((resolve) => setTimeout(resolve, 300));
    return input;
  }`);
  const [good, bomb, after] = await Promise.allSettled([run('good'), run('bomb'), run('after')]);
  expect([good, after]).toEqual([
    { status: 'fulfilled', value: 'good' },
    { status: 'fulfilled', value: 'after' },
  ]);
  expect(bomb).toMatchObject({
    reason: {
      code: 'SOURCE_TOO_LARGE',
      recovery: 'next',
      message: 'needs more than 64 MB of memory to be parsed',
    },
  });
}, 60_000);

it('says of a parser that ends its worker that it does, and goes on with the next', async () => {
  const run = poolWith('export default (input) => { if (input === "end") process.exit(3); return input; }');
  await expect(run('end')).rejects.toMatchObject({ code: 'SOURCE_INVALID', recovery: 'next' });
  expect(await run('next')).toBe('next');
});

it('says of a worker that runs out of heap what it took', async () => {
  const run = poolWith(
    'export default () => { const kept = []; for (;;) kept.push(new Array(1e5).fill({})); }',
  );
  await expect(run('bomb')).rejects.toMatchObject({ code: 'SOURCE_TOO_LARGE', recovery: 'next' });
}, 60_000);
