import { isUtf8 } from 'node:buffer';
import { canonicalJson, sha256 } from '@bowerbird/cache';
import type { CacheAdapter, JsonValue } from '@bowerbird/core';
import { type AnswerKey, parseStoredKey, parseVersioned } from './records.ts';

/** What is kept about one original: its bytes are stored under their digest. */
export interface EvidenceRecord {
  readonly version: 1;
  /** SHA-256 of the bytes. */
  readonly digest: string;
  /** Epoch milliseconds: when bytes with this digest came first. */
  readonly retrieved: number;
  /** Epoch milliseconds: when they were last known to be what the source has. */
  readonly checked: number;
  /** Absent: it did not come by fetch. */
  readonly http?: HttpEvidence | undefined;
}

/** An HTTP exchange: what came, and what was asked, so that the runner can ask again. */
interface HttpEvidence {
  readonly status: number;
  /** After redirects. */
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  /** What was asked; absent where it held a secret and only the collector can ask it again. */
  readonly request?:
    | {
        readonly method: string;
        readonly url: string;
        readonly headers: readonly (readonly [string, string])[];
      }
    | undefined;
}

/** The originals that collectors brought: content-addressed, and without any revision. */
export class EvidenceStore {
  readonly #cache: CacheAdapter;

  constructor(cache: CacheAdapter) {
    this.#cache = cache;
  }

  async readRecords(keys: readonly string[]): Promise<readonly (EvidenceRecord | undefined)[]> {
    const values = await this.#cache.getMany(keys);
    return values.map(parseRecord);
  }

  /** The bytes of an original; `undefined` if they are not there or are not what they were. */
  async readOriginal(digest: string): Promise<Uint8Array | undefined> {
    const [value] = await this.#cache.getMany([originalKey(digest)]);
    return value === undefined ? undefined : decodeOriginal(value, digest);
  }

  /** Writes an original with its record, in one batch. */
  async write(key: string, record: EvidenceRecord, bytes: Uint8Array): Promise<void> {
    await this.#cache.setMany([
      { key: originalKey(record.digest), value: encode(bytes) },
      { key, value: JSON.stringify(record) },
    ]);
  }

  /** Writes a record whose original is there already. */
  async touch(key: string, record: EvidenceRecord): Promise<void> {
    await this.#cache.setMany([{ key, value: JSON.stringify(record) }]);
  }
}

/** The record of bytes that came now; what is unchanged keeps the time at which it came first. */
export function recordOf(bytes: Uint8Array, before: EvidenceRecord | undefined): EvidenceRecord {
  const now = Date.now();
  const digest = sha256(bytes);
  return { version: 1, digest, retrieved: before?.digest === digest ? before.retrieved : now, checked: now };
}

const TELLING_HEADERS = ['content-type', 'content-language', 'link'];

/** Whether two exchanges say the same beside their bytes, as far as collectors make documents of it. */
export function isSameAnswer(before: HttpEvidence, after: HttpEvidence | undefined): boolean {
  const telling = ({ status, url, headers }: HttpEvidence) =>
    JSON.stringify([status, url, headers.filter(([name]) => TELLING_HEADERS.includes(name))]);
  return after !== undefined && telling(before) === telling(after);
}

/** The key of a record: what was asked, and by which collector. */
export function evidenceKey(collector: string, asked: JsonValue): string {
  return `evidence/${collector}/${sha256(canonicalJson(asked))}`;
}

/** The collector whose record a key of the store is, if it is one. */
export function parseEvidenceKey(stored: string): Pick<AnswerKey, 'collector'> | undefined {
  return parseStoredKey('evidence', stored);
}

/** The key of the bytes with a digest. */
export function originalKey(digest: string): string {
  return `original/${digest}`;
}

/** The bytes of a stored original; `undefined` if they are not what they were. */
export function decodeOriginal(value: string, digest: string): Uint8Array | undefined {
  const bytes = Buffer.from(value.slice(1), value[0] === 't' ? 'utf8' : 'base64');
  return sha256(bytes) === digest ? bytes : undefined;
}

/** Text as it is, anything else as base64: most originals are text, and base64 costs a third. */
function encode(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return isUtf8(bytes) ? `t${buffer.toString('utf8')}` : `b${buffer.toString('base64')}`;
}

/** A record of another version counts as none. */
export function parseRecord(value: string | undefined): EvidenceRecord | undefined {
  return parseVersioned(value);
}
