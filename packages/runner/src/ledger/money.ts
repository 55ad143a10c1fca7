import type { MicroDollars } from './types.ts';

/** US dollars as whole micro-dollars. Prices are rounded up: a limit that holds must not be passed by rounding. */
export function toMicro(dollars: number): MicroDollars {
  // 0.1 + 0.2 is more than 0.3 by less than this.
  return Math.ceil(dollars * 1e6 - 1e-3);
}

export function toDollars(micro: MicroDollars): number {
  return micro / 1e6;
}

/** `$1.23`, rounded up: for what is the most. Of less than a cent, four digits. */
export function showMost(dollars: number): string {
  const digits = dollars > 0 && dollars < 0.01 ? 4 : 2;
  return `$${(Math.ceil(Math.round(dollars * 1e6) / 10 ** (6 - digits)) / 10 ** digits).toFixed(digits)}`;
}

/** `$1.23`, with as many digits as it takes to see something. */
export function showDollars(dollars: number): string {
  return `$${dollars > 0 && dollars < 0.01 ? dollars.toPrecision(2) : dollars.toFixed(2)}`;
}
