import { bytesOf, toTaped } from './body.ts';
import type { Cleaner } from './cleaner.ts';
import type { TapedResponse } from './format.ts';
import { decodedHeaders, tapedHeaders } from './headers.ts';
import { addressOf } from './request.ts';

/** An answer that has come in whole. */
export interface Answer {
  readonly status: number;
  readonly statusText: string;
  /** Where redirects ended. */
  readonly url: string;
  readonly redirected: boolean;
  readonly headers: Headers;
  readonly body: Uint8Array | undefined;
}

const CHUNK_BYTES = 65_536;

/** Waits for the whole of an answer. */
export async function toAnswer(response: Response, request: Request): Promise<Answer> {
  const { status, statusText, redirected } = response;
  const body = response.body ? new Uint8Array(await response.arrayBuffer()) : undefined;
  const headers = decodedHeaders(response.headers);
  return { status, statusText, url: response.url || addressOf(request), redirected, headers, body };
}

/** An answer as a tape has it; a text if it cannot be written: where it holds a secret. */
export function toTapedResponse(answer: Answer, request: Request, cleaner: Cleaner): TapedResponse | string {
  const { status, statusText, url, redirected } = answer;
  const body = answer.body && toTaped(answer.body, cleaner);
  if (answer.body && !body)
    return `its body holds a secret ${cleaner.find(answer.body) ?? ''}, where nothing can take its place`;
  const headers = tapedHeaders(answer.headers, cleaner);
  if (body && headers['content-length'] !== undefined) headers['content-length'] = `${bytesOf(body).length}`;
  return {
    status,
    ...(statusText !== '' && { statusText: cleaner.text(statusText) }),
    ...(url !== addressOf(request) && { url: cleaner.text(url) }),
    ...(redirected && { redirected }),
    headers,
    ...(body && { body }),
  };
}

/** The answer that a tape has for a request. */
export function fromTaped(taped: TapedResponse, request: Request): Answer {
  return {
    status: taped.status,
    statusText: taped.statusText ?? '',
    url: taped.url ?? addressOf(request),
    redirected: taped.redirected ?? false,
    headers: new Headers({ ...taped.headers }),
    body: taped.body && bytesOf(taped.body),
  };
}

/** An answer as `fetch` gives it. @param signal what ends the reading of its body */
export function toResponse(answer: Answer, signal: AbortSignal): Response {
  const body = answer.body ? streamOf(answer.body, signal) : null;
  return dressed(new Response(body, { headers: answer.headers }), answer);
}

/** A Response that one makes has no address, and takes neither all statuses nor all reasons that servers give. */
function dressed(response: Response, answer: Answer): Response {
  const { status, statusText, url, redirected } = answer;
  const facts = { status, statusText, url, redirected, ok: status >= 200 && status <= 299, type: 'basic' };
  const clone = (): Response => dressed(Response.prototype.clone.call(response), answer);
  return Object.defineProperties(
    response,
    Object.fromEntries(Object.entries({ ...facts, clone }).map(([name, value]) => [name, { value }])),
  );
}

function streamOf(bytes: Uint8Array, signal: AbortSignal): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    type: 'bytes',
    pull(controller) {
      if (signal.aborted) return controller.error(signal.reason);
      // A copy, for the stream takes what it is given; `slice` of a Buffer makes none.
      const chunk = Uint8Array.from(bytes.subarray(at, at + CHUNK_BYTES));
      at += chunk.length;
      if (chunk.length > 0) return controller.enqueue(chunk);
      controller.close();
      controller.byobRequest?.respond(0);
    },
  });
}
