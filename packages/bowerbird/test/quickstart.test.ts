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
    total: { tasks: 8, collected: 8, from: { source: 8 }, requests: 0, cost: 0 },
  });
  const corpus = filesIn(join(folder, 'corpus'));
  expect(Object.keys(corpus)).toHaveLength(9);

  expect(await bowerbird(folder, 'run', '--offline', '--summary', 'summary.json')).toMatchObject({ code: 0 });
  expect(summaryOf(folder).total).toMatchObject({
    collected: 8,
    from: { cache: 8 },
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
  expect(events[0]).toMatchObject({ type: 'run-start', pipelines: ['pages'] });
  expect(events.at(-1)).toMatchObject({ type: 'run-end', status: 'done' });
  expect(events.filter((event) => event.type === 'task-end')).toHaveLength(8);
});
