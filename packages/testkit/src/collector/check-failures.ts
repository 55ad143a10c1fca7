import { CollectError, isCollectError, type Recovery } from '@bowerbird/core';
import type { FakeContextOptions } from '../context/fake-context.ts';
import { ensure, isError, show } from '../frame/ensure.ts';
import type { Settled } from '../frame/settle.ts';
import { always } from './replies.ts';

/** Calls the collector with a context of its own, and tells what became of it: `collect()`, `discover()`, `read()`. */
export type Probe = (options: FakeContextOptions) => Promise<Settled<unknown>>;

const NOT_THERE = [404, 410];
const REFUSED = [401, 403, 451];
const LATER = [429, 500, 502, 503, 504];
// Statuses with which Retry-After is defined (RFC 9110, 15.6.4; RFC 6585, 4).
const ASKING_TO_WAIT = [429, 503];
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
    const answer = always(status, { 'retry-after': String(RETRY_AFTER_S), 'content-type': 'text/html' });
    let isAsked = false;
    const outcome = await probe({
      fetch(input, init) {
        isAsked = true;
        return answer(input, init);
      },
    });
    ensure(
      isAsked || outcome.status === 'rejected',
      'it asks context.fetch for nothing, and the case has a `fetch`',
      'Leave `fetch` out of the case, or ask with context.fetch: nothing else is the network of a collector.',
    );
    const became = describe(outcome);
    const expected = allowed(status);
    ensure(
      expected.includes(became as Recovery),
      `when everything is answered with status ${status} it should be ${expected.map(inWords).join(' or ')}, and it is ${inWords(became)}${reasonOf(outcome)}`,
      'Pass every response through ensureOk() of @bowerbird/core before reading it, or throw a CollectError with that recovery.',
    );
    ensure(
      outcome.status !== 'rejected' || messageOf(outcome.reason).trim() !== '',
      `when everything is answered with status ${status} its error has no message`,
      'Say in the message what is wrong, with the address and the status, and in `hint` what the user can do: it is all that the user sees.',
    );
    ensure(
      became !== 'retry' ||
        !ASKING_TO_WAIT.includes(status) ||
        retryAfterMsOf(outcome) === RETRY_AFTER_S * 1000,
      `it does not pass on that a ${status} asked to wait ${RETRY_AFTER_S} s: its error says retryAfterMs ${show(retryAfterMsOf(outcome))}`,
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
  const outcome = await probe({ fetch });
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

export type Became = Recovery | 'empty' | 'answered' | 'no array';

/** What a call became, as far as the runner can tell. */
export function describe(outcome: Settled<unknown>): Became {
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

/** The same for a message. */
export function inWords(became: Became): string {
  return WORDS[became];
}

/** Why it failed, in brackets. */
export function reasonOf(outcome: Settled<unknown>): string {
  return outcome.status === 'rejected' ? ` (${show(outcome.reason)})` : '';
}

function retryAfterMsOf(outcome: Settled<unknown>): number | undefined {
  return outcome.status === 'rejected' && isCollectError(outcome.reason)
    ? outcome.reason.retryAfterMs
    : undefined;
}

function messageOf(error: unknown): string {
  return isError(error) ? error.message : show(error);
}

/** Half a body, and then an error. @param onBreak is called when somebody reads so far */
export function brokenBody(
  onBreak: () => void,
  half: Uint8Array = new TextEncoder().encode('{"half": "of'),
): ReadableStream<Uint8Array> {
  let sent = false;
  return new ReadableStream(
    {
      pull(controller) {
        if (sent) {
          onBreak();
          controller.error(new TypeError('terminated'));
        } else controller.enqueue(half);
        sent = true;
      },
    },
    // Nothing is read ahead: only who reads on meets the end.
    { highWaterMark: 0 },
  );
}
