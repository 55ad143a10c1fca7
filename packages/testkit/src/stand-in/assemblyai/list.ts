import type { JsonObject } from '@bowerbird/core';
import { type StoredTranscript, statusOf } from './transcript.ts';

const DEFAULT_LIMIT = 10;
const MOST_LIMIT = 200;

/**
 * A page of the list, in the schema `TranscriptList`, or what is wrong with the question. The URL of the previous page leads to older
 * transcripts, that of the next page to newer ones, as AssemblyAI calls them.
 * @param history oldest first
 */
export function listBody(url: URL, history: readonly StoredTranscript[]): JsonObject | string {
  const query = url.searchParams;
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_LIMIT)
    return `limit must be between 1 and ${MOST_LIMIT}`;
  const bounds = ['after_id', 'before_id'].map((name) => query.get(name));
  const [after, before] = bounds.map((id) => history.findIndex((stored) => stored.id === id));
  if (bounds.some((id) => id !== null && !history.some((stored) => stored.id === id)))
    return 'Transcript lookup error, transcript id not found';
  const isAsked = asked(query);
  const found = history.slice((after ?? -1) + 1, query.has('before_id') ? before : undefined).filter(isAsked);
  // After an id the nearest ones, not the newest: so a client that goes on misses none.
  const page = query.has('after_id') ? found.slice(0, limit) : found.slice(-limit);
  const [oldest, newest] = [page[0], page.at(-1)];
  const older = history.slice(0, oldest && history.indexOf(oldest)).some(isAsked);
  return {
    page_details: {
      limit,
      result_count: page.length,
      current_url: url.href,
      prev_url: oldest && older ? pageUrl(url, limit, 'before_id', oldest.id) : null,
      next_url: newest ? pageUrl(url, limit, 'after_id', newest.id) : null,
    },
    transcripts: page.toReversed().map((stored) => itemBody(url, stored)),
  };
}

/** `throttled_only` is no longer supported by AssemblyAI, which throttles nothing but queues. */
function asked(query: URLSearchParams): (stored: StoredTranscript) => boolean {
  const status = query.get('status');
  const day = query.get('created_on');
  return (stored) =>
    (status === null || statusOf(stored) === status) &&
    (day === null || timeBody(stored.created).startsWith(day));
}

function pageUrl(url: URL, limit: number, bound: string, id: string): string {
  const page = new URL(url);
  page.searchParams.delete('before_id');
  page.searchParams.delete('after_id');
  page.searchParams.set('limit', String(limit));
  page.searchParams.set(bound, id);
  return page.href;
}

function itemBody(url: URL, stored: StoredTranscript): JsonObject {
  const status = statusOf(stored);
  return {
    id: stored.id,
    resource_url: `${url.origin}/v2/transcript/${stored.id}`,
    status,
    created: timeBody(stored.created),
    completed: stored.completed === undefined || status === 'error' ? null : timeBody(stored.completed),
    audio_url: stored.deleted ? 'http://deleted_by_user' : stored.params.audio_url,
    error: status === 'error' ? (stored.error ?? null) : null,
  };
}

/** `2024-03-11T21:29:59.936851`: UTC without a sign of it, which `new Date()` takes for local time. */
function timeBody(time: number): string {
  return `${new Date(time).toISOString().slice(0, -1)}000`;
}
