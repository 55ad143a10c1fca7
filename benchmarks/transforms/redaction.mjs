// Redaction of real documents: nothing is found a second time, no span is moved off its text, and time grows with the text alone.
import { median, table } from '../shared/measure.mjs';
import { provenance } from './documents.mjs';
import { cpuOf, megabytes, overDocuments, workerOf } from './shared.mjs';

const OPTIONS = {
  find: ['email', 'phone', 'card', 'iban', 'secret'],
  nationalIds: [],
  phoneRegions: ['US'],
  patterns: [],
  report: false,
};
const PLACEHOLDER = /\[(?:EMAIL|PHONE|CARD|IBAN|SECRET) \d+\]/g;
const PROSE = ['page', 'book', 'text', 'captions'];
const GOAL = 20;
const ROUNDS = 5;

const HOSTILE = {
  'at signs': 'a@',
  'dotted words': 'a.b',
  'digits in groups': '12 34 ',
  'signs of phones': '+1 (2) ',
  'beginnings of cards': '4111 ',
  'beginnings of accounts': 'DE89 ',
  'beginnings of keys': 'sk-eyJhbGciOi.',
  'beginnings of private keys': '-----BEGIN PRIVATE KEY-----\n',
  'addresses with passwords': '://a:b',
};

export const redaction = overDocuments('Redaction', async (documents) => {
  const redact = await workerOf('redact');
  const failures = [];
  const counts = {};
  for (const document of documents) {
    const { document: redacted, found } = await redact({ document, options: OPTIONS });
    for (const { type, count } of found) counts[type] = (counts[type] ?? 0) + count;
    const again = await redact({ document: redacted, options: OPTIONS });
    if (again.found.length > 0) failures.push(`${document.id}: ${again.found[0].type} is left`);
    failures.push(...spanFaults(document, redacted));
  }
  const rows = [];
  for (const [kind, own] of Object.entries(Object.groupBy(documents, ({ kind }) => kind)))
    rows.push([kind, own.length, ...(await speedOf(redact, own))]);
  const prose = documents.filter(({ kind }) => PROSE.includes(kind));
  const [, speed] = await speedOf(redact, prose);
  if (Number(speed) < GOAL) failures.push(`${speed} MB/s on prose, not ${GOAL}`);
  const growth = await growthOf(redact);
  for (const [name, ratio] of growth)
    if (ratio > 3) failures.push(`${name}: ${ratio} times the time for twice the text`);
  const text = [
    table([
      ['documents', '', 'MB', 'MB/s'],
      ...rows,
      ['prose', prose.length, ...(await speedOf(redact, prose))],
    ]),
    `hidden: ${Object.entries(counts)
      .map(([type, count]) => `${count} × ${type}`)
      .join(', ')}; found again afterwards: nothing where no failure is told`,
    `time for twice as much hostile text: ${growth.map(([name, ratio]) => `${name} ${ratio} ×`).join(', ')}`,
  ].join('\n\n');
  return { text, figures: { speed: Number(speed), counts }, failures };
});

async function speedOf(redact, documents) {
  const size = megabytes(documents);
  const times = [];
  for (let round = 0; round < ROUNDS; round++)
    times.push(
      await cpuOf(async () => {
        for (const document of documents) await redact({ document, options: OPTIONS });
      }),
    );
  return [size.toFixed(1), ((size * 1000) / median(times)).toFixed(1)];
}

function spanFaults({ id, text, spans = [] }, redacted) {
  return spans.flatMap(({ start, end }, index) => {
    const now = redacted.spans[index];
    const original = text.slice(start, end);
    let from = 0;
    for (const part of redacted.text.slice(now.start, now.end).split(PLACEHOLDER)) {
      const at = original.indexOf(part, from);
      if (at === -1) return [`${id}: span ${index} is moved off its text`];
      from = at + part.length;
    }
    return [];
  });
}

async function growthOf(redact) {
  const growth = [];
  for (const [name, part] of Object.entries(HOSTILE)) {
    const times = [];
    for (const length of [200_000, 400_000]) {
      const document = { id: name, text: part.repeat(length / part.length), provenance };
      const runs = [];
      for (let round = 0; round < 3; round++)
        runs.push(await cpuOf(() => redact({ document, options: OPTIONS })));
      times.push(Math.min(...runs));
    }
    // What takes next to no time says nothing.
    growth.push([name, times[1] < 20 ? 1 : Number((times[1] / times[0]).toFixed(1))]);
  }
  return growth;
}
