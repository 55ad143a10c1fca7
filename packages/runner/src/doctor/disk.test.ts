import { describe, expect, it } from 'vitest';
import { judgeRoom } from './disk.ts';

describe('the room on a disk', () => {
  const GIGABYTE = 1024 ** 3;

  it.each([
    [GIGABYTE, 'ok', '/data can be written, 1 GB free on ext4'],
    [GIGABYTE - 1024 ** 2, 'warning', '/data can be written, but there is only 1023 MB free on ext4'],
    [100 * 1024 ** 2, 'warning', '/data can be written, but there is only 100 MB free on ext4'],
    [99.5 * 1024 ** 2, 'problem', '/data can be written, but there is only 99.5 MB free on ext4'],
    [0, 'problem', '/data can be written, but there is only 0 B free on ext4'],
  ])('of %d bytes', (freeBytes, status, message) => {
    expect(judgeRoom('/data', { freeBytes, fileSystem: 'ext4' }, 'BOWERBIRD_HOME')).toMatchObject({
      status,
      message,
    });
  });

  it('that is not known is not judged', () => {
    expect(judgeRoom('/data', { freeBytes: undefined, fileSystem: undefined }, 'X')).toEqual({
      status: 'ok',
      message: '/data can be written',
    });
  });
});
