// robots.txt: Google's own tests of its parser, and the time of files that are made to be slow.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
// biome-ignore lint/style/noRestrictedImports: the package does not export it, and Node reads the source as it is.
import { parseRobots } from '../../packages/runner/src/network/robots/rules.ts';
import { median, table } from '../shared/measure.mjs';

const CASES = 'web/robotstxt/cases.json';
const RULES = 20_000;
const REPEATS = 9;

export async function robots() {
  const scores = score(process.env.BOWERBIRD_CORPORA);
  const times = Object.fromEntries(Object.entries(hostileFiles()).map(([name, file]) => [name, time(file)]));
  const ms = (value) => value.toFixed(2);
  const rows = [
    [`${RULES.toLocaleString('en')} rules`, 'KiB', 'scan of the bytes, ms', 'parse, ms', 'one URL, ms'],
    ...Object.entries(times).map(([name, { kib, scanMs, parseMs, allowsMs }]) => [
      name,
      kib.toFixed(0),
      ms(scanMs),
      ms(parseMs),
      ms(allowsMs),
    ]),
  ];
  return {
    title: 'robots.txt',
    text: `${describe(scores)}\n\n${table(rows)}`,
    figures: { ...(scores && { scores }), times },
  };
}

function score(corpora) {
  if (corpora === undefined || !existsSync(join(corpora, CASES))) return undefined;
  const scores = { rfc: { right: 0, of: 0 }, google: { right: 0, of: 0 } };
  for (const { robots: text, agent, url, allowed, google_only } of JSON.parse(
    readFileSync(join(corpora, CASES), 'utf8'),
  )) {
    const counted = google_only ? scores.google : scores.rfc;
    counted.of++;
    if (parseRobots(Buffer.from(text), agent).allows(url) === allowed) counted.right++;
  }
  return scores;
}

function describe(scores) {
  if (scores === undefined) return 'No corpora (set BOWERBIRD_CORPORA to their folder): no cases scored.';
  const { rfc, google } = scores;
  return `Right: RFC 9309 ${rfc.right} of ${rfc.of}, Google's own behaviour ${google.right} of ${google.of}.`;
}

/** The last path is the worst for a search of parts: each place but the last octet fits. */
function hostileFiles() {
  const file = (rule) =>
    Buffer.from(
      `user-agent: *\n${Array.from({ length: RULES }, (_, index) => `disallow:${rule(index)}\n`).join('')}`,
    );
  const number = (index) => index.toString(36).padStart(3, '0');
  return {
    '*a*a*a*b, all alike': file(() => '*a*a*a*b'),
    '*a*a*a*b000 and so on': file((index) => `*a*a*a*b${number(index)}`),
    '*aaaaaab000 and so on': file((index) => `*aaaaaab${number(index)}`),
  };
}

function time(body) {
  const json = JSON.stringify(body.toString('latin1'));
  const url = `https://example.org/${'a'.repeat(1999)}`;
  const rules = parseRobots(body, 'bowerbird');
  return {
    kib: body.byteLength / 1024,
    scanMs: medianMs(() => JSON.parse(json)),
    parseMs: medianMs(() => parseRobots(body, 'bowerbird')),
    allowsMs: medianMs(() => rules.allows(url)),
  };
}

function medianMs(work) {
  const times = Array.from({ length: REPEATS }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
  return median(times);
}
