import { AssertionError, deepStrictEqual } from 'node:assert';
import { types } from 'node:util';
import { isBowerbirdError } from '@bowerbird/core';

/**
 * @param wrong what is wrong, with the values that show it
 * @param remedy what the author does about it
 * @throws {AssertionError} unless `holds`
 */
export function ensure(holds: unknown, wrong: string, remedy: string): asserts holds {
  if (!holds) fail(wrong, remedy);
}

/** @throws {AssertionError} always: `wrong` and, on a line of its own, `remedy` */
export function fail(wrong: string, remedy: string, cause?: unknown): never {
  const error = new AssertionError({ message: `${wrong}\n  → ${remedy}`, stackStartFn: fail });
  if (cause !== undefined) error.cause = cause;
  throw error;
}

/**
 * As `deepStrictEqual`, with what is wrong and what to do before the difference. Prototypes are left out of account: under Jest and in
 * the vm pools of vitest, what Node makes is of another realm than what a test makes.
 */
export function ensureEqual(actual: unknown, expected: unknown, wrong: string, remedy: string): void {
  try {
    deepStrictEqual(inThisRealm(actual), inThisRealm(expected));
  } catch (error) {
    fail(wrong, `${remedy}\n\n${isError(error) ? error.message : String(error)}`);
  }
}

function inThisRealm(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    // It has a function in it, or something else that is of one realm alone.
    return value;
  }
}

/** A value for a message: short, on one line. */
export function show(value: unknown): string {
  const text = isError(value) ? `${value.name}: ${value.message}` : (JSON.stringify(value) ?? String(value));
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** What was thrown, for a message: with its hint, where it has one. */
export function showError(error: unknown): string {
  return isBowerbirdError(error) && error.hint !== undefined ? `${show(error)} (${error.hint})` : show(error);
}

/** As `instanceof Error`, of any realm. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}
