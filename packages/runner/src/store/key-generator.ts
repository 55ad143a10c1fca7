import { defaultKey } from '@bowerbird/cache';
import { BowerbirdError, type KeyGenerator, type KeyGeneratorDefinition } from '@bowerbird/core';
import type { Scrub } from '@bowerbird/secrets';
import type { Configured } from '../config/types.ts';
import type { Instances } from '../instances.ts';

/**
 * The key generator that was given, or that the configuration names, else the default one.
 * @param scrub tells a secret in a key
 */
export async function keyGenerator(
  given: KeyGenerator | undefined,
  named: Configured<KeyGeneratorDefinition<unknown>> | undefined,
  instances: Instances,
  scrub: Scrub,
): Promise<KeyGenerator> {
  const keyOf = given ?? (named && (await instances.get(named)));
  return keyOf ? withoutSecrets(keyOf, scrub) : defaultKey;
}

/** A key is written in clear, and cannot be scrubbed: it would be another one. */
function withoutSecrets(keyOf: KeyGenerator, scrub: Scrub): KeyGenerator {
  return (parts) => {
    const key = keyOf(parts);
    if (scrub(key) === key) return key;
    throw new BowerbirdError('CACHE_FAILED', 'the key generator puts a secret into a key', {
      hint: 'This is a mistake in the plugin that `cache.keys` names: a key must be a digest of what it stands for.',
    });
  };
}
