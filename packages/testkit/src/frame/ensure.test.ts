import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { ensureEqual, show } from './ensure.ts';

it('takes the same value of another realm for the same', () => {
  ensureEqual(runInNewContext('({ a: [{ b: undefined }] })'), { a: [{ b: undefined }] }, 'wrong', 'mend it');
  expect(() => ensureEqual(runInNewContext('[1]'), ['1'], 'wrong', 'mend it')).toThrow(
    /^wrong\n {2}→ mend it/,
  );
  expect(show(runInNewContext('new RangeError("no")'))).toBe('RangeError: no');
});
