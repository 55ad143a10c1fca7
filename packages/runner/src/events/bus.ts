import type { RunEvent, Subscriber } from '@bowerbird/core';
import { type Scrub, scrubJson } from '@bowerbird/secrets';

type Unstamped<E> = E extends RunEvent ? Omit<E, 'at' | 'run'> : never;

/** An event before it is stamped with its time and run. */
export type Fact = Unstamped<RunEvent>;

/** Tells one fact about a run. */
export type Emit = (fact: Fact) => void;

const NONE: readonly RunEvent[] = [];

/** Gives facts to everybody who listens. */
export class EventBus {
  readonly #subscribers = new Set<Subscriber>();
  readonly #scrub: Scrub;

  constructor(scrub: Scrub) {
    this.#scrub = scrub;
  }

  subscribe(subscriber: Subscriber): () => void {
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  }

  /** An emitter for a run. */
  forRun(run: string): Emit {
    return ({ type, ...rest }) => {
      this.#tellAll({ at: Date.now(), run, type, ...scrubJson(rest, this.#scrub) } as RunEvent);
    };
  }

  #tellAll(event: RunEvent): void {
    // There are several events for each source, and seldom a warning: nothing is made for one.
    let warnings = NONE;
    for (const subscriber of this.#subscribers) {
      const warning = this.#tell(subscriber, event);
      if (warning) warnings = [...warnings, warning];
    }
    for (const warning of warnings) this.#tellAll(warning);
  }

  /** Tells one subscriber. If it throws it is dropped, and what is to be told of that is returned. */
  #tell(subscriber: Subscriber, event: RunEvent): RunEvent | undefined {
    try {
      const answer: unknown = subscriber(event);
      // A subscriber is not awaited; one that is asynchronous all the same must not end the process when it fails.
      if (answer instanceof Promise) {
        answer.catch((error: unknown) => {
          const warning = this.#drop(subscriber, event, error);
          if (warning) this.#tellAll(warning);
        });
      }
      return undefined;
    } catch (error) {
      return this.#drop(subscriber, event, error);
    }
  }

  #drop(subscriber: Subscriber, { type, run }: RunEvent, error: unknown): RunEvent | undefined {
    if (!this.#subscribers.delete(subscriber)) return undefined;
    const reason = this.#scrub(error instanceof Error ? error.message : String(error));
    return {
      at: Date.now(),
      run,
      type: 'warning',
      message: `a subscriber threw at ${type} and is dropped: ${reason}`,
    };
  }
}
