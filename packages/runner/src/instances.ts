import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnyDefinition, Home, Kind, PipelineHome } from '@bowerbird/core';
import type { Configured } from './config/types.ts';

interface Closable {
  close?(): Promise<void>;
}

/** An instance that could not be closed. */
export interface CloseFailure {
  readonly kind: Kind;
  readonly name: string;
  readonly error: unknown;
}

interface Made {
  readonly definition: Pick<AnyDefinition, 'kind' | 'name'>;
  readonly instance: Promise<unknown>;
}

// What does not close in this time is left behind: it must not hold up the end of a run.
const LONGEST_CLOSE_MS = 5 * 60_000;

/** Instances of definitions: made when first needed, shared by equal definition and options, closed together. */
export class Instances {
  readonly #made = new Map<string, Made>();
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

  /** Closes all of them. What could not be closed, and why. */
  async close(): Promise<readonly CloseFailure[]> {
    const made = [...this.#made.values()];
    this.#made.clear();
    const failures = await Promise.all(made.map((one) => closeOne(one)));
    return failures.filter((failure) => failure !== undefined);
  }

  #get<Instance, H extends Home>(
    { definition, options, identity }: Configured<Creating<H, Instance>>,
    pipeline: string,
    toHome: (home: Home) => H,
  ): Promise<Instance> {
    const key = `${pipeline}\n${identity}`;
    const there = this.#made.get(key);
    if (there) return there.instance as Promise<Instance>;
    const instance = this.#make(definition, (home) => definition.create(options, toHome(home)));
    this.#made.set(key, { definition, instance });
    return instance;
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

async function closeOne({ definition, instance }: Made): Promise<CloseFailure | undefined> {
  // One that could not be made has told so already.
  const made = (await instance.catch(() => undefined)) as Closable | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    await Promise.race([
      made?.close?.(),
      new Promise((_, reject) => {
        timer = setTimeout(
          () => reject(new Error(`it did not close within ${LONGEST_CLOSE_MS / 1000} s`)),
          LONGEST_CLOSE_MS,
        );
      }),
    ]);
    return undefined;
  } catch (error) {
    return { kind: definition.kind, name: definition.name, error };
  } finally {
    clearTimeout(timer);
  }
}
