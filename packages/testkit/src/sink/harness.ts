import { randomUUID } from 'node:crypto';
import type { Delivered, PipelineHome, Sink } from '@bowerbird/core';
import { ensure, fail, show } from '../frame/ensure.ts';
import { withHome } from '../frame/home.ts';
import { createInstance } from '../frame/instance.ts';
import { settled } from '../frame/settle.ts';
import { findDifference } from './difference.ts';
import { type AnySinkDefinition, type Kept, optionsFor, type SinkSuiteOptions } from './options.ts';

const SETTLE = 'Settle every promise: the runner waits five minutes for a write and then gives the batch up.';
const WRITE = 'Write every document that is one: the runner has checked them already.';
const CLOSE =
  'Let close() flush and let go; what can fail should fail in write(), where the runner tries it again.';

/** Gives a test a harness of its own. */
export type OnHarness = (work: (harness: Harness) => Promise<void>) => () => Promise<void>;

/** A home, and the instances on it. Those that a failing test leaves open are closed in the end. */
export class Harness {
  readonly home: PipelineHome;
  readonly options: SinkSuiteOptions;
  /** The options of the definition, for this home. */
  readonly given: unknown;
  readonly #definition: AnySinkDefinition;
  readonly #open = new Set<Sink>();

  private constructor(definition: AnySinkDefinition, options: SinkSuiteOptions, home: PipelineHome) {
    this.#definition = definition;
    this.options = options;
    this.home = home;
    this.given = optionsFor(options, home);
  }

  /** Runs `work` with a home of its own. */
  static async use(
    definition: AnySinkDefinition,
    options: SinkSuiteOptions,
    work: (harness: Harness) => Promise<void>,
  ): Promise<void> {
    await withHome(async (home) => {
      // Where a sink writes elsewhere, the pipeline may be all that tells one home from another.
      const pipeline = `testkit-${randomUUID().slice(0, 8)}`;
      const harness = new Harness(definition, options, { ...home, pipeline });
      try {
        await work(harness);
      } finally {
        await Promise.allSettled([...harness.#open].map((sink) => sink.close()));
      }
    });
  }

  /** Makes an instance, for another pipeline if one is named. Rejects as `create()` does. */
  async open(pipeline = this.home.pipeline): Promise<Sink> {
    const sink = await createInstance(this.#definition, this.given, { ...this.home, pipeline });
    this.#open.add(sink);
    return sink;
  }

  /** Writes copies: what a sink does to its documents is a matter of one test alone. */
  write(sink: Sink, documents: readonly Delivered[], remedy?: string): Promise<void> {
    return this.writeAsTheyAre(sink, structuredClone(documents), remedy);
  }

  async writeAsTheyAre(sink: Sink, documents: readonly Delivered[], remedy = WRITE): Promise<void> {
    const outcome = await settled('write()', () => sink.write(documents), SETTLE, longestFor(documents));
    if (outcome.status === 'rejected') {
      const about = documents.length === 1 ? show(documents[0]?.id) : `${documents.length} documents`;
      fail(`write() of ${about} has rejected with ${show(outcome.reason)}`, remedy, outcome.reason);
    }
  }

  async remove(sink: Sink, ids: readonly string[], remedy: string): Promise<void> {
    const outcome = await settled(
      'remove()',
      () => sink.remove?.(structuredClone(ids)),
      SETTLE,
      longestFor(ids),
    );
    if (outcome.status === 'rejected')
      fail(`remove(${show(ids)}) has rejected with ${show(outcome.reason)}`, remedy, outcome.reason);
  }

  async close(sink: Sink): Promise<void> {
    this.#open.delete(sink);
    const outcome = await settled('close()', () => sink.close(), SETTLE);
    if (outcome.status === 'rejected')
      fail(`close() has rejected with ${show(outcome.reason)}`, CLOSE, outcome.reason);
  }

  /** Writes batches by an instance of their own. */
  async session(...batches: readonly (readonly Delivered[])[]): Promise<void> {
    const sink = await this.open();
    for (const batch of batches) await this.write(sink, batch);
    await this.close(sink);
  }

  /** The ids that a sink lists, sorted. */
  async ids(sink: Sink): Promise<readonly string[]> {
    const ids: string[] = [];
    const listed = await settled(
      'ids()',
      async () => {
        for await (const id of sink.ids?.() ?? []) ids.push(id);
      },
      SETTLE,
    );
    if (listed.status === 'rejected')
      fail(`ids() has thrown ${show(listed.reason)}`, 'Let it list what there is.', listed.reason);
    return ids.sort();
  }

  /** That `read` finds these documents, and nothing else. */
  async ensureHolds(documents: readonly Delivered[], when: string, remedy: string): Promise<void> {
    const keeps = this.options.keeps ?? ((document) => document);
    const found = await this.read(remedy);
    const difference = findDifference(found, documents.map(keeps));
    ensure(difference === undefined, `${when}, ${difference}`, remedy);
  }

  /** What `read` finds. @param remedy where it cannot read what the sink has left */
  async read(remedy = 'What the sink leaves must be whole.'): Promise<readonly Kept[]> {
    const outcome = await settled('read()', () => this.options.read(this.home), 'Settle it: it is yours.');
    if (outcome.status === 'rejected')
      fail(
        `\`read\` of this suite has rejected with ${show(outcome.reason)}`,
        `Give an empty array where nothing is there. If what is there is damaged: ${remedy}`,
        outcome.reason,
      );
    return outcome.value;
  }
}

// A sink may sync a file for each document.
function longestFor({ length }: readonly unknown[]): number {
  return 10_000 + 20 * length;
}
