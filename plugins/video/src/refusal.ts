import { CollectError, retryAfterMs } from '@bowerbird/core';

/** Who answers. */
export interface Provider {
  readonly name: string;
  /** What the body of an error says, and whether it says that the account is used up. */
  readonly explain: (body: unknown) => { readonly said: string | undefined; readonly isSpent?: boolean };
}

/**
 * The response if it is an answer.
 * @param isPaid the request is about something that is paid for: what cannot be found now is asked for later
 * @throws {CollectError} what the refusal means for a purchase
 */
export async function ensureSold(
  { name, explain }: Provider,
  response: Response,
  isPaid = false,
): Promise<Response> {
  if (response.ok) return response;
  const { status, headers } = response;
  const { said, isSpent = false } = explain(await response.json().catch(() => undefined));
  const message = `${name} answered HTTP ${status}${said === undefined ? '' : `: ${said}`}`;
  if (isSpent || [401, 402, 403].includes(status)) {
    const hint = `Look at the API key of ${name}, and at the balance and the limits of its account.`;
    throw new CollectError('SOURCE_REFUSED', message, { recovery: 'stop', hint });
  }
  if (status < 400) {
    const hint = 'A purchase follows no redirect: set "baseUrl" to where it leads.';
    throw new CollectError('SOURCE_REFUSED', message, { recovery: 'stop', hint });
  }
  const passes = status === 408 || status === 425 || status === 429 || status >= 500;
  if (passes || (isPaid && (status === 400 || status === 404))) {
    throw new CollectError('SOURCE_UNAVAILABLE', message, {
      recovery: 'retry',
      retryAfterMs: retryAfterMs(headers.get('retry-after'), Date.now()),
      hint: 'Run again later: what is bought already is not bought again.',
    });
  }
  const hint = 'Look at the audio and at the fields of the source.';
  throw new CollectError(status === 413 ? 'SOURCE_TOO_LARGE' : 'SOURCE_INVALID', message, {
    recovery: 'next',
    hint,
  });
}
