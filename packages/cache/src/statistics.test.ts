import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../test/temporary.ts';
import { openStatistics } from './statistics.ts';

const folder = temporaryFolder();
const newFile = () => join(folder, randomUUID(), 'statistics.sqlite');

describe('statistics', () => {
  it('sum what several add at once, and survive them', async () => {
    const file = newFile();
    const before = Date.now();
    const many = await Promise.all(Array.from({ length: 4 }, () => openStatistics(file)));
    await Promise.all(
      many.map(async (statistics, index) => {
        for (let round = 0; round < 25; round++) {
          await statistics.add([
            { scope: 'web', name: 'hits', amount: 2 },
            { scope: '', name: 'saved', amount: 0.01 * index },
          ]);
        }
        await statistics.close();
      }),
    );
    const statistics = await openStatistics(file);
    const counts = await statistics.read();
    await statistics.close();
    const of = (scope: string, name: string) =>
      counts.find((count) => count.scope === scope && count.name === name)?.amount;
    expect(of('web', 'hits')).toBe(200);
    expect(of('', 'saved')).toBeCloseTo(1.5);
    expect(of('', 'since')).toBeGreaterThanOrEqual(before);
    expect(of('', 'since')).toBeLessThanOrEqual(Date.now());
    expect(counts).toHaveLength(3);
  });

  it('are empty before anything was counted', async () => {
    const statistics = await openStatistics(newFile());
    expect(await statistics.read()).toEqual([]);
    await statistics.add([]);
    expect(await statistics.read()).toEqual([]);
    await statistics.close();
  });

  it('begin anew beside a damaged file', async () => {
    const file = newFile();
    mkdirSync(dirname(file));
    writeFileSync(file, 'no database at all '.repeat(500));
    const statistics = await openStatistics(file);
    await statistics.add([{ scope: '', name: 'hits', amount: 1 }]);
    expect(await statistics.read()).toHaveLength(2);
    await statistics.close();
  });

  it('name a file that cannot be opened', async () => {
    const file = newFile();
    mkdirSync(file, { recursive: true });
    await expect(openStatistics(file)).rejects.toMatchObject({
      code: 'CACHE_FAILED',
      hint: expect.stringContaining(file),
    });
  });
});
