// What several processes do to one file: stampedes, takeover, writers, kills, and opening it all at once.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { sqliteCache } from '@bowerbird/cache';
import { table } from '../shared/measure.mjs';

const LEASE_MS = 2000;

async function start(work, file, ...rest) {
  const script = join(import.meta.dirname, 'child.mjs');
  const child = spawn(process.execPath, [...process.execArgv, script, work, file, ...rest.map(String)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => (await lines.next()).value;
  if ((await line()) !== 'ready') throw new Error(`${work} did not begin`);
  return {
    child,
    line,
    say: (text) => child.stdin.write(`${text}\n`),
    async result() {
      for (;;) {
        const text = await line();
        if (text === undefined) throw new Error(`${work} ended early`);
        if (text.startsWith('{')) return JSON.parse(text);
      }
    },
  };
}

/** How often a load is called, and how long after it the others have its value. */
async function stampede(folder) {
  const rows = [['100 callers at once', 'calls', 'last answer after the load, ms']];
  const figures = {};
  for (const mode of ['value', 'fail']) {
    for (const processes of [1, 2, 4]) {
      const file = join(folder, `stampede-${mode}-${processes}.sqlite`);
      const callers = await Promise.all(
        Array.from({ length: processes }, () => start('ask', file, 100 / processes, mode, LEASE_MS)),
      );
      for (const caller of callers) caller.say('go');
      const results = await Promise.all(callers.map((caller) => caller.result()));
      const calls = results.reduce((sum, result) => sum + result.calls, 0);
      const lagMs =
        Math.max(...results.map(({ answeredAt }) => answeredAt)) -
        Math.max(...results.map(({ loadedAt }) => loadedAt));
      const name = `${processes} process${processes > 1 ? 'es' : ''}${mode === 'fail' ? ', the load fails' : ''}`;
      figures[name] = { calls, lagMs };
      rows.push([name, calls, lagMs]);
    }
  }
  return { text: table(rows), figures };
}

async function takeover(folder) {
  const times = [];
  for (let round = 0; round < 5; round++) {
    const file = join(folder, `takeover-${round}.sqlite`);
    const holder = await start('ask', file, 1, 'hang', LEASE_MS);
    const other = await start('ask', file, 25, 'value', LEASE_MS);
    holder.say('go');
    await holder.line();
    other.say('go');
    await sleep(100);
    holder.child.kill('SIGKILL');
    const killedAt = Date.now();
    // It says when it begins.
    await other.line();
    times.push(Date.now() - killedAt);
    await other.result();
  }
  const longest = Math.max(...times);
  const text = `takeover after kill -9 of the holder: at most ${longest} ms, with a lease of ${LEASE_MS} ms`;
  return { text, figures: { leaseMs: LEASE_MS, longestMs: longest } };
}

async function writers(folder) {
  const file = join(folder, 'writers.sqlite');
  const all = await Promise.all([1, 2, 3, 4].map((number) => start('write', file, `writer${number}`, 8000)));
  for (const writer of all) writer.say('go');
  const results = await Promise.all(all.map((writer) => writer.result()));
  const p99 = Math.max(...results.map((result) => result.p99));
  const max = Math.max(...results.map((result) => result.max));
  const batches = results.reduce((sum, result) => sum + result.batches, 0);
  const text = `4 processes write ${batches} batches of 1 MB in 8 s: event loop stalls p99 ${p99.toFixed(0)} ms, longest ${max.toFixed(0)} ms`;
  return { text, figures: { batches, p99, max } };
}

/** What is torn after a writer was killed in the middle of its batches. */
async function kills(folder) {
  const file = join(folder, 'kills.sqlite');
  const keys = Array.from({ length: 400 }, (_, index) => `writer:${index}`);
  let torn = 0;
  let read = 0;
  for (let round = 0; round < 30; round++) {
    const writer = await start('write', file, 'writer', 1e6);
    writer.say('go');
    await sleep(30 + Math.random() * 100);
    writer.child.kill('SIGKILL');
    await new Promise((resolve) => writer.child.once('exit', resolve));
    const cache = await sqliteCache({ file });
    const values = await cache.getMany(keys);
    read += values.filter((value) => value !== undefined).length;
    for (const value of values) if (value !== undefined) JSON.parse(value);
    torn += cache.counts().damaged + cache.counts().errors;
    await cache.close();
  }
  return {
    text: `30 kills during writes: ${torn} torn of ${read} entries read`,
    figures: { kills: 30, torn, read },
  };
}

async function openings(folder) {
  const file = join(folder, 'opening.sqlite');
  const rounds = 80;
  const all = await Promise.all(Array.from({ length: 6 }, (_, index) => start('open', file, index)));
  const list = JSON.stringify(Array.from({ length: rounds }, (_, index) => index));
  for (const one of all) one.say('go');
  for (const one of all) one.say(list);
  let errors = 0;
  for (let round = 0; round < rounds; round++) {
    for (const one of all) if ((await one.line()) !== String(round)) errors++;
    for (const one of all) one.say('next');
  }
  let lost = 0;
  for (let round = 0; round < rounds; round++) {
    const cache = await sqliteCache({ file: `${file}.${round}` });
    const found = await cache.getMany(['0', '1', '2', '3', '4', '5']);
    lost += found.filter((value) => value === undefined).length;
    await cache.close();
  }
  return {
    text: `6 processes open one new file, ${rounds} rounds: ${errors} errors, ${lost} entries lost`,
    figures: { rounds, errors, lost },
  };
}

export async function processes({ folder }) {
  const parts = { stampede, takeover, writers, kills, openings };
  const texts = [];
  const figures = {};
  for (const [name, part] of Object.entries(parts)) {
    const result = await part(folder);
    figures[name] = result.figures;
    texts.push(result.text);
  }
  return { title: 'Several processes', text: texts.join('\n\n'), figures };
}
