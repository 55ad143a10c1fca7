import { expect, it } from 'vitest';
import { blocksOf, said } from './guide.ts';

const [example = ''] = blocksOf('packages/testkit/README.md')('ts');

it('has an example that is right', async () => {
  const lines = await said('quotes.test.ts', { 'quotes.test.ts': example });
  expect(lines).toContain('✔ collector quotes: collects {"number":7}');
  expect(lines).toContain('ℹ fail 0');
});
