import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { type KeyvCache, sqliteCache } from '../src/index.ts';
import { temporaryFolder } from './temporary.ts';

const folder = temporaryFolder();
const newFile = () => join(folder, randomUUID(), 'cache.sqlite');

/** Starts a writer. `ended` gives how it ended and what it said on standard error. */
function startWriter(file: string, name: string, batches: number) {
  const script = join(import.meta.dirname, 'writer.ts');
  const child = spawn(
    process.execPath,
    [
      '--conditions=@bowerbird/source',
      '--disable-warning=ExperimentalWarning',
      script,
      file,
      name,
      String(batches),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const ended = new Promise<{ code: number | null; errors: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, errors }));
  });
  return { child, ended, lines: createInterface({ input: child.stdout }) };
}

/** The batch that each of the writer's entries tells of. */
async function batchesOf(cache: KeyvCache, name: string): Promise<(number | undefined)[]> {
  const values = await cache.getMany(Array.from({ length: 20 }, (_, index) => `${name}:${index}`));
  return values.map((value) => (value === undefined ? undefined : JSON.parse(value).batch));
}

describe('several processes on one file', () => {
  it('open a new file at once, and lose nothing', async () => {
    for (let round = 0; round < 3; round++) {
      const file = newFile();
      const names = ['a', 'b', 'c', 'd'];
      const ends = await Promise.all(names.map((name) => startWriter(file, name, 10).ended));
      expect(ends).toEqual(names.map(() => ({ code: 0, errors: '' })));
      const cache = await sqliteCache({ file });
      for (const name of names) expect(new Set(await batchesOf(cache, name))).toEqual(new Set([10]));
      expect(cache.counts().damaged).toBe(0);
      await cache.close();
    }
  });

  it('open a new file at once from one process, many times', async () => {
    for (let round = 0; round < 20; round++) {
      const file = newFile();
      const caches = await Promise.all(Array.from({ length: 6 }, () => sqliteCache({ file })));
      await Promise.all(caches.map((cache, index) => cache.setMany([{ key: `${index}`, value: 'x' }])));
      expect(await Array.fromAsync(caches[0]!.scan!(''))).toHaveLength(6);
      await Promise.all(caches.map((cache) => cache.close()));
    }
  });
});

describe('a writer that is killed', () => {
  it('leaves whole batches: what it wrote last, or the one after', async () => {
    const file = newFile();
    const reader = await sqliteCache({ file });
    for (let kill = 1; kill <= 5; kill++) {
      const { child, ended, lines } = startWriter(file, 'writer', 1_000_000);
      let last = 0;
      for await (const line of lines) {
        last = Number(line.split(' ')[1]);
        const meanwhile = await batchesOf(reader, 'writer');
        expect(new Set(meanwhile).size).toBe(1);
        if (last >= 10 * kill) child.kill('SIGKILL');
      }
      await ended;
      const cache = await sqliteCache({ file });
      const batches = new Set(await batchesOf(cache, 'writer'));
      expect(batches.size).toBe(1);
      expect([...batches][0]).toBeGreaterThanOrEqual(last);
      expect(cache.counts().damaged + reader.counts().damaged).toBe(0);
      await cache.close();
    }
    await reader.close();
  });
});
