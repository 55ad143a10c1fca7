import type { Delivered, Document, PipelineHome, Transform } from '@bowerbird/core';
import { type FakeContext, fakeContext } from '../context/fake-context.ts';
import { ensureEqual, fail, show } from '../frame/ensure.ts';
import { withHome } from '../frame/home.ts';
import { createInstance } from '../frame/instance.ts';
import { withoutNetwork } from '../frame/network.ts';
import { type Settled, settled } from '../frame/settle.ts';
import type { AnyTransformDefinition, TransformSuiteOptions } from './options.ts';

const SETTLE =
  'Settle every promise, and listen to context.signal where it waits: documents behind this one wait, too.';

const PROVENANCE = {
  pipeline: 'testkit',
  collector: 'web',
  revision: 3,
  retrieved: '2026-01-02T03:04:05.000Z',
  evidence: ['sha256:00ff', 'sha256:11ee'],
};

/** A document as it comes to a transform. */
export function delivered(document: Document | Delivered): Delivered {
  return { provenance: PROVENANCE, ...document };
}

const OFFLINE =
  'A transform has no network: it is free, and the same offline. What must ask a service is a collector, whose answers are kept.';

/** Gives a test a harness of its own. */
export type OnHarness = (work: (harness: Harness) => Promise<void>) => () => Promise<void>;

/** A home without a network, and the instances on it, which are closed in the end. */
export class Harness {
  readonly #definition: AnyTransformDefinition;
  readonly #options: TransformSuiteOptions;
  readonly #home: PipelineHome;
  readonly #made: Transform[] = [];

  private constructor(
    definition: AnyTransformDefinition,
    options: TransformSuiteOptions,
    home: PipelineHome,
  ) {
    this.#definition = definition;
    this.#options = options;
    this.#home = home;
  }

  /** Runs `work` with a home of its own. */
  static async use(
    definition: AnyTransformDefinition,
    options: TransformSuiteOptions,
    work: (harness: Harness) => Promise<void>,
  ): Promise<void> {
    await withHome(async (home) => {
      const harness = new Harness(definition, options, home);
      await withoutNetwork(async () => {
        try {
          await work(harness);
        } finally {
          await Promise.allSettled(harness.#made.map((one) => one.close?.()));
        }
      }, OFFLINE);
    });
  }

  /** Makes an instance. */
  async open(): Promise<Transform> {
    const made = await createInstance(this.#definition, this.#options.options, this.#home).catch(
      (error: unknown) =>
        fail(`create() has rejected with ${show(error)}`, 'Let it make an instance, cheaply.', error),
    );
    this.#made.push(made);
    return made;
  }

  /** What comes of a document. @throws {AssertionError} if nothing does */
  async transform(transform: Transform, document: Delivered): Promise<readonly Delivered[]> {
    const outcome = await attempt(transform, document, fakeContext());
    if (outcome.status === 'rejected') failRejected(document, outcome.reason);
    return outcome.value;
  }

  /** What comes of a document in an instance of its own. */
  async fresh(document: Delivered): Promise<readonly Delivered[]> {
    return this.transform(await this.open(), document);
  }
}

/** One call with a context of its own, which has no more than the contract says. What it is given must stay as it is. */
export async function attempt(
  transform: Transform,
  document: Delivered,
  fake: FakeContext,
): Promise<Settled<readonly Delivered[]>> {
  const { signal, compute, log } = fake.context;
  const given = structuredClone(document);
  const outcome = await settled(
    'transform()',
    () => transform.transform(given, { signal, compute, log }),
    SETTLE,
  );
  ensureEqual(
    given,
    document,
    `transform() changes the document ${show(document.id)} that it is given`,
    'Make a new one: { ...document, text }. Arrays and metadata, too: the document is in the cache, and in other hands.',
  );
  return outcome;
}

/** @throws {AssertionError} always */
export function failRejected({ id }: Delivered, reason: unknown): never {
  fail(
    `transform() of ${show(id)} has rejected with ${show(reason)}`,
    'Return the document as it is, or none, where there is nothing to do: what throws fails its whole task. What it throws for by design, tell the suite by `refuses`.',
    reason,
  );
}
