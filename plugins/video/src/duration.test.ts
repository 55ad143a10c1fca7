import { fakeContext } from '@bowerbird/testkit';
import { describe, expect, it } from 'vitest';
import { temporaryFiles } from '../test/folder.ts';
import { wav } from '../test/media.ts';
import { boundsOf, durationOf } from './duration.ts';

const write = temporaryFiles();

describe('how long an audio is', () => {
  it('is what its header says, and not a second more', () => {
    expect(boundsOf(1_000_000, { seconds: 60, channels: 2 })).toEqual({
      most: 61,
      expected: 60,
      channels: 2,
    });
  });

  it('is bounded by its size where the header says nothing', () => {
    expect(boundsOf(1_000_000, {})).toEqual({ most: 2000 });
    expect(boundsOf(10, { seconds: 0 })).toEqual({ most: 60 });
    expect(boundsOf(10, { seconds: Number.NaN })).toEqual({ most: 60 });
  });

  it('is bounded by its size where the header is that of a part', () => {
    const joined = { seconds: 60, bitrate: 128_000, rate: 'average' } as const;
    expect(boundsOf(16_000 * 180, joined)).toMatchObject({ most: 181, expected: 60 });
  });

  it('is found in a worker, which may fail', async () => {
    const url = write('a.wav', wav(5));
    const { context, uses } = fakeContext();
    expect(await durationOf(url, context)).toEqual({ most: 6, expected: 5, channels: 1 });
    const compute = () => Promise.reject(new Error('out of memory'));
    expect(await durationOf(url, { ...context, compute })).toEqual({ most: (80_044 * 8) / 4000 });
    expect(uses.at(-1)).toMatch(/^log .*a\.wav is priced by its size.*out of memory/);
  });

  it('is not made up after an abort', async () => {
    const { context, abort } = fakeContext();
    const found = durationOf(write('b.wav', wav(5)), context);
    abort();
    await expect(found).rejects.toMatchObject({ code: 'TIMED_OUT' });
  });
});
