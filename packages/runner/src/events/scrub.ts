/** Takes secrets out of a text. */
export type Scrub = (text: string) => string;

/**
 * A function that takes the given values out of texts, in every spelling in which they come: as they are, inside JSON, inside a
 * URL (RFC 3986 and as forms write it), in base64. Values under 4 characters are left: taking `on` or `1` out of everything would
 * hide more than it protects.
 */
export function scrubber(secrets: readonly string[]): Scrub {
  const spellings = secrets.filter((secret) => secret.length >= 4).flatMap(spellingsOf);
  // The longest first: one secret may be part of another.
  const unique = [...new Set(spellings)].sort((a, b) => b.length - a.length);
  if (unique.length === 0) return unchanged;
  return (text) => unique.reduce((clean, spelling) => clean.replaceAll(spelling, '***'), text);
}

function unchanged(text: string): string {
  return text;
}

function spellingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    new URLSearchParams([['', secret]]).toString().slice(1),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
  ];
}

/** The same JSON with every text in it scrubbed; names of fields stay. */
export function scrubJson<T>(value: T, scrub: Scrub): T {
  return scrub === unchanged ? value : (scrubAny(value, scrub) as T);
}

function scrubAny(value: unknown, scrub: Scrub): unknown {
  if (typeof value === 'string') return scrub(value);
  if (Array.isArray(value)) return value.map((item) => scrubAny(item, scrub));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, scrubAny(item, scrub)]));
}

/** Scrubs an error in place, with its hint, its problems, its stack and what caused it: it keeps its class and identity. */
export function scrubError(error: unknown, scrub: Scrub): unknown {
  if (scrub === unchanged) return error;
  const seen = new Set<unknown>();
  for (let at = error; at instanceof Error && !seen.has(at); at = at.cause) {
    seen.add(at);
    const fields = at as unknown as Record<string, unknown>;
    for (const name of ['message', 'stack', 'hint', 'problems']) {
      if (fields[name] !== undefined)
        Object.defineProperty(at, name, { value: scrubAny(fields[name], scrub) });
    }
  }
  return error;
}
