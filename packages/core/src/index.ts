export type {
  CacheAdapter,
  CacheAmount,
  CacheCounts,
  CacheEntry,
  KeyGenerator,
  LeaseClaim,
} from './cache.ts';
export type {
  CollectorBase,
  CollectorInstance,
  DirectCollector,
  DirectDefinition,
  Handover,
  OperationState,
  PaidCollector,
  PaidDefinition,
  Price,
  Resource,
} from './collector.ts';
export type { CollectContext, PurchaseContext } from './context.ts';
export {
  type AnyDefinition,
  type CacheAdapterDefinition,
  type CollectorDefinition,
  defineCacheAdapter,
  defineCollector,
  defineKeyGenerator,
  definePaidCollector,
  defineSink,
  defineTransform,
  findDefinitionProblem,
  isPaid,
  type KeyGeneratorDefinition,
  type SinkDefinition,
  type TransformDefinition,
} from './define.ts';
export { API_VERSION, type Definition, type Home, type Kind, type PipelineHome } from './definition.ts';
export type { Delivered, Document, Locator, Provenance, Span } from './document.ts';
export { findDocumentProblem } from './document-check.ts';
export {
  BowerbirdError,
  CollectError,
  ConfigError,
  ERROR_CODES,
  type ErrorCode,
  type ErrorData,
  ensureOk,
  isBowerbirdError,
  isCollectError,
  type Problem,
  type Recovery,
  retryAfterMs,
  toErrorData,
} from './errors.ts';
export {
  EVENT_TYPES,
  type EventType,
  type LookupState,
  type OutcomeData,
  type RunEvent,
  type RunMode,
  type RunStatus,
  type Subscriber,
} from './event.ts';
export { findNotJson, type JsonObject, type JsonValue } from './json.ts';
export {
  issuePath,
  type Schema,
  type SchemaConverter,
  type SchemaIssue,
  type SchemaResult,
  toJsonSchema,
  validate,
} from './schema.ts';
export type { Sink, Transform, TransformContext } from './sink.ts';
export type { Outcome, Task, TaskLink } from './task.ts';
