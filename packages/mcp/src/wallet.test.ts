import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Wallet } from './wallet.ts';

it('never lets calls hold or spend more than its caps, in whatever order they come', () => {
  const step = fc.record({
    amount: fc.nat(50),
    spends: fc.double({ min: 0, max: 1, noNaN: true }),
    settles: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.nat(100), fc.nat(60), fc.array(step), (most, perCall, steps) => {
      const wallet = new Wallet(most, perCall);
      let spent = 0;
      let held: number[] = [];
      for (const { amount, spends, settles } of steps) {
        if (wallet.hold(amount)) {
          expect(amount).toBeLessThanOrEqual(perCall);
          held.push(amount);
        }
        const first = held[0];
        if (settles && first !== undefined) {
          held = held.slice(1);
          wallet.settle(first, Math.floor(first * spends));
          spent += Math.floor(first * spends);
        }
        expect(spent + held.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(most);
      }
    }),
  );
});

it('buys nothing where nothing is allowed', () => {
  expect(new Wallet(0, 0).hold(0.000001)).toBe(false);
});
