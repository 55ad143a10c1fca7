// `bowerbird run` over many trivial sources in a process of its own; where nobody is to watch, nothing is told to whoever subscribes. Takes JSON
// on standard input, gives JSON on standard output.
import { EventEmitter } from 'node:events';
import { text } from 'node:stream/consumers';
import { main } from '@bowerbird/cli';
import { defineCollector, defineSink } from '@bowerbird/core';
import * as runnerModule from '@bowerbird/runner';
import { z } from 'zod';

const { base, args, watched, terminal } = JSON.parse(await text(process.stdin));
// The runner reads the environment of the process: without this, the second run finds the answers of the first.
process.env.BOWERBIRD_HOME = base;

const trivial = defineCollector({
  name: 'trivial',
  summary: 'Brings a document of a few words.',
  revision: 1,
  request: z.strictObject({ url: z.string() }),
  accepts: ({ uri }) => ({ url: uri }),
  create: () => ({ collect: async ({ url }) => [{ id: url, text: 'A few words.' }] }),
});
const nowhere = defineSink({
  name: 'nowhere',
  summary: 'Writes nothing.',
  create: () => ({ async write() {}, async close() {} }),
});

async function createRunner(config, options) {
  const runner = await runnerModule.createRunner(config, { ...options, definitions: [trivial, nowhere] });
  if (!watched) runner.subscribe = () => () => {};
  return runner;
}

let written = 0;
const output = () => ({
  isTTY: terminal,
  columns: 120,
  write(line, done) {
    written += line.length;
    done?.();
  },
});
const io = {
  stdout: output(),
  stderr: output(),
  stdin: process.stdin,
  env: process.env,
  cwd: base,
  signals: new EventEmitter(),
  strays: { on() {}, off() {} },
  exit: process.exit,
};
const cpu = process.cpuUsage();
const startedAt = performance.now();
const code = await main(args, io, {
  plugins: [],
  version: '0',
  loadRunner: async () => ({ ...runnerModule, createRunner }),
});
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(
  JSON.stringify({ code, cpuMs: (user + system) / 1000, ms: performance.now() - startedAt, written }),
);
