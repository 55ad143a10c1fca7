// What lists cost that are repeated, changed and named in other ways: with the collector of AssemblyAI, and a stand-in for the provider.
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import video from '@bowerbird/plugin-video';
import web from '@bowerbird/plugin-web';
import { createRunner, inlineConfig } from '@bowerbird/runner';
import { startAssemblyai } from '@bowerbird/testkit';
import { openWorld, pages } from '../crash/world.mjs';
import { table } from '../shared/measure.mjs';
import { drawnPrice } from './amounts.mjs';
import { nowhere } from './nowhere.mjs';
import { record } from './recordings.mjs';

const MOST_OFF = 0.05;
// The origin paid so much for an hour.
const ORIGIN = { prices: { models: { 'universal-2': 0.67 } } };
const dollars = (amount) => `$${amount.toFixed(2)}`;
// One to eleven minutes.
const someSeconds = (index) => 60 + Math.round(drawnPrice(`${index}`) * 600);

/** A folder with a stand-in of its own, in which lists are planned and bought. */
class Counter {
  constructor(base, provider) {
    Object.assign(this, { base, provider });
  }

  /** Plans, runs, and plans again. @param pipelines with `media` for the link that buys */
  async buy(pipelines, options = {}) {
    const media = {
      collector: 'assemblyai',
      options: { apiKey: this.provider.key, baseUrl: this.provider.url, pollAfterMs: 5, ...options },
    };
    const before = this.provider.charges().length;
    const config = {
      sinks: ['nowhere'],
      concurrency: 8,
      network: { allowPrivate: true },
      pipelines: pipelines(media),
    };
    const runner = await createRunner(inlineConfig({ base: this.base, config }), {
      definitions: [nowhere, ...video, web],
      env: { BOWERBIRD_HOME: join(this.base, 'home') },
    });
    try {
      if (runner.problems.length > 0) throw new Error(JSON.stringify(runner.problems));
      const { price } = await runner.plan();
      const { total, failures } = await runner.run({ maxCost: 1000 });
      const left = (await runner.plan()).price;
      return { price, total, failures, left, charges: this.provider.charges().length - before };
    } finally {
      await runner.close();
    }
  }
}

const talks = (sources, more) => (media) => ({ talks: { use: [media], sources, ...more } });

/** What is bought, and how many purchases at which cost that must take (`cost` left out: what is planned). */
const SCENARIOS = {
  async videos({ counter, folder, row }) {
    const sources = record(join(folder, 'hundred'), 100, someSeconds);
    const speakers = { speakerLabels: true };
    row('100 videos', await counter.buy(talks(sources, { with: speakers })), { purchases: 100 });
    row(
      'the same 100, of one speaker only',
      await counter.buy(talks(sources, { with: { ...speakers, onlySpeakers: ['A'], timestamps: true } })),
      { purchases: 0, cost: 0 },
    );
  },
  async repeated({ counter, folder, row }) {
    const first = record(join(folder, 'first'), 50, someSeconds);
    const copies = first.map((path) => {
      const copy = join(folder, 'copies', basename(path));
      mkdirSync(join(folder, 'copies'), { recursive: true });
      copyFileSync(path, copy);
      return copy;
    });
    row('100 videos, 50 of them copies', await counter.buy(talks([...first, ...copies])), { purchases: 50 });
  },
  async iterations({ counter, folder, row }) {
    const sources = record(join(folder, 'hours'), 20, () => 3600);
    const world = await openWorld();
    const articles = pages(30).map((path) => world.url + path);
    const all = (media) => ({ talks: { use: [media], sources }, articles });
    for (const [index, cost] of [13.4, 0, 0].entries()) {
      // What is paid for does not depend on the cache.
      if (index === 2) rmSync(join(counter.base, 'home', 'cache'), { recursive: true });
      const name = `20 × 60 minutes and 30 articles, iteration ${index + 1}${index === 2 ? ', without the cache' : ''}`;
      row(name, await counter.buy(all, ORIGIN), { purchases: cost > 0 ? 20 : 0, cost });
    }
    world.close();
  },
  async names({ counter, folder, row }) {
    const [path] = record(join(folder, 'one'), 1, () => 600);
    mkdirSync(join(folder, 'other'), { recursive: true });
    const copy = join(folder, 'other', 'copy.wav');
    copyFileSync(path, copy);
    const sources = ['./one/0.wav', path, pathToFileURL(path).href, './other/../one/0.wav', copy];
    row('one video, named in five ways', await counter.buy(talks(sources)), { purchases: 1 });
  },
};

function faultsOf(name, { price, total, failures, left, charges }, { purchases, cost = price.expected }) {
  const fault = (wrong, text) => (wrong ? [`${name}: ${text}`] : []);
  return [
    ...fault(total.collected !== total.tasks, `${JSON.stringify(total)}, ${JSON.stringify(failures[0])}`),
    ...fault(
      charges !== purchases || total.purchases !== purchases,
      `${charges} were charged, not ${purchases}`,
    ),
    ...fault(total.cost > price.most + 1e-9, `${total.cost} is more than ${price.most}`),
    ...fault(
      Math.abs(total.cost - price.expected) > MOST_OFF * price.expected,
      `${total.cost}, not ${price.expected}`,
    ),
    ...fault(Math.abs(total.cost - cost) > MOST_OFF * cost, `${total.cost}, not ${cost}`),
    ...fault(left.purchases !== 0, `${left.purchases} are still to be bought`),
  ];
}

export async function scenarios({ folder }) {
  const rows = [];
  const failures = [];
  const figures = {};
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    const own = join(folder, name);
    mkdirSync(own);
    const provider = await startAssemblyai();
    const row = (told, bought, wanted) => {
      const { price, total, charges } = bought;
      rows.push([
        told,
        total.tasks + total.duplicates,
        `${dollars(price.expected)} (${dollars(price.most)})`,
        charges,
        dollars(total.cost),
        dollars(total.saved),
      ]);
      figures[told] = { price, charges, cost: total.cost, saved: total.saved };
      failures.push(...faultsOf(told, bought, wanted));
    };
    await scenario({ counter: new Counter(own, provider), folder: own, row });
    await provider.close();
  }
  const header = ['', 'sources', 'planned (at most)', 'purchases', 'actual', 'saved'];
  return { title: 'Lists that are repeated and changed', text: table([header, ...rows]), figures, failures };
}
