import type { BudgetLimit } from '../config/types.ts';
import { toMicro } from './money.ts';
import type { Limit } from './types.ts';

const DAY_MS = 86_400_000;

/** A limit of the configuration, as the ledger holds it for a run: days are those of UTC. */
export function toLimit({ most, per, provider, pipeline }: BudgetLimit, run: string): Limit {
  const whose = [provider && `of provider ${provider}`, pipeline && `of pipeline ${pipeline}`].filter(
    Boolean,
  );
  return {
    name: ['the budget', ...whose, `for ${per === 'run' ? 'a run' : 'a day'}`].join(' '),
    most: toMicro(most),
    ...(per === 'run' ? { run } : { since: Math.floor(Date.now() / DAY_MS) * DAY_MS }),
    provider,
    pipeline,
  };
}
