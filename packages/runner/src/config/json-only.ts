import type { Problem } from '@bowerbird/core';
import { type Key, Place } from './place.ts';

/**
 * The configuration as JSON. What JSON cannot hold (a module may export anything) is a problem, and so is a secret outside of
 * options: it would get into requests, reports and the cache. Both are left out, so that nobody stumbles over them again.
 */
export function toJson(config: unknown, problems: Problem[]): unknown {
  return visit(config, [], [], problems);
}

function visit(value: unknown, keys: readonly Key[], above: readonly object[], problems: Problem[]): unknown {
  const fault = findFault(value, keys, above);
  if (fault !== undefined) {
    placeOf(keys, problems).report(fault);
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return value;
  const below = (item: unknown, key: Key) => visit(item, [...keys, key], [...above, value], problems);
  if (Array.isArray(value)) return value.map(below);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, below(item, key)]));
}

function findFault(value: unknown, keys: readonly Key[], above: readonly object[]): string | undefined {
  switch (typeof value) {
    case 'string':
      if (!value.includes('${env:') || isInOptions(keys)) return undefined;
      return 'a secret may stand in options only: what stands here is written to reports and the cache';
    case 'number':
      return Number.isFinite(value) ? undefined : `expected a number, received ${value}`;
    case 'object':
      return value === null ? undefined : findObjectFault(value, above);
    case 'function':
    case 'symbol':
    case 'bigint':
      return `expected text, a number, true or false, a list or an object, received a ${typeof value}`;
    default:
      return undefined;
  }
}

function findObjectFault(value: object, above: readonly object[]): string | undefined {
  if (above.includes(value)) return 'it holds itself';
  const prototype: unknown = Object.getPrototypeOf(value);
  // An object of another realm has another Object.prototype, which is again the last of its chain.
  const isPlain = Array.isArray(value) || prototype === null || Object.getPrototypeOf(prototype) === null;
  return isPlain
    ? undefined
    : `expected a plain object, received a ${value.constructor?.name ?? 'class instance'}`;
}

function isInOptions(keys: readonly Key[]): boolean {
  const [field, ...below] = keys[0] === 'pipelines' ? keys.slice(2) : keys;
  // A store may stand in a list, or alone.
  const [name, options] = below.filter((key) => typeof key === 'string');
  if (field === 'cache') return (name === 'store' || name === 'keys') && options === 'options';
  return /^(?:use|transforms|sinks)$/.test(String(field)) && name === 'options';
}

function placeOf(keys: readonly Key[], problems: Problem[]): Place {
  const pipeline = keys[0] === 'pipelines' && keys.length > 1 ? String(keys[1]) : undefined;
  return new Place(problems, '', pipeline).at(...keys);
}
