import type { CollectorDefinition } from '@bowerbird/core';
import type { Registry } from '../plugins/registry.ts';
import type { Configured } from './types.ts';

/** What every part of the check needs. */
export interface CheckContext {
  /** Absolute path of the folder that paths start from. */
  readonly base: string;
  /** `file:` URL that modules are resolved from. */
  readonly from: string;
  readonly registry: Registry;
  /** The collectors of a pipeline without `use`. */
  readonly free: readonly Configured<CollectorDefinition>[];
  /** The value of a variable of the environment. */
  readonly variable: (name: string) => string | undefined;
  /** The values that options refer to, with the names of their variables. */
  readonly secrets: Map<string, string>;
}
