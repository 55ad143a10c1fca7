import type { DirectDefinition } from '@bowerbird/core';
import type { DefinitionOptions } from '../frame/definition.ts';
import type { CollectorCase } from './cases.ts';

/** What `collectorSuite` must know of a collector. What it can do beside collecting is named here, and checked. */
export interface CollectorSuiteOptions extends DefinitionOptions {
  /** What it collects: at least one. */
  readonly cases: readonly CollectorCase[];
  /** Other options, each of which must bring the same documents. Where the definition takes options: at least one. */
  readonly otherOptions?: readonly unknown[] | undefined;
  /** What it discovers, where it can. */
  readonly discovers?: readonly CollectorCase[] | undefined;
  /** What is not there. Where no case has a network: at least one; with a network, everything is answered with 404 beside it. */
  readonly unknown?: readonly CollectorCase[] | undefined;
}

/** Definition of a collector that costs nothing, whatever its requests and options: its own schemas, and nothing else, know them. */
export type AnyDirectDefinition = DirectDefinition<never, never>;
