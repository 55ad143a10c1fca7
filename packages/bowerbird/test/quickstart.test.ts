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
    total: { tasks: 13, collected: 13, from: { source: 13 }, requests: 0, cost: 0 },
  });
  const corpus = filesIn(join(folder, 'corpus'));
  expect(Object.keys(corpus)).toHaveLength(17);
  expect(corpus[join('films', 'bower.md')]).toContain('**Narrator:** Bowerbirds are known for the bowers');
  const book = corpus[join('books', 'meditations.md')] ?? '';
  expect(book).toContain('From my grandfather Verus[^1] I learned good morals');
  expect(book).toContain('[^1]: Annius Verius was his grandfather’s name.');

  expect(await bowerbird(folder, 'run', '--offline', '--summary', 'summary.json')).toMatchObject({ code: 0 });
  expect(summaryOf(folder).total).toMatchObject({
    collected: 13,
    from: { cache: 13 },
    hitRate: 1,
    attempts: 0,
    requests: 0,
  });
  expect(filesIn(join(folder, 'corpus'))).toEqual(corpus);
});

it('logs lines of JSON, and single sources only where that is asked for', async () => {
  const folder = copyOfQuickstart();
  const linesOf = async (...flags: readonly string[]) => {
    const { stderr, code } = await bowerbird(folder, 'run', '--log', 'json', ...flags);
    expect(code).toBe(0);
    return stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  };
  const lines = await linesOf();
  expect(lines[0]).toMatchObject({
    level: 'info',
    operation: 'run',
    msg: 'started',
    pipelines: ['pages', 'books', 'films', 'mail'],
  });
  expect(lines.at(-1)).toMatchObject({ operation: 'run', msg: 'ended', status: 'done' });
  expect(lines.filter(({ operation }) => operation === 'collect')).toEqual([]);
  for (const { time } of lines) expect(new Date(time).toISOString()).toBe(time);
  const sources = (await linesOf('--verbose')).filter(({ msg }) => msg === 'collected');
  expect(sources).toHaveLength(13);
  expect(sources[0]).toMatchObject({ level: 'debug', collector: expect.any(String), from: 'cache' });
});
