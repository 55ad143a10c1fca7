import type { AnyDefinition, Delivered, PipelineHome } from '@bowerbird/core';
import type { DefinitionOptions } from '../frame/definition.ts';

/** What a sink has kept of a document: a document, or the fields that it has kept. The same fields every time. */
export type Kept = Delivered | { readonly id: string; readonly [field: string]: unknown };

/** What `sinkSuite` must know of a sink. What it can do beside writing is named here, and checked. */
export interface SinkSuiteOptions extends DefinitionOptions {
  /** Options as in an rc file; or a function that makes them for each home, such as a new bucket, where what it writes is elsewhere. */
  readonly options?: unknown;
  /**
   * The module whose default export is, or holds, the definition: `new URL('./my-sink.ts', import.meta.url)`. Processes of their
   * own load it, to be killed.
   */
  readonly module: URL;
  /** Whether instances have `ids`. */
  readonly ids: boolean;
  /** Whether instances have `remove`. */
  readonly remove: boolean;
  /** Whether instances have `documents`. Default: no. */
  readonly documents?: boolean | undefined;
  /**
   * Reads what is there, by other means than the sink: from the files, the table, the service. Called while no instance is open.
   * Nothing written yet is an empty array.
   */
  readonly read: (home: PipelineHome) => Promise<readonly Kept[]>;
  /** What `read` gives for a document that was written, where that is less than all of it or another form. Default: the document. */
  readonly keeps?: ((document: Delivered) => Kept) | undefined;
  /**
   * `true`: while one instance is open, a second one on the same home is refused, by an error that names the process of the first.
   * Default: two instances may be open, and what both write is kept.
   */
  readonly exclusive?: boolean | undefined;
  /**
   * What is whole after a kill in the middle of a write. `batch`, the default, is what the contract asks. `document`: some documents of
   * the batch may be new and others old, each of them whole; say so in your README.
   */
  readonly atomic?: 'batch' | 'document' | undefined;
  /**
   * A document that it must refuse, to see that nothing of its batch is kept. Without this and `unwritable`, the suite limits the size of
   * files in a process of its own and writes a larger document, as on a full disk: right for whatever writes files.
   */
  readonly refuses?: Delivered | undefined;
  /** Makes writing fail (stops the service, locks the table), and gives the way to mend it. For sinks that write no files. */
  readonly unwritable?: ((home: PipelineHome) => Promise<() => Promise<void>>) | undefined;
}

/** The options that a suite was given, for one home. */
export function optionsFor({ options }: SinkSuiteOptions, home: PipelineHome): unknown {
  return typeof options === 'function' ? options(home) : options;
}

/** Definition of a sink, whatever its options. */
export type AnySinkDefinition = Extract<AnyDefinition, { readonly kind: 'sink' }>;
