import type { CollectContext } from './context.ts';
import type { Delivered } from './document.ts';

/** Documents to documents: one in, none or more out. */
export interface Transform {
  transform(
    document: Delivered,
    context: Pick<CollectContext, 'signal' | 'compute' | 'log'>,
  ): Promise<readonly Delivered[]>;
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
  /** Removes documents: for `--prune`. An id that it does not hold is no error. */
  remove?(ids: readonly string[]): Promise<void>;
  close(): Promise<void>;
}
