import type { CollectContext, PurchaseContext } from './context.ts';
import type { Definition } from './definition.ts';
import type { Document } from './document.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { Schema } from './schema.ts';

/** What the definitions of all collectors have. */
export interface CollectorBase<Request, Options, Instance>
  extends Definition<'collector', Options, Instance> {
  /** Everything that decides the documents. Must read its own output unchanged. The output must be JSON. */
  readonly request: Schema<Request>;
  /** A whole number from 1. Raise it when the same evidence gives other documents: they are derived again, at no cost. */
  readonly revision: number;
  /** `context.fetch` obeys robots.txt. */
  readonly robots?: boolean | undefined;
  /** The request for a URL or a path, or `undefined` if it is none of this collector's. Only what the resource itself says. Pure. */
  accepts?(resource: Resource): NoInfer<Request> | undefined;
  /** What names the documents of a request: requests with equal identities have equal documents. Pure. Default: the request. */
  identify?(request: NoInfer<Request>): JsonValue;
}

/** Definition of a collector that costs nothing. */
export interface DirectDefinition<Request, Options = undefined>
  extends CollectorBase<Request, Options, DirectCollector<Request>> {}

/** Definition of a collector that buys from a provider. */
export interface PaidDefinition<Request, Options = undefined, Order extends JsonValue = JsonValue>
  extends CollectorBase<Request, Options, PaidCollector<Request, Order>> {
  /**
   * What is bought: all of the request that `start` sees, and the key of the answer. What is at its default must be left out, so
   * that a new field buys nothing again. Pure.
   */
  order(request: NoInfer<Request>): Order;
  /** The provider honours `context.idempotencyKey`. */
  readonly idempotent?: boolean | undefined;
  /** Who is paid: budgets and circuit breakers are by provider. Default: the name of the collector. */
  readonly provider?: string | undefined;
  /** Of which day the prices are that `price` rests on, as an ISO 8601 date. `undefined`: they are the user's own, or always fresh. */
  pricesAsOf?(options: NoInfer<Options>): string | undefined;
}

/** A URL or a path as typed, made absolute. The runner has looked at it once. */
export interface Resource {
  /** `https:…` or `file:…` */
  readonly uri: string;
  /** Of a file or folder: its path from the folder of the rc file, with forward slashes: the same on every machine. */
  readonly path?: string | undefined;
  /** Of a file: its first 4,096 bytes. */
  readonly head?: Uint8Array | undefined;
  /** Of a folder: its first 1,000 names. */
  readonly entries?: readonly string[] | undefined;
}

/**
 * Something that `discover` found and another collector should take: an episode, an attachment. It goes to the other links of
 * the pipeline that accept it, then to any free collector that does.
 */
export interface Handover {
  /** A URL or an absolute path. */
  readonly source: string;
  /** Fields of the request. */
  readonly with?: JsonObject | undefined;
}

/** What all collectors can do. */
export interface CollectorInstance<Request> {
  /** Expands one request into many: a playlist, a sitemap, a mailbox. What it yields is not expanded again, unless handed over. */
  discover?(request: Request, context: CollectContext): AsyncIterable<Request | Handover>;
  /**
   * Whether `discover` is to be called for a request; absent: always. For what can tell at a glance, such as a folder from an address:
   * a call of `discover` costs each of a million sources its time.
   */
  canDiscover?(request: Request): boolean;
  close?(): Promise<void>;
}

/** A collector that costs nothing. */
export interface DirectCollector<Request> extends CollectorInstance<Request> {
  /**
   * The documents of a request. `[]` is an answer too, and is cached.
   * @throws {CollectError} when it cannot bring them; anything else counts as `retry`
   */
  collect(request: Request, context: CollectContext): Promise<readonly Document[]>;
}

/** A collector that buys: its purchase survives the process. */
export interface PaidCollector<Request, Order extends JsonValue> extends CollectorInstance<Request> {
  /** What it will cost. `undefined`: unknown, so it is refused. */
  price(request: Request, context: CollectContext): Promise<Price | undefined>;
  /** What must be done before the purchase, free and repeatable: an upload. Its answer goes to `start`. */
  prepare?(request: Request, context: CollectContext): Promise<JsonValue>;
  /**
   * The purchase. Must be exactly one call of the provider, without retries and redirects. Free ones may come before it, such as one
   * for a token: the first that is not answered with success must end it. None may come after it.
   */
  start(order: Order, prepared: JsonValue, context: PurchaseContext): Promise<OperationState>;
  /**
   * After a crash, from the provider's own list: was it started?
   * @param since epoch milliseconds: not before this
   */
  find?(
    order: Order,
    prepared: JsonValue,
    since: number,
    context: CollectContext,
  ): Promise<OperationState | undefined>;
  /** How far a started operation is. Absent when `start` always ends it. */
  poll?(operation: JsonValue, context: CollectContext): Promise<OperationState>;
  /**
   * The same for many at once, where the provider has a list: one request in place of hundreds. `undefined` for what the list does not tell
   * in full: that is polled by itself.
   */
  pollMany?(
    operations: readonly JsonValue[],
    context: CollectContext,
  ): Promise<readonly (OperationState | undefined)[]>;
  /** The documents of an answer. Free and repeatable. */
  read(answer: JsonValue, request: Request, context: CollectContext): Promise<readonly Document[]>;
}

/** How far a purchase is. `cost` in US dollars. */
export type OperationState =
  | { readonly state: 'pending'; readonly operation: JsonValue; readonly pollAfterMs?: number | undefined }
  | { readonly state: 'done'; readonly answer: JsonValue; readonly cost?: number | undefined }
  | { readonly state: 'failed'; readonly reason: string; readonly cost?: number | undefined };

/** A price in US dollars: at most, and expected. */
export interface Price {
  readonly most: number;
  readonly expected?: number | undefined;
}
