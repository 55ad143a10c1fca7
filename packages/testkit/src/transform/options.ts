import type { AnyDefinition, Delivered, Document } from '@bowerbird/core';
import type { DefinitionOptions } from '../frame/definition.ts';

/** A document to transform, and what must come of it. */
export interface TransformCase {
  /** For the names of the tests. Default: the id of the document. */
  readonly name?: string | undefined;
  /** The suite says where it came from, unless the case does. */
  readonly document: Document | Delivered;
  /** What must come of it, in order. Provenance may be left out: it must be that of the document. */
  readonly expect?: readonly Document[] | undefined;
  /** Further demands of the author's own: throws where something is not right. */
  readonly check?: ((documents: readonly Delivered[]) => void) | undefined;
}

/** What `transformSuite` must know of a transform. */
export interface TransformSuiteOptions extends DefinitionOptions {
  readonly cases: readonly TransformCase[];
  /**
   * `true`: what it answers depends on the documents before, as in one that drops duplicates. Default: each document gets the same
   * answer whenever it comes, whatever came before and whatever is in flight.
   */
  readonly remembers?: boolean | undefined;
  /** Tells documents that it throws for, by design. The suite also gives it an empty text, 1 MB, and unusual characters. */
  readonly refuses?: ((document: Delivered) => boolean) | undefined;
}

/** Definition of a transform, whatever its options. */
export type AnyTransformDefinition = Extract<AnyDefinition, { readonly kind: 'transform' }>;
