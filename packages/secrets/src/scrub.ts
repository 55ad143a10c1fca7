import { type Spelling, spellingsOf } from './spellings.ts';

/** Takes secrets out of a text. */
export type Scrub = (text: string) => string;

// Taking `on` or `1` out of everything would hide more than it protects.
const SHORTEST = 4;

/** A function that takes the given values out of texts, in every spelling in which they come. Values under 4 characters are left. */
export function scrubber(secrets: readonly string[]): Scrub {
  const values = [...new Set(secrets.map((secret) => secret.trim()))].filter(
    ({ length }) => length >= SHORTEST,
  );
  if (values.length === 0) return unchanged;
  // The longest first: one secret may be part of another.
  const spellings = values.sort((a, b) => b.length - a.length).flatMap(spellingsOf);
  return (text) => spellings.reduce(without, text);
}

/** The text with `***` in place of each secret that is spelled so. */
function without(text: string, { first, rest }: Spelling): string {
  first.lastIndex = 0;
  let [clean, from] = ['', 0];
  for (let found = first.exec(text); found; found = first.exec(text)) {
    let end = found.index + found[0].length;
    for (const piece of rest) {
      piece.lastIndex = end;
      if (!piece.test(text)) break;
      end = piece.lastIndex;
    }
    clean += `${text.slice(from, found.index)}***`;
    from = end;
    first.lastIndex = end;
  }
  return from === 0 ? text : clean + text.slice(from);
}

function unchanged(text: string): string {
  return text;
}

/** Whether it leaves every text as it is. */
export function isIdle(scrub: Scrub): boolean {
  return scrub === unchanged;
}

/** The same JSON with every text in it scrubbed, the names of fields too. What has `toJSON` becomes what that gives. */
export function scrubJson<T>(value: T, scrub: Scrub): T {
  return scrub === unchanged ? value : (scrubAny(value, scrub) as T);
}

function scrubAny(value: unknown, scrub: Scrub): unknown {
  if (typeof value === 'string') return scrub(value);
  if (Array.isArray(value)) return value.map((item) => scrubAny(item, scrub));
  if (typeof value !== 'object' || value === null) return value;
  if ('toJSON' in value && typeof value.toJSON === 'function') return scrubAny(value.toJSON(), scrub);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [scrub(name), scrubAny(item, scrub)]),
  );
}

/** Scrubs what was thrown. An error is scrubbed in place, with all of its texts, what caused it and what it sums up: it keeps its class. */
export function scrubError(error: unknown, scrub: Scrub): unknown {
  return scrub === unchanged ? error : scrubThrown(error, scrub, new Set());
}

/** @param seen errors that are scrubbed already: one may be its own cause */
function scrubThrown(error: unknown, scrub: Scrub, seen: Set<unknown>): unknown {
  if (seen.has(error)) return error;
  if (!(error instanceof Error)) return typeof error === 'object' ? error : scrubAny(error, scrub);
  seen.add(error);
  for (const name of Object.getOwnPropertyNames(error)) {
    const value: unknown = Reflect.get(error, name);
    // What else an error has may be anything, such as the socket that it came from.
    const isText = typeof value === 'string' || name === 'problems';
    const clean = isNested(name) ? scrubNested(value, scrub, seen) : isText ? scrubAny(value, scrub) : value;
    // A frozen one stays as it is: to fail here would hide what it says.
    if (clean !== value) Reflect.defineProperty(error, name, { value: clean });
  }
  return error;
}

/** What holds other errors: `cause`, and the `errors` of an AggregateError. */
function isNested(name: string): boolean {
  return name === 'cause' || name === 'errors';
}

function scrubNested(value: unknown, scrub: Scrub, seen: Set<unknown>): unknown {
  return Array.isArray(value)
    ? value.map((item) => scrubThrown(item, scrub, seen))
    : scrubThrown(value, scrub, seen);
}
