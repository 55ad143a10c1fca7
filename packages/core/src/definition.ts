import type { Schema } from './schema.ts';

/** The version of this contract. */
export const API_VERSION = 1;

/** The kinds of things that can be plugged in. */
export type Kind = 'collector' | 'cache-adapter' | 'key-generator' | 'transform' | 'sink';

/** The static half of anything pluggable: a plain object. The instance is made by `create`. */
export interface Definition<KindName extends Kind, Options, Instance> {
  readonly apiVersion: 1;
  readonly kind: KindName;
  /** How the rc file calls it: lower case, digits and hyphens. */
  readonly name: string;
  /** One line for `bowerbird plugins`. */
  readonly summary: string;
  /** How to reach it and how it behaves. Options are in no key: what decides the documents belongs into the request. */
  readonly options?: Schema<Options> | undefined;
  /** Makes the instance: once a run, when it is first needed. Must be cheap and must not touch the network. */
  create(options: NoInfer<Options>, home: Home): Instance | Promise<Instance>;
}

/** Where an instance lives. */
export interface Home {
  /** Absolute path of the folder of the rc file: relative paths in options start here. */
  readonly base: string;
  /** Absolute path of this definition's own folder: kept between runs, may be deleted at any time. Made at need. */
  readonly state: string;
}

/** The home of a sink or a transform: each pipeline has its own instance. */
export interface PipelineHome extends Home {
  readonly pipeline: string;
}
