import { randomUUID } from 'node:crypto';
import type { RunEvent, Subscriber } from '@bowerbird/core';

type Unstamped<E> = E extends RunEvent ? Omit<E, 'at' | 'run'> : never;

/** An event before it is stamped with its time and run. */
type Fact = Unstamped<RunEvent>;

/** Tells one fact about a run. */
export type Emit = (fact: Fact) => void;

/** Gives facts to everybody who listens. */
export class EventBus {
  readonly #subscribers = new Set<Subscriber>();
  readonly #scrub: (text: string) => string;

  /** @param scrub takes secrets out of a text */
  constructor(scrub: (text: string) => string) {
    this.#scrub = scrub;
  }

  subscribe(subscriber: Subscriber): () => void {
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  }

  /** An emitter for a new run. */
  forRun(): { readonly run: string; readonly emit: Emit } {
    const run = randomUUID();
    return { run, emit: (fact) => this.#tell({ at: Date.now(), run, ...fact } as RunEvent) };
  }

  #tell(event: RunEvent): void {
    const clean = scrubEvent(event, this.#scrub);
    for (const subscriber of this.#subscribers) {
      try {
        subscriber(clean);
      } catch (error) {
        this.#subscribers.delete(subscriber);
        const message = `a subscriber threw at ${event.type} and is dropped: ${error instanceof Error ? error.message : String(error)}`;
        this.#tell({ at: Date.now(), run: event.run, type: 'warning', message });
      }
    }
  }
}

function scrubEvent(event: RunEvent, scrub: (text: string) => string): RunEvent {
  const text = JSON.stringify(event);
  const clean = scrub(text);
  return clean === text ? event : (JSON.parse(clean) as RunEvent);
}

/**
 * A function that takes the given values out of texts, also as they look inside JSON and inside a URL. Values under 4 characters
 * are left: taking `on` or `1` out of everything would hide more than it protects.
 */
export function scrubber(secrets: readonly string[]): (text: string) => string {
  const spellings = secrets
    .filter((secret) => secret.length >= 4)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  const unique = [...new Set(spellings)].sort((a, b) => b.length - a.length);
  if (unique.length === 0) return (text) => text;
  return (text) => unique.reduce((clean, spelling) => clean.replaceAll(spelling, '***'), text);
}
