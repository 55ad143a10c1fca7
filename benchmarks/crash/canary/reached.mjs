// Which ways were really tried: a way that no command reaches proves nothing.
import { appendFileSync } from 'node:fs';

/** Notes that a secret is being given away, by its name. */
export function reached(name) {
  const file = process.env.BB_REACHED;
  if (file !== undefined && name !== undefined) appendFileSync(file, `${name}\n`);
}
