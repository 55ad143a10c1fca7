import type { JsonValue } from '@bowerbird/core';
import { scrubJson } from '@bowerbird/secrets';
import type { Cleaner } from './cleaner.ts';
import type { TapedBody } from './format.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * A body as a tape has it, without secrets; `undefined` if they cannot be taken out: of bytes that are no text, since what they
 * mean would change, of numbers in JSON, and of UTF-16.
 */
export function toTaped(bytes: Uint8Array, cleaner: Cleaner): TapedBody | undefined {
  const text = textOf(bytes);
  const taped =
    text === undefined ? { base64: Buffer.from(bytes).toString('base64') } : ofText(text, cleaner);
  return taped && cleaner.find(bytesOf(taped)) === undefined ? taped : undefined;
}

function ofText(text: string, cleaner: Cleaner): TapedBody | undefined {
  const json = exactJson(text);
  if (json !== undefined) return { json: scrubJson(json, cleaner.text) };
  const clean = cleaner.text(text);
  if (clean !== text && isJson(text) && !isJson(clean)) return undefined;
  const lines = clean.split(/(?<=\n)/);
  return { text: lines.length > 1 ? lines : clean };
}

/** The bytes of a body. */
export function bytesOf(body: TapedBody): Uint8Array {
  if ('json' in body) return Buffer.from(JSON.stringify(body.json));
  if ('text' in body) return Buffer.from(typeof body.text === 'string' ? body.text : body.text.join(''));
  return Buffer.from(body.base64, 'base64');
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The value if the text is what JSON.stringify makes of it. A number alone reads better as text. */
function exactJson(text: string): JsonValue | undefined {
  if (!/^[[{]/.test(text)) return undefined;
  try {
    const value = JSON.parse(text) as JsonValue;
    return JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
