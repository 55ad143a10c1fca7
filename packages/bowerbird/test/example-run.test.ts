import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome, RunEvent } from '@bowerbird/core';
import { createRunner, loadConfig, type Runner } from '@bowerbird/runner';
import { expect, it, onTestFinished, vi } from 'vitest';
import { copyOfQuickstart, filesIn, LOOPBACK, serve, temporaryFolder } from './support.ts';

const plugins = ['web', 'book', 'email', 'video', 'files'].map((specifier) => ({
  specifier: `@bowerbird/plugin-${specifier}`,
  from: import.meta.url,
}));

async function runnerIn(folder: string, events: RunEvent[] = []): Promise<Runner> {
  const runner = await createRunner(await loadConfig({ cwd: folder }), {
    plugins,
    env: { BOWERBIRD_HOME: join(folder, '.home') },
    subscribers: [(event) => events.push(event)],
  });
  onTestFinished(() => runner.close());
  return runner;
}

it('makes tasks, outcomes and events that survive a round trip through JSON', async () => {
  const folder = copyOfQuickstart();
  const events: RunEvent[] = [];
  const runner = await runnerIn(folder, events);
  const summary = await runner.run();
  const outcomes: Outcome[] = [];
  const pages = readdirSync(join(folder, 'pages')).map((name) => join(folder, 'pages', name));
  for await (const outcome of runner.collect([...pages, join(folder, 'not-there.html')]))
    outcomes.push(outcome);
  expect(outcomes.map(({ status }) => status)).toEqual([...pages.map(() => 'collected'), 'failed']);
  expect(new Set(events.map(({ type }) => type))).toEqual(
    new Set([
      'run-start',
      'task-add',
      'lookup-end',
      'attempt-start',
      'log',
      'attempt-end',
      'task-end',
      'sink-write',
      'discover-end',
      'run-end',
    ]),
  );
  const everything = {
    events,
    outcomes,
    tasks: outcomes.map(({ task }) => task),
    summary,
    plan: await runner.plan(),
  };
  // Strict: a field that is there and undefined would be lost on the way.
  for (const [name, value] of Object.entries(everything))
    expect(JSON.parse(JSON.stringify(value)), name).toStrictEqual(value);
});

it('asks for the pages of a site conditionally once they are old, and leaves the corpus as it is', async () => {
  const folder = temporaryFolder();
  const examples = join(copyOfQuickstart(), 'pages');
  mkdirSync(join(folder, 'site'));
  for (const name of readdirSync(examples)) copyFileSync(join(examples, name), join(folder, 'site', name));
  const statuses: number[] = [];
  const { url, asked } = await serve((request, response) => {
    const status = request.headers['if-none-match'] === '"1"' ? 304 : 200;
    statuses.push(status);
    response.writeHead(status, { etag: '"1"', 'content-type': 'text/html' });
    response.end(
      status === 200 ? readFileSync(join(folder, 'site', decodeURI(request.url ?? '').slice(1))) : undefined,
    );
  });
  const sources = readdirSync(examples).map((name) => `  - ${url}/${name}`);
  writeFileSync(
    join(folder, '.bowerbirdrc.yaml'),
    `${LOOPBACK}sinks: [markdown, jsonl]\npipelines:\n  pages:\n${sources.map((line) => `  ${line}\n`).join('')}`,
  );

  await (await runnerIn(folder)).run();
  const corpus = filesIn(join(folder, 'corpus'));
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 8 * 24 * 3600 * 1000 });
  onTestFinished(() => void vi.useRealTimers());
  const second = await (await runnerIn(folder)).run();
  expect(second.total).toMatchObject({
    collected: 8,
    from: { cache: 8 },
    change: { unchanged: 8 },
    requests: 9,
  });
  expect(statuses).toEqual([...Array(8).fill(200), ...Array(8).fill(304)]);
  expect(filesIn(join(folder, 'corpus'))).toEqual(corpus);
  expect(asked).toHaveLength(16);
});
