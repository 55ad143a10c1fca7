import { fileURLToPath } from 'node:url';
import { ensure, fail } from '../frame/ensure.ts';
import { cleanerOf } from './cleaner.ts';
import { readIfThere, writeWhole } from './file.ts';
import { type Exchange, formatTape, parseTape } from './format.ts';
import { failMissing } from './missing.ts';
import { inOrderOf } from './order.ts';
import { Playback } from './playback.ts';
import { Recording } from './recording.ts';
import { toTapedRequest } from './request.ts';
import { fromTaped, toResponse } from './response.ts';

/**
 * Where answers come from.
 * - `replay`: from the tape alone; the network is not touched, and nothing is written
 * - `record`: from the network, all of them anew
 * - `missing`: from the tape, and from the network what it did not have when it was opened
 */
export type TapeMode = 'replay' | 'record' | 'missing';

/** How a tape is opened. */
export interface TapeOptions {
  /** `replay` unless given. `BOWERBIRD_RECORD=1` in the environment turns `replay` into `record`, and `=missing` into `missing`. */
  readonly mode?: TapeMode | undefined;
  /**
   * Values that must not be on the tape: keys, passwords. Of each, `***` is written, in whatever spelling it comes; requests with another
   * key are the same request. At replay give the values that the test uses in their place. Empty ones are left out of account.
   */
  readonly secrets?: readonly string[] | undefined;
  /** What records; the global `fetch` as it is when the tape is opened, unless given. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** A tape that is open. */
export interface Tape {
  readonly mode: TapeMode;
  /**
   * Answers as it was recorded. A request is known by its method, address and body, by the headers `accept`, `accept-language`,
   * `content-type`, `if-modified-since`, `if-none-match` and `range`, and by `redirect`. The same request gets its answers in the order
   * in which they were recorded, and the last one from then on. Where a redirect is followed, the answer is that of its end,
   * with `url` and `redirected`: `fetch` shows no other.
   * @throws {AssertionError} for what is not on the tape, at replay: what was asked for, and what on the tape comes nearest
   */
  readonly fetch: typeof globalThis.fetch;
  /**
   * Writes what was recorded, whole or not at all; at replay it does nothing.
   * @throws {AssertionError} when something cannot be on the tape: a request that failed or is still on its way, or a secret that cannot be
   * taken out. Then the tape stays as it was.
   */
  save(): Promise<void>;
  /** What is on the tape and has not been asked for: `GET https://…`. Nothing at `record`. */
  unused(): readonly string[];
}

// Whoever tests may replace the global one.
const builtInFetch = globalThis.fetch;

// Shorter values are left in by whoever scrubs: they are found everywhere.
const SHORTEST_SECRET = 4;

/**
 * Opens a tape: a `fetch` that answers what it answered when it was recorded, so that a test needs no network, key or money.
 *
 * ```ts
 * const tape = openTape(new URL('talks.tape.json', import.meta.url), { secrets: [process.env.TALKS_KEY ?? 'no-key'] });
 * after(() => tape.save());
 * ```
 *
 * Record with `BOWERBIRD_RECORD=1`, look at what is on the tape, and commit it. Headers that carry credentials are never written; a
 * secret that the answers bring, such as a token of a session, is only known if it is among `secrets`, and what is compressed hides it.
 * @param file where the tape is, or will be
 * @throws {AssertionError} when the file is no tape, or damaged
 */
export function openTape(file: string | URL, options: TapeOptions = {}): Tape {
  const path = typeof file === 'string' ? file : fileURLToPath(file);
  const { secrets = [], fetch: send = globalThis.fetch } = options;
  const mode = modeOf(options.mode ?? 'replay', process.env.BOWERBIRD_RECORD ?? '');
  if (mode !== 'replay') ensureLong(secrets);
  const text = readIfThere(path);
  const before = text === undefined ? [] : parseTape(text, path);
  const cleaner = cleanerOf(secrets);
  const playback = new Playback(mode === 'record' ? [] : before);
  const recording = new Recording(cleaner, send);

  async function fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init);
    // It has its answer in itself (RFC 2397); SDKs try out with it what a fetch can do.
    if (request.url.startsWith('data:')) return builtInFetch(request);
    request.signal.throwIfAborted();
    const asked = await toTapedRequest(request, cleaner);
    request.signal.throwIfAborted();
    const taped = playback.next(asked);
    if (taped) return toResponse(fromTaped(taped, request), request.signal);
    if (mode === 'replay') failMissing(asked, before, path);
    return toResponse(await recording.record(request, asked), request.signal);
  }

  async function save(): Promise<void> {
    if (mode === 'replay') return;
    const exchanges = recording.exchanges();
    if (mode === 'record') await writeWhole(path, formatTape(ordered(before, exchanges, path)));
    else if (exchanges.length > 0) await writeWhole(path, formatTape([...before, ...exchanges]));
  }

  return { mode, fetch, save, unused: () => playback.unused() };
}

function ordered(before: readonly Exchange[], exchanges: readonly Exchange[], path: string) {
  ensure(
    exchanges.length > 0,
    `nothing was recorded, so ${path} stays as it is`,
    'Give the `fetch` of the tape to what you test; if nothing is to be fetched any more, delete the tape.',
  );
  return inOrderOf(before, exchanges);
}

function modeOf(mode: TapeMode, asked: string): TapeMode {
  if (mode !== 'replay' || asked === '' || asked === '0') return mode;
  if (asked === '1') return 'record';
  if (asked === 'missing') return 'missing';
  return fail(
    `BOWERBIRD_RECORD is ${asked}, which means nothing`,
    'Set it to 1 to record all of each tape anew, or to missing to record what a tape does not have.',
  );
}

function ensureLong(secrets: readonly string[]): void {
  const short = secrets.find((secret) => secret !== '' && secret.trim().length < SHORTEST_SECRET);
  ensure(
    short === undefined,
    `a secret of ${short?.trim().length} characters would be on the tape: under ${SHORTEST_SECRET} it cannot be told from other text`,
    'Record with the real key, or with a longer one.',
  );
}
