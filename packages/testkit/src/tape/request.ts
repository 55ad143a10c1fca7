import { createHash } from 'node:crypto';
import { toTaped } from './body.ts';
import type { Cleaner } from './cleaner.ts';
import type { AskedBody, TapedRequest } from './format.ts';
import { boundaryOf, decidingHeaders } from './headers.ts';

// What is longer nobody reads in a diff.
const LONGEST_BODY = 16_384;

/** A request as a tape has it. Its body is read from a copy, so it can still be sent. */
export async function toTapedRequest(request: Request, cleaner: Cleaner): Promise<TapedRequest> {
  const body = request.body ? new Uint8Array(await request.clone().arrayBuffer()) : undefined;
  const headers = decidingHeaders(request.headers, cleaner);
  return {
    method: request.method,
    url: cleaner.text(addressOf(request)),
    ...(request.redirect !== 'follow' && { redirect: request.redirect }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(body && { body: askedBody(withBoundary(body, boundaryOf(request.headers)), cleaner) }),
  };
}

/** Where a request goes: its address without the fragment, which stays at home. */
export function addressOf(request: Request): string {
  const url = new URL(request.url);
  url.hash = '';
  return url.href;
}

/** What two requests have in common exactly if they are the same. */
export function keyOf({ method, url, redirect, headers = {}, body }: TapedRequest): string {
  // Whoever edits a tape by hand may change the order.
  const sorted = Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([method, url, redirect ?? 'follow', sorted, body ?? null]);
}

function askedBody(bytes: Uint8Array, cleaner: Cleaner): AskedBody {
  const taped = bytes.length > LONGEST_BODY ? undefined : toTaped(bytes, cleaner);
  if (taped && !('base64' in taped)) return taped;
  const clean = cleaner.bytes(bytes);
  return { sha256: createHash('sha256').update(clean).digest('hex'), bytes: clean.length };
}

/** The same body with the same boundary each time: whoever sends a form draws a new one. */
function withBoundary(body: Uint8Array, boundary: string | undefined): Uint8Array {
  if (boundary === undefined) return body;
  const text = Buffer.from(body).toString('latin1');
  return Buffer.from(text.replaceAll(`--${boundary}`, '--boundary'), 'latin1');
}
