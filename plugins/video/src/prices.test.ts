import { describe, expect, it } from 'vitest';
import catalogue from './prices.json' with { type: 'json' };
import { hourlyCost, hourlyPrices, modelPrices } from './prices.ts';

describe('the catalogue', () => {
  it.each(Object.entries(catalogue))('says when and where the prices of %s were read', (_, provider) => {
    expect(provider.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(Date.parse(provider.asOf)).toBeLessThan(Date.now());
    expect(provider.source).toMatch(/^https:/);
  });

  it('is used where the user says nothing', () => {
    expect(modelPrices({ models: { 'whisper-1': { minute: 1 } } })).toEqual({
      ...catalogue.openai.models,
      'whisper-1': { minute: 1 },
    });
    const prices = hourlyPrices({ extras: { chapters: 1 } });
    const hour = { seconds: 3600, channels: 1 };
    expect(hourlyCost(prices, { model: 'universal-2', extras: ['chapters', 'keyterms'] }, hour)).toBe(1.15);
    expect(hourlyCost(prices, { model: 'universal-2', extras: ['translation'] }, hour)).toBeUndefined();
  });
});
