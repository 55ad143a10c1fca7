import type { Cleaner } from './cleaner.ts';

// What an answer depends on by RFC 9110: negotiation (section 12.5), conditions (13.1), ranges (14.2), and the kind of the body (8.3).
const DECIDING: readonly string[] = [
  'accept',
  'accept-language',
  'content-type',
  'if-modified-since',
  'if-none-match',
  'range',
];

const CREDENTIALS: readonly string[] = [
  'authentication-info',
  'authorization',
  'cookie',
  'proxy-authentication-info',
  'proxy-authorization',
  'set-cookie',
  'set-cookie2',
];

// What providers call theirs: x-api-key, xi-api-key, x-goog-api-key, x-auth-token, x-amz-security-token. Others count tokens.
const KEYS =
  /(?:^|-)(?:api-?key|subscription-key|(?:access|auth|csrf|id|refresh|security|session|xsrf)-?token|session(?:-?id)?|secret)$/;

// They tell of one connection (RFC 9110, section 7.6.1), or of how the body came over it.
const CONNECTION: readonly string[] = ['connection', 'content-encoding', 'keep-alive', 'transfer-encoding'];

/** Those headers of a request that decide what is answered. */
export function decidingHeaders(headers: Headers, cleaner: Cleaner): Readonly<Record<string, string>> {
  const deciding = [...headers].filter(
    // What goes out without `accept` says the same.
    ([name, value]) => DECIDING.includes(name) && !(name === 'accept' && value === '*/*'),
  );
  return Object.fromEntries(
    deciding.map(([name, value]) => [name, cleaner.text(withoutBoundary(name, value))]),
  );
}

function withoutBoundary(name: string, value: string): string {
  return name === 'content-type' ? value.replace(BOUNDARY, '') : value;
}

const BOUNDARY = /\s*;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i;

/** The boundary of a multipart body (RFC 2046, section 5.1.1). */
export function boundaryOf(headers: Headers): string | undefined {
  const type = headers.get('content-type') ?? '';
  if (!/^multipart\//i.test(type)) return undefined;
  const [, quoted, plain] = BOUNDARY.exec(type) ?? [];
  return quoted ?? plain;
}

/** The headers of an answer whose body is decoded. */
export function decodedHeaders(headers: Headers): Headers {
  const decoded = new Headers(headers);
  // It counts the bytes that came, not those that they became.
  if (decoded.has('content-encoding')) decoded.delete('content-length');
  for (const name of CONNECTION) decoded.delete(name);
  return decoded;
}

/** The headers of an answer that a tape may have. */
export function tapedHeaders(headers: Headers, cleaner: Cleaner): Record<string, string> {
  const harmless = [...headers].filter(([name]) => !CREDENTIALS.includes(name) && !KEYS.test(name));
  return Object.fromEntries(harmless.map(([name, value]) => [cleaner.text(name), cleaner.text(value)]));
}
