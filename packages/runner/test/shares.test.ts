import { expect, it } from 'vitest';
import { createRunner, inlineConfig } from '../src/index.ts';
import { bench } from './support.ts';

it('uses what another runner has open, and leaves it open', async () => {
  const { runner } = await bench({}, []);
  const config = inlineConfig({ base: process.cwd(), config: {} });
  const sharing = await createRunner(config, { shares: runner });
  expect(await sharing.cache.stats()).toMatchObject({ entries: 0 });
  await sharing.close();
  expect(await runner.cache.stats()).toMatchObject({ entries: 0 });
  const again = await createRunner(config, { shares: runner });
  expect(await again.cache.stats()).toMatchObject({ entries: 0 });
});
