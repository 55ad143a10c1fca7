import type { Match } from './match.ts';

// RFC 5322, without the signs that divide an address of the web. RFC 5321: 64 octets in front of the @. The backslash is Markdown's: jane\_doe@example.org.
const LONGEST_LOCAL = 64;
const LOCAL = Uint8Array.from({ length: 128 }, (_, code) =>
  Number(/[A-Za-z0-9.!$%'*+=^_`{|}~\\-]/.test(String.fromCharCode(code))),
);
const ANY_LOCAL = /[\p{L}\p{M}\p{N}.!$%'*+=^_`{|}~\\-]{1,64}$/u;
const DOMAIN = /(?:[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62})\.){1,8}[A-Za-z][A-Za-z0-9-]{1,62}/y;
const ANY_DOMAIN =
  /(?:[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}_-]{0,62}[.。．]){1,8}\p{L}[\p{L}\p{M}\p{N}-]{1,62}/uy;

/** Mail addresses, also those of RFC 6531 in any script. */
export function* findEmails(text: string): Generator<Match> {
  let free = 0;
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const end = domainEnd(text, at + 1);
    if (end === undefined) continue;
    const start = localStart(text, at, free);
    if (start === at) continue;
    yield { start, end, type: 'EMAIL', value: text.slice(start, end).replaceAll('\\', '').toLowerCase() };
    free = end;
  }
}

/** Letters of other scripts belong to an address that begins and ends with them: in 请写信给jane@example.org they do not. */
function localStart(text: string, at: number, free: number): number {
  const lowest = Math.max(free, at - LONGEST_LOCAL);
  let start = at;
  if (text.charCodeAt(at - 1) < 128) while (start > lowest && LOCAL[text.charCodeAt(start - 1)]) start--;
  else start -= ANY_LOCAL.exec(text.slice(lowest, at))?.[0].length ?? 0;
  // In ?to=jane@example.org the address begins behind the sign.
  if (/[?&;]/.test(text[start - 1] ?? '')) start += 1 + text.slice(start, at).indexOf('=');
  // What stands before an address in Markdown, and cannot begin one: a colon is not in one anyway.
  while (start < at && /[.!'*`|\\/{}?=]/.test(text[start] ?? '')) start++;
  return start;
}

function domainEnd(text: string, from: number): number | undefined {
  for (const domain of [DOMAIN, ANY_DOMAIN]) {
    domain.lastIndex = from;
    if (domain.test(text)) return domain.lastIndex;
  }
  return undefined;
}
