import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { BowerbirdError, type JsonValue } from '@bowerbird/core';

/** An answer as it is stored. */
export interface StoredAnswer {
  readonly purchase: number;
  /** 1: compressed by gzip. */
  readonly packed: number;
  /** SHA-256 of the purchase's number and the answer: one that has come under another number is not taken for its answer. */
  readonly digest: Uint8Array;
  readonly body: Uint8Array;
}

const PACK_ABOVE_BYTES = 8192;
const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** An answer to be stored. */
export async function encodeAnswer(purchase: number, answer: JsonValue): Promise<StoredAnswer> {
  const text = Buffer.from(JSON.stringify(answer) ?? 'null');
  const digest = digestOf(purchase, text);
  if (text.length <= PACK_ABOVE_BYTES) return { purchase, packed: 0, digest, body: text };
  return { purchase, packed: 1, digest, body: await pack(text) };
}

/** @throws {BowerbirdError} `LEDGER_FAILED` when it is not what was written: it is never bought again by itself */
export async function decodeAnswer(stored: StoredAnswer, file: string): Promise<JsonValue> {
  const { purchase, packed, digest, body } = stored;
  const text = packed === 1 ? await unpack(body).catch(() => undefined) : body;
  if (text && Buffer.compare(digest, digestOf(purchase, text)) === 0) {
    return JSON.parse(Buffer.from(text).toString());
  }
  throw new BowerbirdError(
    'LEDGER_FAILED',
    `the answer of purchase ${purchase} in the ledger ${file} is damaged`,
    {
      hint: `It is not bought again by itself. Restore ${file} from a backup; or throw the answer away with "bowerbird costs forget ${purchase}", which lets the next run pay for it again.`,
    },
  );
}

function digestOf(purchase: number, text: Uint8Array): Buffer {
  return createHash('sha256').update(`${purchase}\0`).update(text).digest();
}
