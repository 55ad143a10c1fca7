import type { JsonValue, PaidDefinition } from '@bowerbird/core';
import type { CollectorCase } from '../collector/cases.ts';
import type { DefinitionOptions } from '../frame/definition.ts';
import type { PaidProvider, PurchaseRecovery } from './provider.ts';

/** What `paidCollectorSuite` must know of a paid collector. */
export interface PaidSuiteOptions extends Omit<DefinitionOptions, 'options'> {
  /** What it buys: at least one, and another one where there is `find`, which must tell them apart. The provider is the network of all. */
  readonly cases: readonly PaidCase[];
  /** Opens what it buys from, with an empty history and nothing charged. */
  readonly provider: () => Promise<PaidProvider> | PaidProvider;
  /** How a purchase is found again whose answer was lost: by `find()`, by an idempotency key, or, `[]`, not at all. */
  readonly recovery: readonly PurchaseRecovery[];
  /** Options in place of some of the provider's, with which the same must be bought. `[]`: there are none that could decide anything. */
  readonly otherOptions: readonly object[];
  /** Opens a provider that takes the first case, and then cannot fulfil it. */
  readonly failing?: (() => Promise<PaidProvider> | PaidProvider) | undefined;
}

/** One thing to buy, as a user asks for it. */
export type PaidCase = Omit<CollectorCase, 'fetch' | 'check'>;

/** Definition of a paid collector, whatever its requests, orders and options: its own schemas, and nothing else, know them. */
export type AnyPaidDefinition = PaidDefinition<never, never, JsonValue>;
