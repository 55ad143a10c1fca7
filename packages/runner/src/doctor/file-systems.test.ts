import { expect, it } from 'vitest';
import { fileSystemOf } from './file-systems.ts';

it('knows file systems by their numbers on Linux alone', () => {
  expect(fileSystemOf(0x6969, 'linux')).toEqual({ name: 'NFS', remote: true });
  expect(fileSystemOf(0xef53, 'linux')).toEqual({ name: 'ext4' });
  expect(fileSystemOf(0x6969, 'darwin')).toBeUndefined();
  expect(fileSystemOf(1, 'linux')).toBeUndefined();
});
