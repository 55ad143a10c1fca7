import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnyDefinition, Home, PipelineHome } from '@bowerbird/core';
import type { Configured } from './config/types.ts';

interface Closable {
  close?(): Promise<void>;
}

/** Instances of definitions: made when first needed, shared by equal definition and options, closed together. */
export class Instances {
  readonly #made = new Map<string, Promise<unknown>>();
  readonly #base: string;
  readonly #data: string;

  /**
   * @param base folder of the rc file
   * @param data data folder of the user: each definition has its own folder in it
   */
  constructor(base: string, data: string) {
    this.#base = base;
    this.#data = data;
  }

  /** The instance. A `create()` that throws is not asked again. */
  get<Instance>(configured: Configured<Creating<Home, Instance>>): Promise<Instance> {
    return this.#get(configured, '', (home) => home);
  }

  /** The instance of one pipeline: sinks and transforms. */
  getFor<Instance>(
    pipeline: string,
    configured: Configured<Creating<PipelineHome, Instance>>,
  ): Promise<Instance> {
    return this.#get(configured, pipeline, (home) => ({ ...home, pipeline }));
  }

  /** Closes all of them; the first error is thrown after all were asked. */
  async close(): Promise<void> {
    const made = await Promise.allSettled(this.#made.values());
    this.#made.clear();
    const closed = await Promise.allSettled(
      made.map((result) =>
        result.status === 'fulfilled' ? (result.value as Closable).close?.() : undefined,
      ),
    );
    for (const result of closed) if (result.status === 'rejected') throw result.reason;
  }

  #get<Instance, H extends Home>(
    { definition, options, identity }: Configured<Creating<H, Instance>>,
    pipeline: string,
    toHome: (home: Home) => H,
  ): Promise<Instance> {
    const key = `${pipeline}\n${identity}`;
    let made = this.#made.get(key) as Promise<Instance> | undefined;
    if (!made) {
      made = this.#make(definition, (home) => definition.create(options, toHome(home)));
      this.#made.set(key, made);
    }
    return made;
  }

  async #make<Instance>(
    definition: Pick<AnyDefinition, 'kind' | 'name'>,
    create: (home: Home) => Instance | Promise<Instance>,
  ): Promise<Instance> {
    const state = join(this.#data, 'state', definition.kind, definition.name);
    await mkdir(state, { recursive: true });
    return create({ base: this.#base, state });
  }
}

interface Creating<H extends Home, Instance> extends Pick<AnyDefinition, 'kind' | 'name'> {
  create(options: unknown, home: H): Instance | Promise<Instance>;
}
