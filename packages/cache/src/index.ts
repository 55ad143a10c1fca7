export { batchingCache } from './batching.ts';
export {
  definitions as default,
  definitions,
  type MemoryOptions,
  type SqliteOptions,
  sqliteAdapter,
  sqliteFile,
} from './definitions.ts';
export { type CacheCall, degradingCache } from './degrading.ts';
export { canonicalJson, defaultKey, sha256 } from './key.ts';
export { type KeyvCache, type KeyvCacheOptions, keyvCache } from './keyv/keyv-cache.ts';
export { keyvCacheFrom } from './keyv/keyv-module.ts';
export type { KeyvSource } from './keyv/keyv-store.ts';
export { type MemoryCacheOptions, memoryCache } from './memory-cache.ts';
export { namespaced } from './namespaced.ts';
export { noCache } from './no-cache.ts';
export { type SingleFlight, singleFlight } from './single-flight.ts';
export { type SqliteCacheOptions, sqliteCache } from './sqlite/sqlite-cache.ts';
export { type SqliteFiles, sqliteFiles } from './sqlite/sqlite-files.ts';
export { type Count, openStatistics, type Statistics } from './statistics.ts';
export { tieredCache } from './tiered.ts';
export { type CachedFunction, type CachedOptions, cached } from './values/cached.ts';
export type {
  EntryOptions,
  Found,
  Invalidation,
  LoadOptions,
  MemoryOptions as ValueMemoryOptions,
  ValueCacheOptions,
  ValueCounts,
  ValueStats,
} from './values/types.ts';
export { createCache, type ValueCache } from './values/value-cache.ts';
