import type { Answer } from './ask.ts';
import type { Check } from './types.ts';

const OFF_MS = 60_000;
const FAR_OFF_MS = 3_600_000;

// This was written later.
const EARLIEST_YEAR = 2025;

const HINT =
  'Set the clock, best by NTP: when something is fetched again, how long hosts want to be left alone and whether certificates hold are all told by it.';

/** Whether the clock is right, as far as an answer from outside can tell. */
export function examineClock(answer: Answer | undefined, now = Date.now()): Check {
  const name = 'clock';
  const time = new Date(answer?.arrivedAt ?? now);
  const shown = time.toISOString().replace(/\.\d+Z$/, 'Z');
  if (time.getUTCFullYear() < EARLIEST_YEAR) {
    return { name, status: 'problem', message: `${shown} cannot be now`, hint: HINT };
  }
  if (answer?.sentAt === undefined) {
    return { name, status: 'skipped', message: `${shown}; nothing from outside to compare it with` };
  }
  const offMs = answer.arrivedAt - answer.sentAt;
  if (Math.abs(offMs) <= OFF_MS) return { name, status: 'ok', message: shown };
  return {
    name,
    status: Math.abs(offMs) > FAR_OFF_MS ? 'problem' : 'warning',
    message: `${shown} is ${describe(Math.abs(offMs))} ${offMs > 0 ? 'ahead of' : 'behind'} ${new URL(answer.url).host}`,
    hint: HINT,
  };
}

function describe(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60).toLocaleString('en-US')} h`;
}
