import type { JsonObject, Problem, SchemaIssue } from '@bowerbird/core';
import type { ZodMiniType } from 'zod/mini';
import { describeIssues, received } from './issues.ts';
import { unknownField } from './suggest.ts';

/** A key of an object or an index of a list. */
export type Key = string | number;

/** A place in the configuration: its path, and where to report what is wrong there. */
export class Place {
  readonly path: string;
  readonly pipeline: string | undefined;
  /** Everything that has been reported, here and at the places around. */
  readonly problems: Problem[];

  constructor(problems: Problem[], path = '', pipeline?: string) {
    this.problems = problems;
    this.path = path;
    this.pipeline = pipeline;
  }

  at(...keys: readonly Key[]): Place {
    return new Place(this.problems, keys.reduce(joinPath, this.path), this.pipeline);
  }

  report(message: string): void {
    const { path, pipeline } = this;
    this.problems.push({ path, message, ...(pipeline !== undefined && { pipeline }) });
  }

  /** Reports the issues of a schema, each where it is. */
  reportIssues(issues: readonly SchemaIssue[], value: unknown, jsonSchema?: JsonObject): void {
    const told = new Set<string>();
    for (const { path, message } of describeIssues(issues, value, jsonSchema)) {
      const place = this.at(...path);
      // Two checks of one value may say the same.
      const both = `${place.path}\n${message}`;
      if (!told.has(both)) place.report(message);
      told.add(both);
    }
  }
}

/** One item of a list, with its place. */
export interface Item {
  readonly place: Place;
  readonly value: unknown;
}

/** The items of a list; what is no list is a problem. An item without a value has been reported already. */
export function readList(place: Place, value: unknown, example: string): readonly Item[] {
  if (!Array.isArray(value)) {
    place.report(`expected a list, such as ${example}, ${received(value)}`);
    return [];
  }
  const items = value.map((item: unknown, index) => ({ place: place.at(index), value: item }));
  return items.filter((item) => item.value !== undefined);
}

/** The fields of an object. Fields that are not known are problems, and a field without a value counts as absent. */
export function readFields(
  place: Place,
  value: unknown,
  known: readonly string[],
  expected = 'an object',
): Readonly<Record<string, unknown>> {
  if (!isObject(value)) {
    place.report(`expected ${expected}, ${received(value)}`);
    return {};
  }
  const fields: [string, unknown][] = [];
  for (const [key, field] of Object.entries(value)) {
    if (!known.includes(key)) place.at(key).report(unknownField(key, known));
    else if (field !== undefined && field !== null) fields.push([key, field]);
  }
  return Object.fromEntries(fields);
}

/** One field as its schema reads it; `undefined` where it is absent or wrong. */
export function readField<T>(place: Place, schema: ZodMiniType<T>, value: unknown): T | undefined {
  if (value === undefined) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  place.reportIssues(result.error.issues, value);
  return undefined;
}

/** Whether something is an object with fields. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function joinPath(path: string, key: Key): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (!/^[\p{L}\p{N}_$-]+$/u.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
