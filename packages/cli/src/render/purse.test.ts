import { expect, it } from 'vitest';
import { event } from '../../test/fake.ts';
import { Board } from './board.ts';

const charge = (pipeline: string, provider: string, cost: number) =>
  event({
    type: 'cost-charge',
    ...{ pipeline, provider, cost },
    key: '1',
    source: 'x',
    collector: provider,
    expected: cost,
  });

it('shows the budget that has least left, of those that a purchase counts against', () => {
  const board = new Board([
    { name: '--max-cost', most: 5, spent: 0 },
    { name: 'the budget for a day', most: 10, spent: 4 },
    { name: 'the budget of pipeline talks for a run', most: 5.5, spent: 0, pipeline: 'talks' },
  ]);
  const mode = { refresh: false, offline: false, cache: true, prune: false };
  board.subscriber(event({ type: 'run-start', pipelines: ['talks', 'pages'], mode }));
  const spent = () => board.lines(0, 100).find((line) => line.includes(' left of '));
  expect(spent()).toBe('$0.00 spent, $5.00 left of --max-cost');
  board.subscriber(charge('pages', 'listeners', 1));
  board.subscriber(charge('talks', 'listeners', 0.5));
  expect(spent()).toBe('$1.50 spent, $3.50 left of --max-cost');
  board.subscriber(charge('talks', 'listeners', 10));
  expect(spent()).toBe('$11.50 spent, $0.00 left of --max-cost');
});

it('shows no budget where nothing can be bought', () => {
  const board = new Board([]);
  const mode = { refresh: false, offline: false, cache: true, prune: false };
  board.subscriber(event({ type: 'run-start', pipelines: ['pages'], mode }));
  expect(board.lines(0, 100).join('\n')).not.toContain('left of');
});
