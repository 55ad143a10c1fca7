import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sqliteCache } from '../src/index.ts';
import { temporaryFolder } from './temporary.ts';

const folder = temporaryFolder();
const mounted: string[] = [];

/** A file system of 2 MB; `undefined` where only root may make one. */
function smallDisk(): string | undefined {
  const place = join(folder, randomUUID());
  mkdirSync(place);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', place], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  mounted.push(place);
  return place;
}

afterAll(() => {
  for (const place of mounted) execFileSync('umount', [place]);
});

/** Writes batches of 20 entries until it cannot any more. What it said. */
async function fill(
  file: string,
  shell = '',
): Promise<{ readonly written: number; readonly errors: string }> {
  const flags = '--conditions=@bowerbird/source --disable-warning=ExperimentalWarning';
  const script = join(import.meta.dirname, 'writer.ts');
  const command = `${shell} exec "${process.execPath}" ${flags} "${script}" "${file}" writer 100000 incompressible`;
  const child = spawn('bash', ['-c', command], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  await new Promise((resolve) => child.on('close', resolve));
  return { written: Number(/written (\d+)\n$/.exec(out)?.[1] ?? 0), errors };
}

async function expectWhole(file: string, written: number): Promise<void> {
  const cache = await sqliteCache({ file });
  const values = await cache.getMany(Array.from({ length: 20 }, (_, index) => `writer:${index}`));
  const batches = new Set(values.map((value) => (value === undefined ? 0 : JSON.parse(value).batch)));
  // One that was committed and not told is whole as well.
  expect([...batches]).toHaveLength(1);
  expect([...batches][0]).toBeGreaterThanOrEqual(written);
  expect(cache.counts()).toEqual({ damaged: 0, evicted: 0, errors: 0 });
  await cache.close();
}

const small = smallDisk();

describe('a disk that is full', () => {
  it.skipIf(small === undefined)(
    'stops the writer with a clear error, and leaves whole batches (tmpfs; needs root)',
    async () => {
      const file = join(small ?? '', 'cache.sqlite');
      const { written, errors } = await fill(file);
      expect(errors).toContain('CACHE_FAILED');
      expect(errors).toContain('Make room on the disk');
      await expectWhole(file, written);
    },
  );

  it('stops the writer with a clear error where a file may not grow any more, and goes on when it may', async () => {
    const file = join(folder, 'limited', 'cache.sqlite');
    const { written, errors } = await fill(file, 'ulimit -f 3000;');
    expect(written).toBeGreaterThan(0);
    expect(errors).toContain('CACHE_FAILED');
    expect(errors).toContain('Make room on the disk');
    await expectWhole(file, written);
    const cache = await sqliteCache({ file });
    await cache.setMany([{ key: 'after', value: 'x'.repeat(100_000) }]);
    expect((await cache.getMany(['after']))[0]).toHaveLength(100_000);
    await cache.close();
  });
});
