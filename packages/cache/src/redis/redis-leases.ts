import type { LeaseClaim } from '@bowerbird/core';
import type { StoreEntry } from '../keyv/store-abilities.ts';
import type { RedisClient, RedisText } from './redis-connection.ts';

// A lease that has lapsed is remembered for an hour: its owner may still write as long as nobody else has taken it.
const REMEMBER_MS = 60 * 60_000;

// Times are those of the server: clients need not agree on theirs.
const TAKE = `
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local lease = redis.call('HMGET', KEYS[1], 'owner', 'until')
  local mine = lease[1] == ARGV[1]
  if lease[1] and not mine and tonumber(lease[2]) > now then return 0 end
  local length = tonumber(ARGV[2])
  if length <= 0 then
    if mine then redis.call('DEL', KEYS[1]) end
    return 0
  end
  redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'until', string.format('%.0f', now + length))
  redis.call('PEXPIRE', KEYS[1], string.format('%.0f', length + ${REMEMBER_MS}))
  return 1`;

const WRITE_CLAIMED = `
  if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
  for index = 2, #KEYS do
    redis.call('SET', KEYS[index], ARGV[2 * index - 2])
    local expires = ARGV[2 * index - 1]
    if expires ~= '' then redis.call('PEXPIREAT', KEYS[index], expires) end
  end
  return 1`;

/** As `CacheAdapter.lease`: one script, so only one of many can get it. */
export async function takeLease(
  client: RedisClient,
  key: string,
  owner: string,
  until: number,
): Promise<boolean> {
  const lengthMs = Math.ceil(until - Date.now());
  const taken = await client.eval(TAKE, { keys: [leaseKey(key)], arguments: [owner, String(lengthMs)] });
  return taken === 1;
}

/** Writes the entries if the claim holds, in one script. Whether it does. */
export async function writeClaimed(
  client: RedisClient,
  entries: readonly StoreEntry[],
  { key, owner }: LeaseClaim,
): Promise<boolean> {
  const written = await client.eval(WRITE_CLAIMED, {
    keys: [leaseKey(key), ...entries.map((entry) => entry.key)],
    arguments: [owner, ...entries.flatMap(({ value, expires }) => [asText(value), String(expires ?? '')])],
  });
  return written === 1;
}

// The keys of entries are text, and no text has the byte FF: a lease is under the key of no entry.
function leaseKey(key: string): Buffer {
  return Buffer.concat([Buffer.of(0xff), Buffer.from(`lease:${key}`)]);
}

function asText(value: StoreEntry['value']): RedisText {
  return typeof value === 'string' ? value : Buffer.from(value);
}
