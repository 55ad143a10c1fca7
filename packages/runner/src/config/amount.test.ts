import { expect, it } from 'vitest';
import { parseAmount } from './amount.ts';

it.each([
  ['5', 5],
  ['5usd', 5],
  ['$5', 5],
  ['2.50 usd', 2.5],
  ['2.50 USD', 2.5],
  [' 0 ', 0],
  ['0.000001', 0.000001],
])('reads %j', (text, amount) => {
  expect(parseAmount(text)).toBe(amount);
});

it.each([
  '',
  '$',
  'usd',
  'five',
  '-5',
  '5,00',
  '1e3',
  '5 eur',
  '.5',
  '5.',
  '0.0000001',
  '1000001',
  'Infinity',
])('takes %j for no amount', (text) => {
  expect(parseAmount(text)).toBeUndefined();
});
