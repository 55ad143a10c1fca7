import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunSummary } from '@bowerbird/runner';
import { expect, it } from 'vitest';
import { bowerbird, copyOfQuickstart, filesIn } from './support.ts';

function summaryOf(folder: string): RunSummary {
  return JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'));
}

it('collects the example, and collects nothing in a second run', async () => {
  const folder = copyOfQuickstart();
  const first = await bowerbird(folder, 'run', '--summary', 'summary.json');
  expect(first).toMatchObject({ code: 0, stdout: '' });
  expect(summaryOf(folder)).toMatchObject({
    status: 'done',
    total: { tasks: 11, collected: 11, from: { source: 11 }, requests: 0, cost: 0 },
  });
  const corpus = filesIn(join(folder, 'corpus'));
  expect(Object.keys(corpus)).toHaveLength(13);

  expect(await bowerbird(folder, 'run', '--offline', '--summary', 'summary.json')).toMatchObject({ code: 0 });
  expect(summaryOf(folder).total).toMatchObject({
    collected: 11,
    from: { cache: 11 },
    hitRate: 1,
    attempts: 0,
    requests: 0,
  });
  expect(filesIn(join(folder, 'corpus'))).toEqual(corpus);
});

it('tells everything in events that survive JSON', async () => {
  const folder = copyOfQuickstart();
  const { stderr, code } = await bowerbird(folder, 'run', '--log', 'json');
  expect(code).toBe(0);
  const events = stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events[0]).toMatchObject({ type: 'run-start', pipelines: ['pages', 'mail'] });
  expect(events.at(-1)).toMatchObject({ type: 'run-end', status: 'done' });
  expect(events.filter((event) => event.type === 'task-end')).toHaveLength(11);
});
