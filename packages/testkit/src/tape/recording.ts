import { ensure, fail } from '../frame/ensure.ts';
import type { Cleaner } from './cleaner.ts';
import type { Exchange, TapedRequest, TapedResponse } from './format.ts';
import { keyOf } from './request.ts';
import { type Answer, toAnswer, toTapedResponse } from './response.ts';

type Outcome =
  | { readonly response: TapedResponse }
  /** Why there is no answer that a tape could have, what to do about it, and whether an answer to the same request mends it. */
  | { readonly wrong: string; readonly remedy: string; readonly mayPass: boolean }
  | 'pending'
  | 'aborted';

interface Take {
  readonly request: TapedRequest;
  outcome: Outcome;
}

/** What goes to the network, and what came of it, in the order in which it was asked for. */
export class Recording {
  readonly #takes: Take[] = [];
  readonly #cleaner: Cleaner;
  readonly #send: typeof globalThis.fetch;

  constructor(cleaner: Cleaner, send: typeof globalThis.fetch) {
    this.#cleaner = cleaner;
    this.#send = send;
  }

  /** Sends a request. The answer is given out when all of it is here, as the tape will give it. */
  async record(request: Request, taped: TapedRequest): Promise<Answer> {
    const take: Take = { request: taped, outcome: 'pending' };
    this.#takes.push(take);
    try {
      const answer = await toAnswer(await this.#send(request), request);
      const response = toTapedResponse(answer, request, this.#cleaner);
      take.outcome = typeof response === 'string' ? withSecret(response) : { response };
      return answer;
    } catch (error) {
      take.outcome = request.signal.aborted ? 'aborted' : failed(this.#cleaner.text(reasonOf(error)));
      throw error;
    }
  }

  /**
   * What was recorded.
   * @throws {AssertionError} if any of it cannot be on a tape, or is still on its way
   */
  exchanges(): readonly Exchange[] {
    return this.#takes.flatMap(({ request, outcome }) => {
      // Whoever stopped waiting does so at replay too.
      if (outcome === 'aborted') return [];
      const name = `${request.method} ${request.url}`;
      if (outcome === 'pending')
        fail(
          `${name} has no answer yet, so the tape is not saved`,
          'Await every fetch, then save(). An answer that never ends is nothing for a tape: use a stand-in server.',
        );
      if ('response' in outcome) return [{ request, response: outcome.response }];
      ensure(
        outcome.mayPass && this.#wasAnswered(request),
        `${name}: ${outcome.wrong}, so the tape is not saved`,
        outcome.remedy,
      );
      return [];
    });
  }

  /** Whether the same request was answered another time, as when it is tried again. */
  #wasAnswered(request: TapedRequest): boolean {
    const key = keyOf(request);
    return this.#takes.some(
      (take) => typeof take.outcome === 'object' && 'response' in take.outcome && keyOf(take.request) === key,
    );
  }
}

function failed(reason: string): Outcome {
  return {
    wrong: `it failed (${reason})`,
    mayPass: true,
    remedy:
      'Record again. A tape holds answers alone: for connections that break, use a stand-in server or a double.',
  };
}

function withSecret(wrong: string): Outcome {
  return {
    wrong,
    mayPass: false,
    remedy:
      'Ask for something that does not give the secret back; or, if it is none, leave it out of `secrets`.',
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
