import type { Delivered, Document } from '@bowerbird/core';
import { validate } from '@bowerbird/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RedactInput, default as redactWorker } from '../redact-worker.ts';
import { detectorOf } from './detectors.ts';
import { redactOptions } from './options.ts';

const provenance = { pipeline: 'p', collector: 'web', revision: 1, retrieved: '', evidence: [] };

async function redact(text: string, options: object = {}, more: Partial<Document> = {}) {
  const input: RedactInput = {
    document: { id: 'web:a', text, provenance, ...more },
    options: await validate(redactOptions, options, 'options'),
  };
  return redactWorker(input);
}

async function hidden(text: string, options: object = {}): Promise<string> {
  return (await redact(text, options)).document.text;
}

describe('finds', () => {
  it.each([
    // Mail
    ['Write to jane@example.org.', 'Write to [EMAIL 1].'],
    ['<mailto:Jane.Doe+x@mail.example.co.uk?subject=Hi>', '<mailto:[EMAIL 1]?subject=Hi>'],
    ['jane\\_doe@example.org and jane_doe@EXAMPLE.org', '[EMAIL 1] and [EMAIL 1]'],
    ['请写信给jane@example.org谢谢', '请写信给[EMAIL 1]谢谢'],
    ['почта: иван@пример.рф, 用户@例子.广告', 'почта: [EMAIL 1], [EMAIL 2]'],
    ['npm i left-pad@1.3.0, @jane, a @ b', 'npm i left-pad@1.3.0, @jane, a @ b'],
    // Phones
    ['Call +44 (0) 20 7946 0018 now', 'Call [PHONE 1] now'],
    ['00 49 30 901820, +1-415-555-2671, (415) 555-2671', '[PHONE 1], [PHONE 2], [PHONE 3]'],
    ['0049 30 901820', '[PHONE 1]'],
    ['Tel. 4155552671', 'Tel. [PHONE 1]'],
    ['هاتف +٩٦٦ ٥٠ ١٢٣ ٤٥٦٧', 'هاتف [PHONE 1]'],
    ['2022-04-28 05:03, 192.168.100.200, 25/29.97/50/59, 1,234,567,890', undefined],
    ['ISBN 978-3-16-148410-0, 2004.05.06, 1700000000', undefined],
    // Cards
    ['4111 1111 1111 1111', '[CARD 1]'],
    ['4111-1111-1111-1111 and 4111111111111111', '[CARD 1] and [CARD 1]'],
    ['3782 822463 10005', '[CARD 1]'],
    ['4111 1111 1111 1112, h4111111111111111, 1.4111111111111111', undefined],
    // Accounts
    ['IBAN: DE89 3704 0044 0532 0130 00.', 'IBAN: [IBAN 1].'],
    ['GB82WEST12345698765432', '[IBAN 1]'],
    ['DE88370400440532013000', undefined],
    // Secrets
    [`ghp_${'a1B2'.repeat(9)}`, '[SECRET 1]'],
    ['AWS AKIAIOSFODNN7EXAMPLE!', 'AWS [SECRET 1]!'],
    ['postgres://user:pa55word@host/db', 'postgres://user:[SECRET 1]@host/db'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', '[SECRET 1]'],
    [`eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${'x'.repeat(43)}`, '[SECRET 1]'],
  ])('%s', async (text, expected) => {
    expect(await hidden(text)).toBe(expected ?? text);
  });
});

it('finds numbers as they are written in the regions that are asked for', async () => {
  const text = '01 42 68 53 00, 030/901820, 2671';
  expect(await hidden(text, { phoneRegions: ['DE', 'FR'] })).toBe('[PHONE 1], [PHONE 2], 2671');
  expect(await hidden(text, { phoneRegions: [] })).toBe(text);
});

it('finds national numbers of the countries that are asked for', async () => {
  const text = 'SSN 536-90-4399, DNI 54362315K, CPF 390.533.447-05, in 2024-01-02';
  expect(await hidden(text)).toBe(text);
  expect(await hidden(text, { nationalIds: ['us', 'ES', 'BR'] })).toBe(
    'SSN [ID 1], DNI [ID 2], CPF [ID 3], in 2024-01-02',
  );
});

it('finds own patterns, in linear time', async () => {
  const patterns = [
    { name: 'ACCOUNT', pattern: 'AC-[0-9]{4}' },
    { name: 'WORD', pattern: '(a+)+b' },
  ];
  expect(await hidden('AC-1234, AC-5678, AC-1234', { patterns })).toBe(
    '[ACCOUNT 1], [ACCOUNT 2], [ACCOUNT 1]',
  );
  const hostile = 'a'.repeat(20_000);
  expect(await hidden(hostile, { patterns })).toBe(hostile);
});

it.each([
  [{ patterns: [{ name: 'X', pattern: '(?=x)' }] }, /RE2/],
  [{ patterns: [{ name: 'X', pattern: 'a*' }] }, /empty text/],
  [{ patterns: [{ name: 'x', pattern: 'a' }] }, /capital letters/],
  [{ find: ['emails'] }, /find/],
  [{ nationalIds: ['Spain'] }, /two letters/],
])('refuses options that cannot be meant: %j', async (options, message) => {
  await expect(validate(redactOptions, options, 'options')).rejects.toThrow(message);
});

it('hides in every field but those that name the document', async () => {
  const mail = 'jane@example.org';
  const { document, found } = await redact(
    `By ${mail}`,
    {},
    {
      id: `email:<1@example.org>`,
      title: `From ${mail}`,
      url: `https://example.org/?from=${mail}`,
      authors: [mail, 'Joe'],
      metadata: { from: { [mail]: [mail, 7, null] } },
      spans: [
        { start: 3, end: 19, locator: { kind: 'section', path: [mail], href: `#${mail}` } },
        {
          start: 3,
          end: 19,
          locator: { kind: 'message', messageId: '<1@example.org>', file: 'a', byteStart: 0, byteEnd: 1 },
        },
      ],
    },
  );
  expect(document).toEqual({
    id: `email:<1@example.org>`,
    text: 'By [EMAIL 1]',
    title: 'From [EMAIL 1]',
    url: 'https://example.org/?from=[EMAIL 1]',
    authors: ['[EMAIL 1]', 'Joe'],
    metadata: { from: { '[EMAIL 1]': ['[EMAIL 1]', 7, null] } },
    spans: [
      { start: 3, end: 12, locator: { kind: 'section', path: ['[EMAIL 1]'], href: '#[EMAIL 1]' } },
      {
        start: 3,
        end: 12,
        locator: { kind: 'message', messageId: '<1@example.org>', file: 'a', byteStart: 0, byteEnd: 1 },
      },
    ],
    provenance,
  });
  // Once in a text, wherever it is: headings repeat.
  expect(found).toEqual([{ type: 'EMAIL', count: 5, sample: 'j… (16 characters)' }]);
});

const scripts = fc.constantFrom(
  'The quick brown fox. ',
  'Ελληνικά γράμματα, ',
  'Русский текст; ',
  'עברית ',
  'العربية ١٢٣ ',
  'हिन्दी में ',
  'ภาษาไทย',
  '日本語の文章。',
  '한국어 문장 ',
  '👩‍👩‍👧 ',
  '\n\n',
  ' ',
  '',
  '-',
  '(',
  ')',
  '.',
  '/',
  ':',
  '@',
  '+',
  '1',
  '[',
  ']',
  '=',
  '12 34 ',
  '\ud800',
);
const values = fc.constantFrom(
  'jane@example.org',
  'иван@пример.рф',
  '+44 20 7946 0018',
  '+14155552671',
  '(415) 555-2671',
  '4111 1111 1111 1111',
  '4111111111111111',
  'DE89370400440532013000',
  'GB82 WEST 1234 5698 7654 32',
  `ghp_${'a1B2'.repeat(9)}`,
  'AKIAIOSFODNN7EXAMPLE',
  'AC-1234',
  '536-90-4399',
  'https://u:secret@host/',
);
const texts = fc
  .array(fc.oneof({ weight: 2, arbitrary: scripts }, values), { maxLength: 30 })
  .map((parts) => parts.join(''));
const all = { nationalIds: ['US', 'DE'], patterns: [{ name: 'ACCOUNT', pattern: 'AC-[0-9]{4}' }] };

it('leaves no match, whatever the text', async () => {
  const detect = await detectorOf(await validate(redactOptions, all, 'options'));
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      expect([...detect(await hidden(text, all))]).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

const PLACEHOLDER = /\[(?:EMAIL|PHONE|CARD|IBAN|SECRET|ID|ACCOUNT) \d+\]/g;

it('moves no span off its text, whatever the text', async () => {
  const cuts = fc.array(fc.nat(400), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(texts, cuts, async (text, places) => {
      const ends = places.map((place) => Math.min(place, text.length)).sort((a, b) => a - b);
      const spans = ends.slice(1).map((end, index) => ({
        start: ends[index] ?? 0,
        end,
        locator: { kind: 'page', page: index } as const,
      }));
      const { document } = await redact(text, all, { spans });
      ensureInPlace(text, spans, document);
    }),
    { numRuns: 400 },
  );
});

/** What no placeholder stands for is what stood there before, and spans follow each other. */
function ensureInPlace(
  text: string,
  spans: readonly { start: number; end: number }[],
  redacted: Delivered,
): void {
  let before = 0;
  for (const [index, span] of (redacted.spans ?? []).entries()) {
    expect(span.start).toBeGreaterThanOrEqual(before);
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    before = span.end;
    const { start, end } = spans[index]!;
    const now = redacted.text.slice(span.start, span.end);
    const original = text.slice(start, end);
    let from = 0;
    for (const part of now.split(PLACEHOLDER).filter((part) => part !== '')) {
      const at = original.indexOf(part, from);
      expect(at, `${JSON.stringify(part)} in ${JSON.stringify(original)}`).toBeGreaterThanOrEqual(from);
      from = at + part.length;
    }
  }
}

it.each([
  ['@'.repeat(50_000)],
  ['a@'.repeat(25_000)],
  ['1 '.repeat(25_000)],
  ['+1'.repeat(25_000)],
  ['(('.repeat(25_000)],
  ['4111 '.repeat(10_000)],
  ['DE89 '.repeat(10_000)],
  ['eyJ'.repeat(20_000)],
  ['eyJaaaaaaaa.'.repeat(5_000)],
  ['sk-'.repeat(20_000)],
  ['-----BEGIN '.repeat(5_000)],
  ['a.'.repeat(25_000)],
  [`x@${'a.'.repeat(25_000)}`],
  ['://a:'.repeat(10_000)],
  ['٣'.repeat(30_000)],
])('ends on hostile text: %#', async (text) => {
  expect((await hidden(text, all)).length).toBeLessThanOrEqual(text.length);
});
