import type { CollectContext } from './context.ts';
import type { Delivered, Document } from './document.ts';

/** What the runner gives a transform for one call. */
export type TransformContext = Pick<CollectContext, 'signal' | 'compute' | 'log'>;

/** Documents to documents: one in, none or more out. */
export interface Transform {
  /**
   * Called once, before the first document, with what the sinks of the pipeline hold, for transforms that compare. The time that it takes
   * is no document's. It may leave off reading.
   */
  open?(held: AsyncIterable<Document>, context: TransformContext): Promise<void>;
  transform(document: Delivered, context: TransformContext): Promise<readonly Delivered[]>;
  close?(): Promise<void>;
}

/** Where the documents of one pipeline go. */
export interface Sink {
  /** Where it writes, for people: an absolute path, a URL. */
  readonly location?: string | undefined;
  /** Whole tasks, all or nothing; durable when it resolves. The same id again replaces the document. */
  write(documents: readonly Delivered[]): Promise<void>;
  /** The ids that it holds, in any order. */
  ids?(): AsyncIterable<string>;
  /** The documents that it holds, in any order, with at least `id`, `text` and `partOf`: for transforms that compare. */
  documents?(): AsyncIterable<Document>;
  /** Removes documents: for `--prune`. An id that it does not hold is no error. */
  remove?(ids: readonly string[]): Promise<void>;
  close(): Promise<void>;
}
