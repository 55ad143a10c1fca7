export { definitions as default, definitions, type SqliteOptions } from './definitions.ts';
export { canonicalJson, defaultKey, sha256 } from './key.ts';
export { type KeyvCache, type KeyvCacheOptions, keyvCache } from './keyv-cache.ts';
export { keyvCacheFrom } from './keyv-module.ts';
export type { KeyvSource } from './keyv-store.ts';
export { namespaced } from './namespaced.ts';
export { type SingleFlight, singleFlight } from './single-flight.ts';
export { memoryCache, noCache } from './small-caches.ts';
export { type SqliteCacheOptions, sqliteCache } from './sqlite-cache.ts';
