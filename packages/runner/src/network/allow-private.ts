import { isIP } from 'node:net';

/** Which addresses beyond the public ones may be reached: all of them, or those of these ranges and hosts. */
export type AllowPrivate = boolean | readonly string[];

/** An entry of `allowPrivate`: a host by its name, or the addresses that begin with the same `bits` as one. */
export type Allowable = { readonly host: string } | { readonly address: string; readonly bits: number };

/** Reads an entry of `allowPrivate`; `undefined` when it cannot be understood. */
export function parseAllowable(entry: string): Allowable | undefined {
  const [address = '', bits, ...rest] = entry.split('/');
  // Short forms of addresses such as `10` are more likely mistakes, and no names either.
  const most = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  if (most === 0) return isHostName(entry) ? { host: entry.toLowerCase() } : undefined;
  if (bits === undefined) return { address, bits: most };
  return rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most
    ? { address, bits: Number(bits) }
    : undefined;
}

/** What ends in a number is an address to the URL Standard, however it is written, and never a name. */
function isHostName(text: string): boolean {
  const isName = /^(?!-)[a-z0-9_-]+(?:\.(?!-)[a-z0-9_-]+)*$/i.test(text);
  return isName && !/(?:^|\.)(?:\d+|0x[0-9a-f]*)$/i.test(text) && !/^(?:true|false)$/i.test(text);
}
