import { isDeepStrictEqual } from 'node:util';
import { CollectError } from '@bowerbird/core';
import { type FakeContextOptions, fakeContext } from '../context/fake-context.ts';
import { ensure, ensureEqual } from '../frame/ensure.ts';
import { throughJson } from '../frame/json.ts';
import type { Settled } from '../frame/settle.ts';
import { call } from './calls.ts';
import { MOST_PLACES, type Work } from './check-aborts.ts';
import { brokenBody, describe, inWords, type Probe, reasonOf } from './check-failures.ts';
import { always } from './replies.ts';

type Fetch = typeof globalThis.fetch;

// What takes seconds for each call is tried at its first places alone.
const LONGEST_MS = 5000;

/** What goes wrong with one request, the others being answered as ever. `onMet` is called when it is noticed. */
const FAULTS: Readonly<Record<string, (right: Fetch, onMet: () => void) => Fetch>> = {
  'is answered with status 500': (_, onMet) => met(always(500), onMet),
  'is answered with status 429': (_, onMet) => met(always(429, { 'retry-after': '7' }), onMet),
  'has a body that breaks off': (right, onMet) => async (input, init) => {
    const response = await right(input, init);
    const bytes = new Uint8Array(await response.clone().arrayBuffer());
    if (bytes.length === 0) return response;
    const { status, statusText, headers, url } = response;
    const half = bytes.subarray(0, Math.ceil(bytes.length / 2));
    const broken = new Response(brokenBody(onMet, half), { status, statusText, headers });
    return Object.defineProperty(broken, 'url', { value: url });
  },
};

const OPTIONAL =
  'Pass every response through ensureOk() of @bowerbird/core, and let errors pass, also of what is optional: leave out only what is not there (404, 410). What is missing for a moment would be missing in the cache for good.';

/** Lets each request fail by itself, and each evidence: what is left out for a moment's sake would stay out. */
export async function checkEachUse(probe: Probe, fetch: Fetch | undefined): Promise<void> {
  const evidence = new Map<string, string>();
  const uses: string[] = [];
  const whole = await probe({ fetch, evidence, onUse: (_, use) => void uses.push(use) });
  if (whole.status === 'rejected') return;
  const end = performance.now() + LONGEST_MS;
  const replayed = () => ({ fetch, evidence: new Map(evidence) });
  const requests = usesOf(uses, 'fetch');
  // One that is the only one fails where all of them do.
  for (const [place, use] of requests.length > 1 ? requests : []) {
    for (const [fault, faulty] of Object.entries(FAULTS)) {
      if (!fetch || performance.now() > end) return;
      let wasMet = false;
      const failing = faulty(fetch, () => {
        wasMet = true;
      });
      const outcome = await probe({ ...replayed(), fetch: atCall(place, failing, fetch) });
      ensure(
        !wasMet || describe(outcome) === 'retry' || isSame(outcome, whole),
        `when its request ${place + 1} alone (${use}) ${fault} it should be ${inWords('retry')}, or bring the same, and it is ${inWords(describe(outcome))}${reasonOf(outcome)}`,
        OPTIONAL,
      );
    }
  }
  for (const [place, use] of usesOf(uses, 'evidence')) {
    const outcome = await probe({ ...replayed(), onUse: failingAt('evidence', place) });
    ensure(
      outcome.status === 'rejected' || isSame(outcome, whole),
      `when what brings its ${use} fails, it is ${inWords(describe(outcome))}, and should be an error`,
      'Let errors of context.evidence pass, or catch those alone that say that there is nothing: a wrong key is no empty answer.',
    );
  }
}

/** Spoils one use of a call, by an abort and by an error, and asks the same instance again: it must answer as ever. */
export async function checkGoesOn(
  doing: string,
  options: FakeContextOptions,
  withInstance: (work: (ask: Work) => Promise<void>) => Promise<void>,
): Promise<void> {
  const evidence = new Map<string, string>();
  const undisturbed = fakeContext({ ...options, evidence });
  let whole: Settled<unknown> | undefined;
  await withInstance(async (ask) => {
    whole = await call(doing, undisturbed, ask);
  });
  if (whole?.status !== 'fulfilled') return;
  const { value } = whole;
  const end = performance.now() + LONGEST_MS;
  const replayed = () => ({ ...options, evidence: new Map(evidence) });
  for (let place = 0; place < Math.min(undisturbed.uses.length, MOST_PLACES); place++) {
    for (const how of ['an abort', 'an error'] as const) {
      if (performance.now() > end) return;
      await withInstance(async (ask) => {
        const spoilt = fakeContext({
          ...replayed(),
          onUse(number) {
            if (number !== place) return;
            if (how === 'an abort') spoilt.abort();
            else throw onPurpose();
          },
        });
        await call(doing, spoilt, ask);
        const again = `${doing}, asked again after ${how} at use ${place + 1} (${undisturbed.uses[place]}) of another call,`;
        const outcome = await call(again, fakeContext(replayed()), ask);
        const remedy =
          'Keep on the instance what has succeeded, and nothing of a call that failed: no rejected promise, and no promise that hangs on the signal of one call.';
        ensure(outcome.status === 'fulfilled', `${again} has failed${reasonOf(outcome)}`, remedy);
        ensureEqual(outcome.value, value, `${again} brings something else`, remedy);
      });
    }
  }
}

/** The first uses of one kind, with their numbers among themselves. */
function usesOf(uses: readonly string[], kind: 'fetch' | 'evidence') {
  return [...uses.filter((use) => use.startsWith(`${kind} `)).entries()].slice(0, MOST_PLACES);
}

function atCall(place: number, there: Fetch, elsewhere: Fetch): Fetch {
  let calls = 0;
  return (input, init) => (calls++ === place ? there : elsewhere)(input, init);
}

function failingAt(kind: 'evidence', place: number): NonNullable<FakeContextOptions['onUse']> {
  let uses = 0;
  return (_, use) => {
    if (use.startsWith(`${kind} `) && uses++ === place) throw new Error('failed on purpose');
  };
}

function met(fetch: Fetch, onMet: () => void): Fetch {
  return (input, init) => {
    onMet();
    return fetch(input, init);
  };
}

function onPurpose(): CollectError {
  return new CollectError('SOURCE_UNAVAILABLE', 'failed on purpose', { recovery: 'retry' });
}

function isSame(outcome: Settled<unknown>, whole: Settled<unknown>): boolean {
  if (outcome.status === 'rejected' || whole.status === 'rejected') return false;
  const { value } = outcome;
  return Array.isArray(value) && isDeepStrictEqual(throughJson(value), throughJson(whole.value));
}
