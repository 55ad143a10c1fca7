import { CollectError, isCollectError, type Recovery } from '@bowerbird/core';
import { ensure, show } from '../frame/ensure.ts';
import type { Settled } from '../frame/settle.ts';
import { always } from './replies.ts';

/** Calls the collector with a network of its own, and tells what became of it: `collect()`, `discover()`, `read()`. */
export type Probe = (fetch: typeof globalThis.fetch | undefined) => Promise<Settled<unknown>>;

const NOT_THERE = [404, 410];
const REFUSED = [401, 403, 451];
const LATER = [429, 500, 502, 503, 504];
const RETRY_AFTER_S = 7;

/** What may become of a call when every request of it is answered with this status. `empty`: `[]`. */
function allowed(status: number): readonly (Recovery | 'empty')[] {
  if (NOT_THERE.includes(status)) return ['next', 'empty'];
  if (REFUSED.includes(status)) return ['next', 'stop'];
  return LATER.includes(status) ? ['retry'] : ['next', 'stop'];
}

/** Turns the status of an answer into what the runner must do about it. */
export async function checkStatuses(probe: Probe): Promise<void> {
  for (const status of [400, ...REFUSED, ...NOT_THERE, ...LATER]) {
    const fetch = always(status, { 'retry-after': String(RETRY_AFTER_S), 'content-type': 'text/html' });
    const outcome = await probe(fetch);
    const became = describe(outcome);
    const expected = allowed(status);
    ensure(
      expected.includes(became as Recovery),
      `when everything is answered with status ${status} it should be ${expected.map(inWords).join(' or ')}, and it is ${inWords(became)}${reasonOf(outcome)}`,
      'Pass every response through ensureOk() of @bowerbird/core before reading it, or throw a CollectError with that recovery.',
    );
    ensure(
      became !== 'retry' || status !== 429 || retryAfterMsOf(outcome) === RETRY_AFTER_S * 1000,
      `it does not pass on that a 429 asked to wait ${RETRY_AFTER_S} s: its error says retryAfterMs ${show(retryAfterMsOf(outcome))}`,
      'Use ensureOk() of @bowerbird/core, or give the CollectError retryAfterMs: retryAfterMs(response.headers.get("retry-after"), Date.now()).',
    );
  }
}

/** Takes no failure of the network for an answer. */
export async function checkFaults(probe: Probe): Promise<void> {
  await checkFault(probe, 'the connection is refused', async () => {
    throw new CollectError('SOURCE_UNAVAILABLE', 'the connection was refused', { recovery: 'retry' });
  });
  let wasRead = false;
  await checkFault(
    probe,
    'a body breaks off',
    async () =>
      new Response(
        brokenBody(() => {
          wasRead = true;
        }),
        { headers: { 'content-type': 'text/html' } },
      ),
    // Who does not read it cannot know.
    () => wasRead,
  );
}

async function checkFault(
  probe: Probe,
  fault: string,
  fetch: typeof globalThis.fetch,
  wasMet = () => true,
): Promise<void> {
  const outcome = await probe(fetch);
  const became = describe(outcome);
  ensure(
    became === 'retry' || !wasMet(),
    `when ${fault} it should be ${inWords('retry')}, and it is ${inWords(became)}${reasonOf(outcome)}`,
    'Let errors of context.fetch and of reading its body pass: they say themselves what is to be done. Catch only what you can mend.',
  );
}

/** Answers `[]` for what is not there, or says so: never `undefined`, and no error that would be tried again. */
export async function checkUnknown(name: string, outcome: Settled<unknown>): Promise<void> {
  const became = describe(outcome);
  ensure(
    became === 'empty' || became === 'next',
    `for ${name}, which is not there, it should be ${inWords('empty')} or ${inWords('next')}, and it is ${inWords(became)}${reasonOf(outcome)}`,
    'Return [], or throw a CollectError with the code SOURCE_NOT_FOUND and the recovery next. Any other error counts as one that passes.',
  );
}

type Became = Recovery | 'empty' | 'answered' | 'no array';

function describe(outcome: Settled<unknown>): Became {
  if (outcome.status === 'rejected') return recoveryOf(outcome.reason);
  if (!Array.isArray(outcome.value)) return 'no array';
  return outcome.value.length === 0 ? 'empty' : 'answered';
}

/** What the runner does about it: what is no error of a collector counts as one that passes. */
export function recoveryOf(error: unknown): Recovery {
  return isCollectError(error) ? error.recovery : 'retry';
}

const WORDS: Readonly<Record<Became, string>> = {
  retry: 'an error with recovery retry',
  next: 'an error with recovery next',
  stop: 'an error with recovery stop',
  empty: '[]',
  answered: 'an answer with something in it',
  'no array': 'no array',
};

function inWords(became: Became): string {
  return WORDS[became];
}

function reasonOf(outcome: Settled<unknown>): string {
  return outcome.status === 'rejected' ? ` (${show(outcome.reason)})` : '';
}

function retryAfterMsOf(outcome: Settled<unknown>): number | undefined {
  return outcome.status === 'rejected' && isCollectError(outcome.reason)
    ? outcome.reason.retryAfterMs
    : undefined;
}

function brokenBody(onBreak: () => void): ReadableStream<Uint8Array> {
  let sent = false;
  return new ReadableStream({
    pull(controller) {
      if (sent) {
        onBreak();
        controller.error(new TypeError('terminated'));
      } else controller.enqueue(new TextEncoder().encode('{"half": "of'));
      sent = true;
    },
  });
}
