import { expect, it, vi } from 'vitest';
import { remember } from './remember.ts';

it('answers a short text once, and a long one each time, since it keeps none', () => {
  const answer = vi.fn((text: string) => text.length);
  const lengthOf = remember(answer);
  const [short, long] = ['a'.repeat(200), 'a'.repeat(201)];
  expect([short, long, short, long].map(lengthOf)).toEqual([200, 201, 200, 201]);
  expect(answer.mock.calls.flat()).toEqual([short, long, long]);
});

it('forgets when it knows many', () => {
  const answer = vi.fn((text: string) => text);
  const same = remember(answer);
  for (let index = 0; index < 5000; index++) same(String(index));
  same('0');
  expect(answer).toHaveBeenCalledTimes(5000);
  same('another');
  same('0');
  expect(answer).toHaveBeenCalledTimes(5002);
});
