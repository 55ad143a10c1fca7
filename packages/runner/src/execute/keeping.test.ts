import { expect, it } from 'vitest';
import { Keeping } from './keeping.ts';

it('makes others wait while too much is on its way, and no longer', async () => {
  const keeping = new Keeping(2);
  const [first, second] = [Promise.withResolvers<number>(), Promise.withResolvers<number>()];
  await keeping.room();
  const results = [keeping.during(first.promise), keeping.during(second.promise)];
  let hasRoom = false;
  const waiting = keeping.room().then(() => {
    hasRoom = true;
  });
  await Promise.resolve();
  expect(hasRoom).toBe(false);
  first.resolve(1);
  await waiting;
  second.reject(new Error('the store is down'));
  await expect(Promise.all(results)).rejects.toThrow('the store is down');
  await keeping.room();
});
