import { randomBytes, randomUUID } from 'node:crypto';
import type { JsonObject } from '@bowerbird/core';
import { captionsOf } from '../captions.ts';
import { type Answer, type Call, type Fault, type StandIn, serveProvider } from '../provider.ts';
import { groupWords, type SpeechOptions, type SpokenWord, sentencesOf, speechIn } from '../speech.ts';
import { listBody } from './list.ts';
import { readParams } from './params.ts';
import { piecesBody, type StoredTranscript, statusOf, transcriptBody } from './transcript.ts';

/** How a stand-in for AssemblyAI behaves. */
export interface AssemblyaiOptions extends SpeechOptions {
  /** How many polls find a transcript unfinished, by its id or in the list. Default: 2. */
  readonly polls?: number | undefined;
}

/** How the start of a transcript goes wrong. */
export interface AssemblyaiStartFault extends Fault {
  /** The transcript ends in the status `error` with this message. AssemblyAI does not charge for it. */
  readonly error?: string | undefined;
  /** So many lists leave the transcript out before it appears. */
  readonly listedAfter?: number | undefined;
}

/** The faults of each kind of request: `export` is for sentences, paragraphs and captions. */
export type AssemblyaiFaults = {
  readonly upload: Fault;
  readonly start: AssemblyaiStartFault;
  readonly list: Fault;
  readonly get: Fault;
  readonly export: Fault;
  readonly delete: Fault;
};

// Universal-2 in October 2026, and for `speaker_labels` in addition.
const DOLLARS_PER_HOUR = 0.15;
const DOLLARS_PER_HOUR_SPEAKERS = 0.02;

const ROUTES: readonly (readonly [keyof AssemblyaiFaults, string, RegExp])[] = [
  ['upload', 'POST', /^\/v2\/upload$/],
  ['start', 'POST', /^\/v2\/transcript$/],
  ['list', 'GET', /^\/v2\/transcript$/],
  ['get', 'GET', /^\/v2\/transcript\/[^/]+$/],
  ['export', 'GET', /^\/v2\/transcript\/[^/]+\/(sentences|paragraphs|srt|vtt)$/],
  ['delete', 'DELETE', /^\/v2\/transcript\/[^/]+$/],
];

const UNKNOWN = 'Transcript lookup error, transcript id not found';
const ERRORS: Readonly<Record<number, string>> = {
  401: 'Authentication error, API token missing/invalid',
  402: 'Your current account balance is negative. Please top up to continue using the API.',
  404: 'Not found',
  429: 'Too many requests',
};

/**
 * Starts a stand-in for AssemblyAI's pre-recorded speech to text (https://www.assemblyai.com/docs/api-reference, OpenAPI document
 * 1.3.4): upload, transcript, list, exports, delete.
 *
 * It charges at the start, by the second: $0.15 an hour, and $0.02 for speaker labels; nothing for a transcript that ends in `error`.
 * Each start buys anew, as there are no idempotency keys. An id that it does not know is a 400 and no 404, as at AssemblyAI; so is an
 * id that it loses for a while: `faults.next('get', { answer: 400 }, 2)`.
 */
export function startAssemblyai(options: AssemblyaiOptions = {}): Promise<StandIn<AssemblyaiFaults>> {
  const key = randomBytes(16).toString('hex');
  const account: Account = { options, uploads: new Map(), history: [] };
  const work: Record<keyof AssemblyaiFaults, (account: Account, call: StartCall) => Answer> = {
    upload,
    start,
    list,
    get,
    export: exportText,
    delete: remove,
  };
  return serveProvider<AssemblyaiFaults>({
    key,
    authorization: key,
    kindOf: (method, path) => ROUTES.find(([, verb, form]) => verb === method && form.test(path))?.[0],
    answer: (kind, call) => work[kind](account, call),
    error: (status, kind) => ({ error: errorOf(status, kind) }),
  });
}

interface Account {
  readonly options: AssemblyaiOptions;
  /** Bytes by their address. */
  readonly uploads: Map<string, Buffer>;
  /** Oldest first. */
  readonly history: StoredTranscript[];
}

type StartCall = Call<AssemblyaiStartFault>;

function upload({ uploads }: Account, { url, body }: StartCall): Answer {
  if (body.length === 0) return { status: 422, body: { error: 'Upload failed, please try again.' } };
  const address = `${url.origin}/upload/${randomUUID()}`;
  uploads.set(address, body);
  return { status: 200, body: { upload_url: address } };
}

function start({ options, uploads, history }: Account, { url, body, fault, charge }: StartCall): Answer {
  const params = readParams(body);
  if (typeof params === 'string') return refused(params);
  const bytes = uploads.get(params.audio_url);
  const speech = speechIn(bytes ?? params.audio_url, options);
  const isGone = bytes === undefined && params.audio_url.startsWith(`${url.origin}/upload/`);
  const stored: StoredTranscript = {
    id: randomUUID(),
    created: Date.now(),
    params,
    speech,
    error: fault.error ?? (isGone ? notDownloaded(params.audio_url) : undefined),
    pollsLeft: options.polls ?? 2,
    listsLeft: fault.listedAfter ?? 0,
    completed: undefined,
    deleted: false,
  };
  history.push(stored);
  const perHour = DOLLARS_PER_HOUR + (params.speaker_labels === true ? DOLLARS_PER_HOUR_SPEAKERS : 0);
  if (stored.error === undefined) charge(speech.audio, (perHour * Math.ceil(speech.seconds)) / 3600);
  return { status: 200, body: { ...transcriptBody(stored), status: 'queued' } };
}

function list({ history }: Account, { url }: StartCall): Answer {
  const seen = history.filter(({ listsLeft }) => listsLeft <= 0);
  const body = listBody(url, seen);
  for (const stored of history) stored.listsLeft -= 1;
  if (typeof body === 'string') return refused(body);
  // Whoever looks at a page of the list polls all that stand on it.
  const listed = new Set((body.transcripts as readonly JsonObject[]).map(({ id }) => id));
  for (const stored of seen) if (listed.has(stored.id)) poll(stored);
  return { status: 200, body };
}

function get({ history }: Account, call: StartCall): Answer {
  const stored = find(history, call);
  if (stored === undefined) return unknown();
  poll(stored);
  return { status: 200, body: transcriptBody(stored) };
}

function poll(stored: StoredTranscript): void {
  stored.pollsLeft -= 1;
  if (stored.pollsLeft < 0) stored.completed ??= Date.now();
}

function exportText({ history }: Account, call: StartCall): Answer {
  const stored = find(history, call);
  if (stored === undefined) return unknown();
  const status = statusOf(stored);
  const kind = call.url.pathname.split('/').at(-1) ?? '';
  if (status !== 'completed' || stored.deleted) {
    const what = kind === 'srt' || kind === 'vtt' ? 'captions' : kind;
    return refused(
      `This transcript has a status of '${status}'. Transcripts must have a status of 'completed' before requesting ${what}.`,
    );
  }
  if (kind !== 'srt' && kind !== 'vtt') return { status: 200, body: piecesBody(stored, kind) };
  const most = Number(call.url.searchParams.get('chars_per_caption') ?? Number.POSITIVE_INFINITY);
  return { status: 200, body: captionsOf(kind, cuesOf(stored.speech.words, most)) };
}

/** Sentences, and parts of those that have more characters than a caption may. */
function cuesOf(words: readonly SpokenWord[], most: number): readonly (readonly SpokenWord[])[] {
  return sentencesOf(words).flatMap((sentence) =>
    groupWords(sentence, (group, next) => [...group, next].map(({ text }) => text).join(' ').length > most),
  );
}

function remove({ uploads, history }: Account, call: StartCall): Answer {
  const stored = find(history, call);
  if (stored === undefined) return unknown();
  stored.deleted = true;
  stored.completed ??= Date.now();
  uploads.delete(stored.params.audio_url);
  return { status: 200, body: transcriptBody(stored) };
}

function find(history: readonly StoredTranscript[], { url }: StartCall): StoredTranscript | undefined {
  const id = url.pathname.split('/')[3];
  return history.find((stored) => stored.id === id);
}

function errorOf(status: number, kind: keyof AssemblyaiFaults | undefined): string {
  const isOfOne = kind === 'get' || kind === 'export' || kind === 'delete';
  if (isOfOne && (status === 400 || status === 404)) return UNKNOWN;
  return ERRORS[status] ?? (status >= 500 ? 'Server error, developers have been alerted.' : 'Bad request');
}

function unknown(): Answer {
  return refused(UNKNOWN);
}

function refused(error: string): Answer {
  return { status: 400, body: { error } };
}

function notDownloaded(url: string): string {
  return `Download error, unable to download ${url}. Please make sure the file exists and is accessible from the internet.`;
}
