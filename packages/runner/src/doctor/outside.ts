import type { NetworkConfig } from '../config/types.ts';
import { type Answer, ask, NO_ANSWER_HINT } from './ask.ts';
import { examineClock } from './clock.ts';
import { examine, type Limits, type Probe } from './examine.ts';
import type { Check } from './types.ts';

/** Whether an address answers, and what its answer says of the clock. */
export async function examineOutside(
  url: string,
  network: NetworkConfig,
  limits: Limits,
): Promise<readonly Check[]> {
  let answer: Answer | undefined;
  const probe: Probe = {
    name: 'network',
    // What is kept, and local files, can be worked with all the same.
    failed: 'warning',
    hint: NO_ANSWER_HINT,
    look: async (signal) => {
      answer = await ask(url, network, signal);
      return { status: 'ok', message: `${answer.url} answers (HTTP ${answer.status})` };
    },
  };
  const check = await examine(probe, limits);
  return [examineClock(answer), check];
}

/** The same when no connection may be opened. */
export function examineOffline(): readonly Check[] {
  const message = 'no connection is opened (--offline)';
  return [examineClock(undefined), { name: 'network', status: 'skipped', message }];
}
