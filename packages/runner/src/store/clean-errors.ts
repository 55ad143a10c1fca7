import type { CacheAdapter } from '@bowerbird/core';
import { isIdle, type Scrub, scrubError } from '@bowerbird/secrets';

/** The same cache; what it throws holds no secrets, such as the address of a server with its password. */
export function withCleanErrors(cache: CacheAdapter, scrub: Scrub): CacheAdapter {
  if (isIdle(scrub)) return cache;
  const fail = (error: unknown): never => {
    throw scrubError(error, scrub);
  };
  return new Proxy(cache, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...given: readonly unknown[]) => {
        try {
          const result: unknown = method.apply(target, given);
          if (result instanceof Promise) return result.catch(fail);
          return isAsyncIterable(result) ? cleaned(result, fail) : result;
        } catch (error) {
          return fail(error);
        }
      };
    },
  });
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

async function* cleaned(found: AsyncIterable<unknown>, fail: (error: unknown) => never) {
  try {
    yield* found;
  } catch (error) {
    fail(error);
  }
}
