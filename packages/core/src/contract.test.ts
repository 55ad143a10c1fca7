import { expect, it } from 'vitest';
import * as core from './index.ts';

// What stands here is what other people's plugins rely on: a change here is a change of the contract, and must be meant.

it('exports these values', () => {
  expect(Object.keys(core).sort()).toMatchInlineSnapshot(`
    [
      "API_VERSION",
      "BowerbirdError",
      "CollectError",
      "ConfigError",
      "ERROR_CODES",
      "EVENT_TYPES",
      "defineCacheAdapter",
      "defineCollector",
      "defineKeyGenerator",
      "definePaidCollector",
      "defineSink",
      "defineTransform",
      "ensureOk",
      "findDefinitionProblem",
      "findDocumentProblem",
      "findNotJson",
      "isBowerbirdError",
      "isCollectError",
      "isPaid",
      "issuePath",
      "retryAfterMs",
      "toErrorData",
      "toJsonSchema",
      "validate",
    ]
  `);
});

it('has these error codes', () => {
  expect(core.ERROR_CODES).toMatchInlineSnapshot(`
    [
      "CONFIG_INVALID",
      "CONFIG_NOT_FOUND",
      "PIPELINE_NOT_FOUND",
      "DEFINITION_INVALID",
      "PLUGIN_FAILED",
      "CACHE_FAILED",
      "LEASE_LOST",
      "LEDGER_FAILED",
      "SINK_FAILED",
      "TRANSFORM_FAILED",
      "SOURCE_NOT_FOUND",
      "SOURCE_REFUSED",
      "SOURCE_UNAVAILABLE",
      "SOURCE_INVALID",
      "SOURCE_TOO_LARGE",
      "SOURCE_UNSUPPORTED",
      "TIMED_OUT",
      "OFFLINE",
      "ABORTED",
      "COLLECTOR_FAILED",
      "COLLECTOR_STOPPED",
      "DOCUMENT_INVALID",
      "PRICE_UNKNOWN",
      "NOT_APPROVED",
      "BUDGET_REACHED",
      "PURCHASE_FAILED",
      "PURCHASE_UNCONFIRMED",
      "PROVIDER_DOWN",
    ]
  `);
});

it('has these events', () => {
  expect(core.EVENT_TYPES).toMatchInlineSnapshot(`
    [
      "run-start",
      "task-add",
      "discover-end",
      "lookup-end",
      "attempt-start",
      "attempt-end",
      "operation-start",
      "cost-charge",
      "task-end",
      "sink-write",
      "prune-end",
      "log",
      "warning",
      "run-end",
    ]
  `);
});

it('is version 1', () => {
  expect(core.API_VERSION).toBe(1);
});
