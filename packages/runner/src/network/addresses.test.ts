import type { CollectError } from '@bowerbird/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AddressGuard, type Lookup } from './addresses.ts';
import { parseAllowable } from './allow-private.ts';

const refuses = (guard: AddressGuard, address: string) =>
  guard.findProblem('host.test', address) !== undefined;

function resolving(...answers: readonly string[][]): Lookup {
  let calls = 0;
  const lookup = (_: string, __: object, callback: (error: null, found: object[]) => void) => {
    const found = answers[Math.min(calls++, answers.length - 1)] ?? [];
    callback(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return lookup as unknown as Lookup;
}

describe('a guard', () => {
  // The special-purpose registries of IANA (RFC 6890), and where clouds keep the keys of their machines.
  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.100.100.200',
    '192.0.0.192',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::7f00:1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:169.254.169.254',
    '64:ff9b::7f00:1',
    '64:ff9b::a00:1',
    '64:ff9b:1::1',
    '2002:7f00:1::',
    '2001::1',
    '2001:db8::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    '100::1',
    '5f00::1',
    'no address',
    '',
  ])('refuses %s', (address) => {
    expect(refuses(new AddressGuard(false), address)).toBe(true);
  });

  it.each([
    '8.8.8.8',
    '93.184.216.34',
    '172.32.0.1',
    '2606:4700::1111',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
  ])('lets %s through', (address) => {
    expect(refuses(new AddressGuard(false), address)).toBe(false);
  });

  it('names the address, the reason and the remedy', () => {
    const problem = new AddressGuard(false).findProblem('wiki.corp', '10.0.0.7') as CollectError;
    expect(problem).toMatchObject({
      code: 'SOURCE_REFUSED',
      recovery: 'next',
      message: 'wiki.corp (10.0.0.7) is no public address',
      hint: 'If it is meant to be read, add it to the rc file: network: { allowPrivate: ["wiki.corp"] }',
    });
  });

  it('opens what is allowed and nothing beside it', () => {
    const guard = new AddressGuard(['10.1.0.0/16', '192.168.1.7', 'fd12::/16', 'Wiki.Corp']);
    for (const address of ['10.1.255.255', '192.168.1.7', 'fd12::9', '::ffff:10.1.2.3'])
      expect(refuses(guard, address)).toBe(false);
    for (const address of ['10.2.0.0', '192.168.1.8', 'fd13::9', '127.0.0.1'])
      expect(refuses(guard, address)).toBe(true);
    expect(guard.findProblem('wiki.corp', '127.0.0.1')).toBeUndefined();
    expect(refuses(new AddressGuard(true), '127.0.0.1')).toBe(false);
  });

  it('refuses an IPv4 address inside IPv6 if and only if it refuses the address itself', () => {
    const guard = new AddressGuard(['10.1.0.0/16']);
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(refuses(guard, `::ffff:${address}`)).toBe(refuses(guard, address));
      }),
    );
  });

  it('refuses a name with one address that is not public', async () => {
    const guard = new AddressGuard(false, resolving(['8.8.8.8', '127.0.0.1']));
    await expect(guard.resolve('mixed.test')).rejects.toMatchObject({ code: 'SOURCE_REFUSED' });
  });

  it('gives the address that it has checked, though the name has another one a moment later', async () => {
    const guard = new AddressGuard(false, resolving(['8.8.8.8'], ['127.0.0.1']));
    expect(await guard.resolve('rebind.test')).toBe('8.8.8.8');
    await expect(guard.resolve('rebind.test')).rejects.toMatchObject({ code: 'SOURCE_REFUSED' });
  });
});

it.each([
  ['10.0.0.0/8', true],
  ['10.0.0.0/33', false],
  ['fd00::/8', true],
  ['::1', true],
  ['localhost', true],
  ['wiki.corp.example', true],
  ['http://wiki.corp/', false],
  ['wiki.corp:8080', false],
  ['', false],
])('knows what can be allowed: %s', (entry, expected) => {
  expect(parseAllowable(entry) !== undefined).toBe(expected);
});
