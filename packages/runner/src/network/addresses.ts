import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { CollectError } from '@bowerbird/core';
import ipaddr from 'ipaddr.js';
import { type AllowPrivate, parseAllowable } from './allow-private.ts';

/** Finds all addresses of a host, as `dns.lookup` does. */
export type Lookup = typeof systemLookup;

type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/**
 * Lets public addresses through and no others: a source must not make this machine ask its own network (server-side request
 * forgery). Which addresses are public: IANA's special-purpose registries (RFC 6890), in every spelling, also inside IPv6.
 */
export class AddressGuard {
  readonly #all: boolean;
  readonly #hosts: ReadonlySet<string>;
  readonly #ranges: readonly Range[];
  readonly #resolve: Lookup;

  constructor(allowPrivate: AllowPrivate, lookup: Lookup = systemLookup) {
    const allowed = typeof allowPrivate === 'boolean' ? [] : allowPrivate.map(parseAllowable);
    this.#all = allowPrivate === true;
    this.#hosts = new Set(allowed.flatMap((entry) => (entry && 'host' in entry ? [entry.host] : [])));
    this.#ranges = allowed.flatMap((entry) =>
      entry && 'address' in entry ? [toRange(entry.address, entry.bits)] : [],
    );
    this.#resolve = lookup;
  }

  /** Whether every address may be reached. */
  get isOpen(): boolean {
    return this.#all;
  }

  /** Why an address of a host must not be reached. */
  findProblem(host: string, address: string): CollectError | undefined {
    if (this.#all || this.#hosts.has(host.toLowerCase()) || this.#allows(address)) return undefined;
    const named = address === host ? host : `${host} (${address})`;
    return new CollectError('SOURCE_REFUSED', `${named} is no public address`, {
      recovery: 'next',
      hint: `If it is meant to be read, add it to the rc file: network: { allowPrivate: ["${host}"] }`,
    });
  }

  /**
   * A `lookup` for sockets that fails where any address of the host is refused. What was checked is what is connected to, so a name
   * that changes its addresses in between gains nothing.
   */
  readonly lookup: LookupFunction = (host, options, callback) => {
    this.#resolve(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      for (const { address } of found) {
        const problem = this.findProblem(host, address);
        if (problem) return callback(problem, []);
      }
      const [first] = found;
      if (options.all || !first) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };

  /** An address of a host that may be reached. @throws {CollectError} when there is one that may not */
  resolve(host: string): Promise<string> {
    const literal = literalOf(host);
    return new Promise((resolve, reject) => {
      if (literal !== undefined) {
        const problem = this.findProblem(literal, literal);
        return problem ? reject(problem) : resolve(literal);
      }
      this.lookup(host, { all: false }, (error, address) =>
        error ? reject(error) : resolve(String(address)),
      );
    });
  }

  #allows(text: string): boolean {
    const address = unwrap(text);
    if (address === undefined) return false;
    return isPublic(address) || this.#ranges.some((range) => isWithin(address, range));
  }
}

/** The address that a host of a URL is; `undefined` for a name. */
export function literalOf(host: string): string | undefined {
  const bare = host.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(bare) ? bare : undefined;
}

function toRange(text: string, bits: number): Range {
  const whole = ipaddr.parse(text);
  const address = ipaddr.process(text);
  // IPv4 as IPv6 has it (RFC 4291, 2.5.5.2) is behind 96 other bits.
  return [address, address.kind() === whole.kind() ? bits : Math.max(0, bits - 96)];
}

function isWithin(address: ipaddr.IPv4 | ipaddr.IPv6, [base, bits]: Range): boolean {
  return address.kind() === base.kind() && address.match([base, bits] as [ipaddr.IPv4, number]);
}

// IPv4 inside IPv6: as sockets write it (RFC 4291, 2.5.5.2), and as gateways of IPv6-only networks do for names (RFC 6052).
const INSIDE = ['::ffff:0:0/96', '64:ff9b::/96'].map((range) => ipaddr.IPv6.parseCIDR(range));

function unwrap(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (!ipaddr.isValid(text)) return undefined;
  const address = ipaddr.parse(text);
  if (!(address instanceof ipaddr.IPv6) || !INSIDE.some((range) => address.match(range))) return address;
  return new ipaddr.IPv4(address.toByteArray().slice(12));
}

function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== 'unicast') return false;
  // Only 2000::/3 is given out for use in public (RFC 4291, section 2.4); the library says unicast of all that has no name.
  return !(address instanceof ipaddr.IPv6) || ((address.parts[0] ?? 0) & 0xe000) === 0x2000;
}
