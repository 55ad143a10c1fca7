/** What tells a task in an event. */
interface OfTask {
  readonly pipeline: string;
  readonly key: string;
}

/** Something for each task that is under way. A map in a map: to join two names for each event costs more than all that is done with it. */
export class PerTask<T> {
  readonly #pipelines = new Map<string, Map<string, T>>();

  get({ pipeline, key }: OfTask): T | undefined {
    return this.#pipelines.get(pipeline)?.get(key);
  }

  set({ pipeline, key }: OfTask, value: T): void {
    const tasks = this.#pipelines.get(pipeline);
    if (tasks) tasks.set(key, value);
    else this.#pipelines.set(pipeline, new Map([[key, value]]));
  }

  *values(): Generator<T> {
    for (const tasks of this.#pipelines.values()) yield* tasks.values();
  }

  /** Takes it out. */
  take({ pipeline, key }: OfTask): T | undefined {
    const tasks = this.#pipelines.get(pipeline);
    const value = tasks?.get(key);
    if (value !== undefined) tasks?.delete(key);
    return value;
  }
}
