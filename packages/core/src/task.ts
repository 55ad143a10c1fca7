import type { Delivered } from './document.ts';
import type { ErrorData } from './errors.ts';
import type { JsonValue } from './json.ts';

/** One request bound to a pipeline, with its keys. */
export interface Task {
  readonly pipeline: string;
  /** Of the whole chain. */
  readonly key: string;
  /** How the user wrote the source: for messages. */
  readonly source: string;
  readonly links: readonly TaskLink[];
}

/** One collector of a task's fallback chain. */
export interface TaskLink {
  readonly collector: string;
  readonly request: JsonValue;
  /** Of the documents. */
  readonly key: string;
  /** Key of the paid answer. */
  readonly order?: string | undefined;
}

/** What became of a task. `cost` and `saved` in US dollars. */
export type Outcome = { readonly task: Task } & (
  | {
      readonly status: 'collected';
      /** Where it came from: the cache, evidence that was here already, or the source itself. */
      readonly from: 'cache' | 'evidence' | 'source';
      readonly change: 'new' | 'changed' | 'unchanged';
      /** The collector. */
      readonly by: string;
      /** Key of its answer in the cache. */
      readonly answer: string;
      readonly documents: readonly Delivered[];
      readonly cost: number;
      readonly saved: number;
      /** What the source did not have to be asked for took so many milliseconds when it was. */
      readonly savedMs: number;
      /** It was due to be compared with its source, which could not be reached: the reason. */
      readonly stale?: string | undefined;
      /** Whom it was bought from, whenever that was. */
      readonly provider?: string | undefined;
      /** The links before it in the chain, and why they did not answer. */
      readonly passed?: readonly { readonly collector: string; readonly reason: string }[] | undefined;
    }
  /** Bought, and not finished: the next run goes on. */
  | { readonly status: 'pending'; readonly by: string; readonly reason: string; readonly cost: number }
  | { readonly status: 'failed'; readonly error: ErrorData; readonly cost: number }
  /** `price`: it would have had to be bought for as much in US dollars at most, and was not approved or found no room in a budget. */
  | { readonly status: 'skipped'; readonly reason: string; readonly price?: number | undefined }
  /** It was collected before and is not there any more. What was delivered stays, unless the run prunes. */
  | { readonly status: 'gone'; readonly reason: string }
);
