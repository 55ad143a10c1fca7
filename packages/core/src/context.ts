import type { JsonObject, JsonValue } from './json.ts';

/** What the runner gives a collector for one call. After the call has ended, or the signal has fired, it must not be used. */
export interface CollectContext {
  /** Fires when the attempt's time is over or the run is stopped. Everything that waits must listen to it. */
  readonly signal: AbortSignal;
  /**
   * The only road to the network. What it brings is kept as evidence and replayed, so a retry, a new `revision` and
   * `--offline` fetch nothing again. `init.cache` as in the Fetch standard; `no-store` keeps nothing and streams: the answer, and a
   * request body that is a stream.
   * Answers with an error status are not kept. Bodies that are cut off, too large or too slow are errors.
   */
  readonly fetch: typeof globalThis.fetch;
  /**
   * What did not come by `fetch` (a program's output, a provider's SDK), kept and replayed likewise.
   * @param about what is brought, as JSON: it names the evidence
   * @param bring is called when the evidence is not there or too old
   */
  evidence<T extends JsonValue>(about: JsonValue, bring: () => Promise<T>): Promise<T>;
  /**
   * SHA-256 of a local file, in hex. The file counts as evidence: when its bytes change, the answer is out of date.
   * Remembered by size, time and inode.
   * @param path absolute path, or `file:` URL
   */
  digest(path: string): Promise<string>;
  /**
   * Runs the default export of a module in a worker thread, with a deadline and a memory limit: parsers of foreign input
   * belong there. Input and answer are copied (structured clone); pass large files by path.
   * @param module `new URL(import.meta.resolve('#parse'))`
   */
  compute<T>(module: URL, input: unknown): Promise<T>;
  /** A line for the log of the run. */
  log(message: string, data?: JsonObject): void;
}

/** The context of a purchase. */
export interface PurchaseContext extends CollectContext {
  /** The same for the same order, across processes: for providers that recognise a repeated request. */
  readonly idempotencyKey: string;
}
