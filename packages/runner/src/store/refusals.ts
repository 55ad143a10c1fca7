import type { CacheAdapter, ErrorData } from '@bowerbird/core';
import type { Labels } from './answers.ts';
import { type AnswerKey, parseStoredKey, parseVersioned } from './records.ts';

/** What a source said in place of an answer. */
export interface Refusal extends Labels {
  readonly version: 1;
  /** As the user wrote it, for listings. */
  readonly source: string;
  /** Epoch milliseconds. */
  readonly told: number;
  readonly error: ErrorData;
}

const REFUSALS = 'refusal/';

/** What sources said in place of answers: so they need not be asked again for a while. */
export class RefusalStore {
  readonly #cache: CacheAdapter;

  constructor(cache: CacheAdapter) {
    this.#cache = cache;
  }

  async read(key: AnswerKey): Promise<Refusal | undefined> {
    const [value] = await this.#cache.getMany([refusalKey(key)]);
    return parseRefusal(value);
  }

  /** @param expires epoch milliseconds */
  async write(key: AnswerKey, refusal: Refusal, expires: number): Promise<void> {
    await this.#cache.setMany([{ key: refusalKey(key), value: JSON.stringify(refusal), expires }]);
  }
}

function refusalKey({ collector, key }: AnswerKey): string {
  return `${REFUSALS}${collector}/${key}`;
}

/** One of another version, or that is damaged, counts as none: the source is asked again. */
export function parseRefusal(value: string | undefined): Refusal | undefined {
  return parseVersioned(value);
}

/** Whose refusal a key of the store is, if it is one. */
export function parseRefusalKey(stored: string): AnswerKey | undefined {
  return parseStoredKey('refusal', stored);
}
