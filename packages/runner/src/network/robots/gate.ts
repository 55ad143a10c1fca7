import { CollectError, isCollectError } from '@bowerbird/core';
import { LRUCache } from 'lru-cache';
import { untilAborted } from '../../execute/deadline.ts';
import type { Caller, Client, IncomingStream } from '../client.ts';
import { ALLOW_ALL, parseRobots, productToken, type RobotsRules } from './rules.ts';

const MOST_HOSTS = 2000;
const MOST_KEPT_BYTES = 32 * 1024 * 1024;
// RFC 9309, sections 2.4 and 2.5: not longer than 24 hours, and at least 500 KiB.
const KEPT_MS = 24 * 60 * 60_000;
const MOST_BYTES = 500 * 1024;
// What could not be read is asked for again soon, and not by every page.
const UNREACHABLE_KEPT_MS = 60_000;
const DEADLINE_MS = 30_000;
// A delay that is meant to keep programs away altogether belongs into a rule.
const LONGEST_DELAY_MS = 60_000;

/** The rules of an origin, or why there are none: then nothing of it may be fetched (RFC 9309, section 2.3.1.4). */
type Known = RobotsRules | CollectError;

/** Asks each origin for its robots.txt once, and obeys it. */
export class RobotsGate {
  readonly #client: Client;
  readonly #agent: string;
  readonly #known = new LRUCache<string, Promise<Known>>({ max: MOST_HOSTS, maxSize: MOST_KEPT_BYTES });

  /** @param userAgent the rules for its product token are those that count */
  constructor(client: Client, userAgent: string) {
    this.#client = client;
    this.#agent = productToken(userAgent);
  }

  /** Lets a request pass. How long its host wants between two of them, in milliseconds. @throws {CollectError} `SOURCE_REFUSED` */
  async pass(url: URL, { signal, traffic }: Caller): Promise<number> {
    const known = await untilAborted(this.#rulesOf(url.origin, traffic), signal);
    if (isCollectError(known)) throw known;
    if (known.allows(url.href)) return Math.min(known.crawlDelayMs ?? 0, LONGEST_DELAY_MS);
    throw new CollectError(
      'SOURCE_REFUSED',
      `${url.href} is closed to programs by ${url.origin}/robots.txt`,
      {
        recovery: 'next',
        hint: 'Ask its owner, or save the page by hand and collect the file.',
      },
    );
  }

  #rulesOf(origin: string, traffic: Caller['traffic']): Promise<Known> {
    const known = this.#known.get(origin);
    if (known) return known;
    const fetched = this.#fetch(origin, traffic);
    this.#known.set(origin, fetched, { ttl: KEPT_MS, size: 1 });
    void fetched.then((result) => {
      if (!isCollectError(result))
        return void this.#known.set(origin, fetched, { ttl: KEPT_MS, size: result.bytes + 1 });
      // What asks to wait is asked again by whoever waited; it is this wait that keeps others off.
      const ttl = result.retryAfterMs === undefined ? UNREACHABLE_KEPT_MS : Math.max(1, result.retryAfterMs);
      this.#known.set(origin, fetched, { ttl, size: 1 });
    });
    return fetched;
  }

  /** Nobody's own: who asks first may be stopped, and the others still want it. */
  async #fetch(origin: string, traffic: Caller['traffic']): Promise<Known> {
    const url = `${origin}/robots.txt`;
    const signal = AbortSignal.timeout(DEADLINE_MS);
    try {
      const outgoing = { method: 'GET', url, headers: new Headers({ accept: 'text/plain,*/*;q=0.1' }) };
      const incoming = await this.#client.stream(outgoing, {
        signal,
        traffic,
        robots: false,
        patient: false,
        request: 'robots.txt',
        // What is beyond its limit is not read.
        maxBytes: Number.POSITIVE_INFINITY,
      });
      return await this.#read(incoming, url);
    } catch (error) {
      // Where it leads nowhere it is as good as not there (section 2.3.1.2).
      if (isCollectError(error) && error.code === 'SOURCE_INVALID') return ALLOW_ALL;
      if (isCollectError(error) && error.code === 'SOURCE_REFUSED') return error;
      if (isCollectError(error) && error.retryAfterMs !== undefined) return error;
      const reason = signal.aborted
        ? `it did not come within ${DEADLINE_MS / 1000} s`
        : (error as Error).message;
      return unreachable(url, reason, error);
    }
  }

  async #read({ status, body }: IncomingStream, url: string): Promise<Known> {
    if (status === 429 || status >= 500) {
      body.destroy();
      return unreachable(url, `HTTP ${status}`);
    }
    // Section 2.3.1.3: there is none, so everything may be fetched.
    if (status < 200 || status > 299) {
      body.destroy();
      return ALLOW_ALL;
    }
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of body) {
      chunks.push(chunk as Uint8Array);
      bytes += (chunk as Uint8Array).byteLength;
      if (bytes >= MOST_BYTES) break;
    }
    return parseRobots(Buffer.concat(chunks).subarray(0, MOST_BYTES), this.#agent);
  }
}

function unreachable(url: string, reason: string, cause?: unknown): CollectError {
  return new CollectError(
    'SOURCE_UNAVAILABLE',
    `${url} could not be read, so nothing there may be: ${reason}`,
    {
      recovery: 'retry',
      hint: 'Run again later: what is here already is not fetched again.',
      cause,
    },
  );
}
