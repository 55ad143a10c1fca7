import { createHash } from 'node:crypto';

/** Some work for a processor: the same every time. */
export default function burn({ text, rounds }) {
  let digest = text;
  for (let round = 0; round < rounds; round++) digest = createHash('sha256').update(digest).digest('hex');
  return digest;
}
