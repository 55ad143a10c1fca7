import { createHash } from 'node:crypto';

/** Two numbers from 0 to 1 that belong to a name. */
function drawn(name) {
  const digest = createHash('sha256').update(name).digest();
  return [digest.readUInt32LE(0) / 2 ** 32, digest.readUInt32LE(4) / 2 ** 32];
}

/** What something costs at most, in US dollars: a cent to a dollar. */
export const drawnPrice = (what) => Math.ceil(drawn(what)[0] * 100) / 100;

/** What it costs then: nothing to its price, in whole micro-dollars. */
export const drawnCost = (what) => Math.floor(drawn(what)[1] * (drawnPrice(what) * 1e6 + 1)) / 1e6;
