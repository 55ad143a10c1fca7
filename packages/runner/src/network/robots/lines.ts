/** One line of a robots.txt that says something. */
export interface RobotsLine {
  readonly key: 'user-agent' | 'allow' | 'disallow' | 'crawl-delay';
  readonly value: string;
}

// A line is looked at so far: eight times the longest address that browsers used to take.
const LONGEST_LINE = 2083 * 8 - 1;

// In the order in which they are tried. What follows the name is ignored, and what is often typed wrong is understood.
const KEYS: readonly (readonly [RegExp, RobotsLine['key']])[] = [
  [/^user[- ]?agent/i, 'user-agent'],
  [/^(?:disallow|dissallow|dissalow|disalow|diasllow|disallaw)/i, 'disallow'],
  [/^allow/i, 'allow'],
  [/^crawl-delay/i, 'crawl-delay'],
];

/**
 * The lines of a robots.txt (RFC 9309, section 2.2), as tolerant as crawlers are: any end of line, a byte order mark or part of one, a
 * colon that was left out. Bytes, so that what is not UTF-8 is harmless: a value has one character for each byte.
 */
export function* robotsLines(body: Uint8Array): Generator<RobotsLine> {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
  for (const line of text.slice(lengthOfMark(text)).split(/[\r\n]+/)) {
    const parsed = parseLine(line.slice(0, LONGEST_LINE));
    if (parsed) yield parsed;
  }
}

function lengthOfMark(text: string): number {
  const mark = '\u00ef\u00bb\u00bf';
  let length = 0;
  while (length < mark.length && text[length] === mark[length]) length++;
  return length;
}

function parseLine(line: string): RobotsLine | undefined {
  const said = (line.split('#', 1)[0] ?? '').trim();
  const [name, value] = split(said) ?? [];
  if (name === undefined || value === undefined) return undefined;
  const key = KEYS.find(([pattern]) => pattern.test(name))?.[1];
  return key && { key, value };
}

function split(said: string): readonly [name: string, value: string] | undefined {
  const colon = said.indexOf(':');
  if (colon >= 0) return [said.slice(0, colon).trim(), said.slice(colon + 1).trim()];
  // Two words and no more: anything else is a sentence.
  const [name, value, more] = said.split(/[ \t]+/);
  return name !== undefined && value !== undefined && more === undefined ? [name, value] : undefined;
}
