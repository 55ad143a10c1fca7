import { KeyvMemoryAdapter } from 'keyv';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keyvCache } from './keyv-cache.ts';

/** A store that answers nothing until it is let go. */
class HangingStore extends KeyvMemoryAdapter {
  readonly #gate = Promise.withResolvers<void>();

  constructor() {
    super(new Map());
  }

  letGo(): void {
    this.#gate.resolve();
  }

  breakDown(): void {
    this.#gate.reject(new Error('too late to be heard'));
  }

  override async getMany<Value>(keys: string[]) {
    await this.#gate.promise;
    return super.getMany<Value>(keys);
  }

  override async *iterator<Value>() {
    await this.#gate.promise;
    yield* super.iterator<Value>();
  }

  override disconnect(): Promise<void> {
    return this.#gate.promise;
  }
}

const noAnswer = (doing: string, limit: string) => ({
  code: 'CACHE_FAILED',
  message: `cannot ${doing} the shelf: it did not answer within ${limit}`,
  hint: expect.stringMatching(/can be reached/),
});

describe('keyvCache on a store that hangs', () => {
  const about = 'the shelf';
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('ends every call, also the closing', async () => {
    const cache = keyvCache(new HangingStore(), { about, timeoutMs: 250 });
    const calls = [cache.getMany(['a']), Array.fromAsync(cache.scan!('')), cache.close()];
    const ends = Promise.allSettled(calls);
    await vi.advanceTimersByTimeAsync(250);
    expect(await ends).toMatchObject(
      ['read from', 'list', 'close'].map((doing) => ({
        status: 'rejected',
        reason: noAnswer(doing, '0.25 s'),
      })),
    );
  });

  it('waits for ten seconds where nothing else is said', async () => {
    const store = new HangingStore();
    const cache = keyvCache(store, { about });
    const slow = cache.getMany(['a']);
    await vi.advanceTimersByTimeAsync(9999);
    store.letGo();
    expect(await slow).toEqual([undefined]);
    const hanging = keyvCache(new HangingStore(), { about }).getMany(['a']);
    const end = expect(hanging).rejects.toMatchObject(noAnswer('read from', '10 s'));
    await vi.advanceTimersByTimeAsync(10_000);
    await end;
  });

  it('leaves no timer behind, and waits for ever where it is told to', async () => {
    const store = new HangingStore();
    const cache = keyvCache(store, { about, timeoutMs: Number.POSITIVE_INFINITY });
    const call = cache.getMany(['a']);
    expect(vi.getTimerCount()).toBe(0);
    store.letGo();
    expect(await call).toEqual([undefined]);
    const other = keyvCache(store, { about });
    await other.getMany(['a']);
    await Array.fromAsync(other.scan!(''));
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not mind an answer that comes too late, or an error', async () => {
    const store = new HangingStore();
    const cache = keyvCache(store, { about, timeoutMs: 250 });
    const end = expect(cache.getMany(['a'])).rejects.toMatchObject(noAnswer('read from', '0.25 s'));
    await vi.advanceTimersByTimeAsync(250);
    await end;
    store.breakDown();
    await vi.advanceTimersByTimeAsync(1);
    expect(cache.counts().errors).toBe(1);
  });

  it('says what else was heard', async () => {
    const store = new HangingStore();
    const cache = keyvCache(store, { about, timeoutMs: 250 });
    const { message } = noAnswer('read from', '0.25 s');
    const end = expect(cache.getMany(['a'])).rejects.toThrow(`${message}: ECONNREFUSED`);
    // As Node puts it when no address of a host answers.
    store.emit('error', Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }));
    await vi.advanceTimersByTimeAsync(250);
    await end;
  });
});
