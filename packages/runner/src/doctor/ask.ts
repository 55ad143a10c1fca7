import { BowerbirdError, isBowerbirdError } from '@bowerbird/core';
import type { NetworkConfig } from '../config/types.ts';
import { createClient } from '../network/create-client.ts';

/** An answer from outside. */
export interface Answer {
  readonly status: number;
  /** After redirects. */
  readonly url: string;
  /** When it was sent, by the clock of whoever sent it; epoch milliseconds. */
  readonly sentAt: number | undefined;
  /** When it arrived, by the clock of this machine; epoch milliseconds. */
  readonly arrivedAt: number;
}

/** What to do when there is no answer. */
export const NO_ANSWER_HINT =
  'Check the connection, the name server and the proxy; name an address that you can reach with --url, or leave this out with --offline.';

/** Asks an address whether it is there, as a run would ask it. @throws {BowerbirdError} with what to do when there is no answer */
export async function ask(url: string, network: NetworkConfig, signal: AbortSignal): Promise<Answer> {
  const client = createClient(network);
  try {
    // What a cache on the way has kept is as old as its Date.
    const headers = new Headers({ 'cache-control': 'no-cache' });
    const traffic = { requests: 0, bytes: 0 };
    const caller = { signal, traffic, robots: false, patient: false, request: 'doctor' };
    const answer = await client.send({ method: 'HEAD', url, headers }, caller);
    return {
      status: answer.status,
      url: answer.url,
      sentAt: sentAt(answer.headers),
      arrivedAt: Date.now(),
    };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw withRemedy(error);
  } finally {
    await client.close();
  }
}

/** What the client says of a source is about collecting it; that an address is not public has its own remedy. */
function withRemedy(error: unknown): unknown {
  if (!isBowerbirdError(error) || error.code === 'SOURCE_REFUSED') return error;
  const hint = isAboutTime(error)
    ? 'Check the clock of this machine first: by a wrong one every certificate seems to have run out.'
    : NO_ANSWER_HINT;
  return new BowerbirdError(error.code, error.message, { hint });
}

/** RFC 9110, section 6.6.1, and the time that it has lain in caches since (RFC 9111, section 5.1). */
function sentAt(headers: Headers): number | undefined {
  const date = Date.parse(headers.get('date') ?? '');
  const age = Number(headers.get('age') ?? 0);
  return Number.isNaN(date) ? undefined : date + (Number.isFinite(age) ? age * 1000 : 0);
}

function isAboutTime(error: BowerbirdError): boolean {
  const { code } = (error.cause ?? {}) as { readonly code?: unknown };
  return code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID';
}
