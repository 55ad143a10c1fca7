// What batches and workers give: a sink that takes 20 ms for each transaction, and a transform that keeps a processor busy.
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { memoryCache } from '@bowerbird/cache';
import { defineCollector, defineSink, defineTransform } from '@bowerbird/core';
import { createRunner, inlineConfig } from '@bowerbird/runner';
import { Piscina } from 'piscina';
import { z } from 'zod';
import { median, table } from '../shared/measure.mjs';
import burn from './burn-worker.mjs';

const WORKER = new URL('./burn-worker.mjs', import.meta.url);
const TRANSACTION_MS = 20;
const DOCUMENTS = 400;
const BATCHES = [1, 5, 10, 20];
const BUSY = { documents: 120, rounds: 12_000, batch: 20, repeats: 5 };
// Of what the batch size says: reading the cache and starting a run are no transaction, and a busy machine wakes late.
const SHARE = 0.6;
const CORES = availableParallelism();

const collector = defineCollector({
  name: 'numbers',
  summary: 'Brings a document for each number.',
  revision: 1,
  request: z.strictObject({ number: z.number() }),
  create: () => ({ collect: async ({ number }) => [{ id: `number:${number}`, text: `Number ${number}.` }] }),
});
const slow = defineSink({
  name: 'slow',
  summary: 'Takes its time for each transaction.',
  create: () => ({ write: () => sleep(TRANSACTION_MS), close: async () => {} }),
});
const nowhere = defineSink({
  name: 'nowhere',
  summary: 'Writes nothing.',
  create: () => ({ write: async () => {}, close: async () => {} }),
});
const busy = (name, work) =>
  defineTransform({
    name,
    summary: 'Keeps a processor busy.',
    create: () => ({
      async transform(document, context) {
        await work({ text: document.text, rounds: BUSY.rounds }, context);
        return [document];
      },
    }),
  });
const definitions = [
  collector,
  slow,
  nowhere,
  busy('serial', async (input) => burn(input)),
  busy('parallel', (input, { compute }) => compute(WORKER, input)),
];

/** Milliseconds of a run over documents that are all in the cache. */
async function deliver(folder, { documents, ...rc }) {
  const sources = Array.from({ length: documents }, (_, number) => ({ number }));
  const config = { concurrency: 50, pipelines: { p: { use: ['numbers'], sources } }, ...rc };
  const options = { definitions, cache: memoryCache(), env: { BOWERBIRD_HOME: folder } };
  const first = await createRunner(
    inlineConfig({ base: folder, config: { ...config, sinks: ['nowhere'], transforms: [] } }),
    options,
  );
  await first.run();
  await first.close();
  const runner = await createRunner(inlineConfig({ base: folder, config }), options);
  const started = performance.now();
  const { status } = await runner.run();
  const ms = performance.now() - started;
  await runner.close();
  if (status !== 'done') throw new Error(`the run ended as ${status}`);
  return ms;
}

export async function delivery({ folder }) {
  const batches = await inBatches(folder);
  const workers = await inWorkers(folder);
  return {
    title: 'Delivery',
    text: `${batches.text}\n\n${workers.text}`,
    figures: { batches: batches.figures, workers: workers.figures },
    failures: [...batches.failures, ...workers.failures],
  };
}

async function inBatches(folder) {
  const times = [];
  for (const batchSize of BATCHES)
    times.push(await deliver(folder, { documents: DOCUMENTS, batchSize, sinks: ['slow'] }));
  const rows = BATCHES.map((batchSize, index) => [
    batchSize,
    (DOCUMENTS / batchSize) * TRANSACTION_MS,
    times[index].toFixed(0),
    `${(times[0] / times[index]).toFixed(1)} ×`,
  ]);
  const failures = BATCHES.flatMap((batchSize, index) =>
    times[0] / times[index] < SHARE * batchSize
      ? [`batches of ${batchSize} are no ${SHARE * batchSize} times faster`]
      : [],
  );
  const head = ['batch size', 'least possible, ms', 'run, ms', 'faster than one by one'];
  const text = `${DOCUMENTS} documents into a sink that takes ${TRANSACTION_MS} ms for each transaction:\n\n${table([head, ...rows])}`;
  return { text, figures: Object.fromEntries(BATCHES.map((size, index) => [size, times[index]])), failures };
}

/** Beside the same work on bare threads: on a busy machine even they do not get all processors. */
async function inWorkers(folder) {
  const pool = new Piscina({ filename: WORKER.href, minThreads: CORES, maxThreads: CORES });
  const inputs = Array.from({ length: BUSY.documents }, (_, number) => ({
    text: `Number ${number}.`,
    rounds: BUSY.rounds,
  }));
  const run = (transform) =>
    deliver(folder, {
      documents: BUSY.documents,
      batchSize: BUSY.batch,
      transforms: [transform],
      sinks: ['nowhere'],
    });
  const bare = async () => {
    const started = performance.now();
    await Promise.all(inputs.map((input) => pool.run(input)));
    return performance.now() - started;
  };
  const gains = { run: [], bare: [] };
  for (let repeat = 0; repeat < BUSY.repeats; repeat++) {
    const serial = await run('serial');
    gains.run.push(serial / (await run('parallel')));
    gains.bare.push(serial / (await bare()));
  }
  await pool.destroy();
  const [gain, best] = [median(gains.run), median(gains.bare)];
  const goal = 0.85 * Math.min(CORES, best);
  const text = `preparation in ${CORES} workers: ${gain.toFixed(2)} × as fast as serially (${(gain / CORES).toFixed(2)} × the cores); bare threads at the same time: ${best.toFixed(2)} ×`;
  const failures =
    gain < goal ? [`preparation in parallel is ${gain.toFixed(2)} times faster, not ${goal.toFixed(2)}`] : [];
  return { text, figures: { cores: CORES, gain, bare: best }, failures };
}
