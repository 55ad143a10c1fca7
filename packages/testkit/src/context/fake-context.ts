import type { CollectContext, JsonObject, JsonValue, PurchaseContext } from '@bowerbird/core';

/** What a collector did with its context: `fetch GET https://…`, `digest /a/path`, `compute …`. */
export interface FakeContext {
  readonly context: PurchaseContext;
}
