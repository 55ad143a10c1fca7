import type { MicroDollars } from './types.ts';

/** US dollars as whole micro-dollars. Prices are rounded up: a limit that holds must not be passed by rounding. */
export function toMicro(dollars: number): MicroDollars {
  // 0.1 + 0.2 is more than 0.3 by less than this.
  return Math.ceil(dollars * 1e6 - 1e-3);
}

export function toDollars(micro: MicroDollars): number {
  return micro / 1e6;
}

/** `$1.23`, rounded up to the cent: for what is the most. */
export function showMost(dollars: number): string {
  return `$${(Math.ceil(dollars * 100 - 1e-4) / 100).toFixed(2)}`;
}

/** `$1.23`, with as many digits as it takes to see something. */
export function showDollars(dollars: number): string {
  return `$${dollars > 0 && dollars < 0.01 ? dollars.toPrecision(2) : dollars.toFixed(2)}`;
}
