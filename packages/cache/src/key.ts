import { hash } from 'node:crypto';
import { BowerbirdError, type JsonValue, type KeyGenerator } from '@bowerbird/core';
import canonicalize from 'canonicalize';

/**
 * The one text of a JSON value (RFC 8785): members sorted, numbers in their shortest form, nothing normalised. A field that is
 * `undefined` is as if it were absent.
 * @throws {BowerbirdError} `SOURCE_INVALID` for what no JSON text can carry: numbers that are not finite, half surrogate pairs, cycles
 */
export function canonicalJson(value: JsonValue): string {
  try {
    const text = canonicalize(value);
    if (text !== undefined) return text;
  } catch (error) {
    throw noCanonicalJson(error);
  }
  throw noCanonicalJson(undefined);
}

function noCanonicalJson(cause: unknown): BowerbirdError {
  const why = cause instanceof Error ? cause.message : 'it is no JSON value';
  return new BowerbirdError('SOURCE_INVALID', `a value has no canonical JSON: ${why}`, {
    hint: 'Requests are plain JSON: finite numbers, well-formed text, no cycles.',
    cause,
  });
}

/** The SHA-256 of bytes, or of text as UTF-8: 64 lower-case hexadecimal digits. */
export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex');
}

/** The default key generator: the SHA-256 of the canonical JSON of collector and identity. */
export const defaultKey: KeyGenerator = ({ collector, identity }) =>
  sha256(canonicalJson({ collector, identity }));
