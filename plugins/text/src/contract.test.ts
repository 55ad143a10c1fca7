import type { Document } from '@bowerbird/core';
import { transformSuite } from '@bowerbird/testkit';
import { expect, test } from 'vitest';
import { chunk, dedupe, language, redact } from './index.ts';

const talk: Document = {
  id: 'youtube:1',
  title: 'A talk',
  text: '**A:** One sentence. And another one.\n\n**B:** An answer of some words.',
  spans: [
    { start: 7, end: 37, locator: { kind: 'time', startMs: 0, endMs: 900, speaker: 'A' } },
    { start: 46, end: 70, locator: { kind: 'time', startMs: 900, endMs: 1900, speaker: 'B' } },
  ],
};
const mail: Document = {
  id: 'email:<1@example.org>',
  text: 'From: jane@example.org\n\nCall me: +44 20 7946 0018. Jane, jane@example.org\n',
  spans: [
    { start: 0, end: 22, locator: { kind: 'section', path: ['jane@example.org'] } },
    { start: 24, end: 73, locator: { kind: 'page', page: 1 } },
  ],
};
const page: Document = {
  id: 'web:a',
  text: 'Bowerbirds build a bower of sticks, and lay out before it what they have collected.',
};

transformSuite(test, chunk, {
  options: { maxCharacters: 40 },
  cases: [
    {
      document: talk,
      check: ([whole, ...parts]) => {
        expect(whole?.id).toBe(talk.id);
        expect(parts.map(({ text }) => text)).toEqual([
          '**A:** One sentence. And another one.',
          '**B:** An answer of some words.',
        ]);
        for (const { text, partOf } of parts) expect(talk.text.slice(partOf?.start, partOf?.end)).toBe(text);
        expect(parts[1]).toMatchObject({
          title: 'A talk',
          spans: [{ start: 7, end: 31 }],
          metadata: { chunk: { index: 1, of: 2, size: 31, speakers: ['B'] } },
        });
      },
    },
    { document: { id: 'web:empty', text: ' \n' }, expect: [{ id: 'web:empty', text: ' \n' }] },
    { name: 'the same text twice', document: { id: 'web:twice', text: '# A\n\nAlike.\n\n# A\n\nAlike.' } },
  ],
});

transformSuite(test, redact, {
  cases: [
    {
      document: mail,
      expect: [
        {
          ...mail,
          text: 'From: [EMAIL 1]\n\nCall me: [PHONE 1]. Jane, [EMAIL 1]\n',
          spans: [
            { start: 0, end: 15, locator: { kind: 'section', path: ['[EMAIL 1]'] } },
            { start: 17, end: 52, locator: { kind: 'page', page: 1 } },
          ],
        },
      ],
    },
    { document: page, expect: [page] },
  ],
});

transformSuite(test, dedupe, {
  remembers: true,
  cases: [
    { name: 'first', document: page },
    {
      name: 'the same under another id',
      document: { ...page, id: 'web:b', text: `${page.text.toUpperCase()}\n` },
    },
    // Then `web:a` is another text, and what it was is the text of `web:c`: when it comes again it is a duplicate.
    {
      name: 'another text',
      document: { id: 'web:a', text: 'Something else is here now, in ten words or so.' },
    },
    { name: 'as the first one was', document: { ...page, id: 'web:c' } },
  ],
});

transformSuite(test, language, {
  cases: [
    {
      document: page,
      check: ([document]) =>
        expect(document).toMatchObject({ language: 'en', metadata: { languageConfidence: 1 } }),
    },
    {
      document: { ...page, id: 'web:declared', language: 'de' },
      expect: [{ ...page, id: 'web:declared', language: 'de' }],
    },
    {
      document: { id: 'web:numbers', text: '1 2 3 — 4' },
      expect: [{ id: 'web:numbers', text: '1 2 3 — 4' }],
    },
  ],
});
