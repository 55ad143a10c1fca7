import { rm } from 'node:fs/promises';
import type { Delivered, PipelineHome, Sink, SinkDefinition } from '@bowerbird/core';
import { optionsOf } from '../frame/definition.ts';
import { ensure, fail, show } from '../frame/ensure.ts';
import { withHome } from '../frame/folder.ts';
import { settled } from '../frame/settle.ts';
import { findDifference } from './difference.ts';
import type { Kept, SinkSuiteOptions } from './options.ts';

// A definition is opened only through its own schema, as in the runner.
// biome-ignore lint/suspicious/noExplicitAny: existential type
export type AnySink = SinkDefinition<any>;

const SETTLE = 'Settle every promise: the runner waits five minutes for a write and then gives the batch up.';

/** A home, and the instances on it. Those that a failing test leaves open are closed in the end. */
export class Bench {
  readonly home: PipelineHome;
  readonly options: SinkSuiteOptions;
  readonly #definition: AnySink;
  readonly #open = new Set<Sink>();

  private constructor(definition: AnySink, options: SinkSuiteOptions, home: PipelineHome) {
    this.#definition = definition;
    this.options = options;
    this.home = home;
  }

  /** Runs `work` with a home of its own. */
  static async use(
    definition: AnySink,
    options: SinkSuiteOptions,
    work: (bench: Bench) => Promise<void>,
  ): Promise<void> {
    const failures: unknown[] = [];
    let folder = '';
    try {
      await withHome(async (home) => {
        folder = home.base;
        const bench = new Bench(definition, options, home);
        await work(bench).catch((error: unknown) => failures.push(error));
        for (const sink of bench.#open) await sink.close().catch(() => {});
      });
    } catch (error) {
      // The folder could not be removed: somebody makes files in it.
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      const remedy = 'Await all that write() and close() begin before they resolve.';
      if (failures.length === 0)
        fail(`it still writes after close() has resolved: ${show(error)}`, remedy, error);
    }
    if (failures.length > 0) throw failures[0];
  }

  /** Makes an instance, for another pipeline if one is named. Rejects as `create()` does. */
  async open(pipeline = this.home.pipeline): Promise<Sink> {
    const options = await optionsOf(this.#definition, this.options.options);
    const made = await settled(
      'create()',
      () => this.#definition.create(options, { ...this.home, pipeline }),
      SETTLE,
    );
    if (made.status === 'rejected') throw made.reason;
    this.#open.add(made.value);
    return made.value;
  }

  /** Writes copies: what a sink does to its documents is a matter of one test alone. */
  write(sink: Sink, documents: readonly Delivered[], remedy?: string): Promise<void> {
    return this.writeAsTheyAre(sink, structuredClone(documents), remedy);
  }

  async writeAsTheyAre(sink: Sink, documents: readonly Delivered[], remedy = WRITE): Promise<void> {
    const outcome = await settled('write()', () => sink.write(documents), SETTLE);
    if (outcome.status === 'rejected') {
      const about = documents.length === 1 ? show(documents[0]?.id) : `${documents.length} documents`;
      fail(`write() of ${about} has rejected with ${show(outcome.reason)}`, remedy, outcome.reason);
    }
  }

  async remove(sink: Sink, ids: readonly string[], remedy: string): Promise<void> {
    const outcome = await settled('remove()', () => sink.remove?.(structuredClone(ids)), SETTLE);
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

const WRITE = 'Write every document that is one: the runner has checked them already.';
const CLOSE =
  'Let close() flush and let go; what can fail should fail in write(), where the runner tries it again.';
