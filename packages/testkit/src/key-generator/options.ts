import type { AnyDefinition, JsonValue, KeyGenerator } from '@bowerbird/core';
import type { DefinitionOptions } from '../frame/definition.ts';

/** What a key is made of: the name of a collector, and what identifies a request of it. */
export interface KeyParts {
  readonly collector: string;
  readonly identity: JsonValue;
}

/** A key that must never change: it is in the caches of those who use the generator. */
export interface KnownKey extends KeyParts {
  readonly key: string;
}

/** What `keyGeneratorSuite` must know of a key generator. */
export interface KeyGeneratorSuiteOptions extends DefinitionOptions {
  /** Keys as they are now. While there are none the suite fails, and shows lines to paste here. */
  readonly known?: readonly KnownKey[] | undefined;
}

/** Definition of a key generator, whatever its options. */
export type AnyKeyGeneratorDefinition = Extract<AnyDefinition, { readonly kind: 'key-generator' }>;

/** Makes an instance as a run does, in a home of its own. */
export type MakeGenerator = () => Promise<KeyGenerator>;
