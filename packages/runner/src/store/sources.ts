import { sha256 } from '@bowerbird/cache';
import type { CacheAdapter, CacheEntry, JsonValue } from '@bowerbird/core';
import { type AnswerKey, parseStoredKey, parseVersioned } from './records.ts';

/** Under which key a source was collected last, and what that key was made of: for telling why it is not found any more. */
export interface SourceRecord {
  readonly version: 1;
  /** Of the answer. */
  readonly key: string;
  readonly identity: JsonValue;
  /** Epoch milliseconds. */
  readonly written: number;
}

/** Which source, as the user wrote it, of which pipeline. */
export interface SourceName {
  readonly collector: string;
  readonly pipeline: string;
  readonly source: string;
}

const SOURCES = 'source/';

/** The entry that notes where the answer of a source is. */
export function sourceEntry(name: SourceName, key: string, identity: JsonValue): CacheEntry {
  const record: SourceRecord = { version: 1, key, identity, written: Date.now() };
  return { key: sourceKey(name), value: JSON.stringify(record) };
}

/** What is noted of some sources. */
export async function readSources(
  cache: CacheAdapter,
  names: readonly SourceName[],
): Promise<readonly (SourceRecord | undefined)[]> {
  const values = await cache.getMany(names.map(sourceKey));
  return values.map(parseSource);
}

// Two pipelines may want the same source in different ways, and are both right.
function sourceKey({ collector, pipeline, source }: SourceName): string {
  return `${SOURCES}${collector}/${sha256(`${pipeline}\n${source}`)}`;
}

/** The collector whose record a key of the store is, if it is one. */
export function parseSourceKey(stored: string): Pick<AnswerKey, 'collector'> | undefined {
  return parseStoredKey('source', stored);
}

export function parseSource(value: string | undefined): SourceRecord | undefined {
  return parseVersioned(value);
}
