import type { JsonObject } from '@bowerbird/core';
import type { Fact } from './bus.ts';

type LogFact = Extract<Fact, { readonly type: 'log' }>;

/** What a plugin says, as JSON, whatever it is. */
export function logFact(
  about: Omit<LogFact, 'type' | 'message' | 'data'>,
  message: unknown,
  data: unknown,
): LogFact {
  return {
    type: 'log',
    ...about,
    message: String(message),
    ...(data !== undefined && { data: toJson(data) }),
  };
}

function toJson(data: unknown): JsonObject {
  try {
    const value: unknown = JSON.parse(JSON.stringify(data, withoutBytes));
    return typeof value === 'object' && value !== null ? (value as JsonObject) : { value: String(data) };
  } catch (error) {
    return { unreadable: error instanceof Error ? error.message : String(error) };
  }
}

/** Bytes say nothing to who reads a log. */
function withoutBytes(this: Readonly<Record<string, unknown>>, name: string, value: unknown): unknown {
  // A Buffer has become JSON by now; what it was is where it came from.
  const bytes = this[name];
  return ArrayBuffer.isView(bytes) ? `${bytes.byteLength} bytes` : value;
}
