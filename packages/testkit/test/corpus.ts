import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Delivered, PipelineHome, Sink } from '@bowerbird/core';
import type { TestFunction } from '../src/index.ts';
import type { SinkSuiteOptions } from '../src/sink/options.ts';

let temps = 0;

/** The documents of a pipeline in one JSON file, read and replaced whole: slow, and right. */
export class Corpus {
  readonly path: string;

  constructor({ base, pipeline }: PipelineHome) {
    this.path = join(base, `${pipeline}.json`);
  }

  async load(): Promise<Map<string, Delivered>> {
    return new Map((await readJson(this.path)).map((one) => [one.id, one]));
  }

  save(documents: Iterable<Delivered>): Promise<void> {
    return replaceFile(this.path, JSON.stringify([...documents]));
  }
}

/** Replaces a file whole. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temp = `${path}.${process.pid}-${temps++}.tmp`;
  try {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(temp, text, { flush: true });
    await rename(temp, path);
  } finally {
    await rm(temp, { force: true });
  }
}

/** A sink that is right. The wrong ones differ from it in one thing. */
export function rightSink(home: PipelineHome): Required<Omit<Sink, 'location'>> {
  const corpus = new Corpus(home);
  return {
    async write(documents) {
      const held = await corpus.load();
      for (const document of documents) held.set(document.id, document);
      await corpus.save(held.values());
    },
    async *ids() {
      yield* (await corpus.load()).keys();
    },
    async remove(ids) {
      const held = await corpus.load();
      for (const id of ids) held.delete(id);
      await corpus.save(held.values());
    },
    async close() {},
  };
}

/** What the suite is told of such a sink. */
export function told(url: string): SinkSuiteOptions {
  return {
    module: new URL(url),
    ids: true,
    remove: true,
    read: (home) => readJson(new Corpus(home).path),
  };
}

/** Without the tests that kill processes, which take their time: for mistakes that show without a kill. */
export function withoutKills(test: TestFunction): TestFunction {
  return (name, run) => (name.includes('kill -9') ? undefined : test(name, run));
}

/** The documents of a JSON file; none if there is none. */
export async function readJson(path: string): Promise<readonly Delivered[]> {
  return JSON.parse(await readFile(path, 'utf8').catch(() => '[]'));
}
