import { createHash } from 'node:crypto';
import type { Delivered } from '@bowerbird/core';

/** A plain document. */
export function sample(id: string, more: Partial<Delivered> = {}): Delivered {
  return {
    id,
    text: `The text of ${id}.\n`,
    title: `Title of ${id}`,
    ...more,
    provenance: {
      pipeline: 'testkit',
      collector: 'web',
      revision: 1,
      retrieved: '2026-01-02T03:04:05.000Z',
      evidence: ['sha256:00ff'],
    },
  };
}

/** Ids that a collector may well give, and that a file name, an object, a query or a case-insensitive index makes another of. */
export const ODD_IDS: readonly string[] = [
  'web:https://example.org/Page',
  'web:https://example.org/page',
  'web:https://example.org/page/',
  'web:https://example.org/page?a=1&b=%2F#top',
  'book:caf\u00e9',
  'book:cafe\u0301',
  'email:<1234@example.org>',
  '../../outside',
  '/etc/hosts',
  'C:\\temp\\x',
  'CON',
  'a.',
  'a ',
  'a',
  ' a',
  '.',
  '..',
  '1',
  '01',
  '1.0',
  'null',
  '__proto__',
  'constructor',
  '*',
  '%',
  '_',
  '"quoted"',
  "it's",
  "'; drop table documents; --",
  'tab\tand\nnewline',
  '\u0001\u001b[31m',
  '\u2028',
  '日本語',
  '👩‍👩‍👧',
  'אבג',
  '---',
  '# x',
  `web:https://example.org/${'long/'.repeat(400)}`,
];

/** Texts that get lost or changed on the way, each with what it has. */
export const ODD_TEXTS: Readonly<Record<string, string>> = {
  'no characters': '',
  'newlines of Windows': 'one\r\ntwo\r\n',
  'no newline at the end': 'one',
  'spaces and newlines at both ends': '\n\n  one  \n\n\n',
  'a byte order mark': '\uFEFFone\n',
  'a NUL character': 'one\0two\n',
  'control characters': 'one\u0007\u001b[0m\u0085\n',
  'half of a surrogate pair': 'one \ud800 two\n',
  'characters of four bytes': '👩‍👩‍👧 𝒳\n',
  'separators of lines that JSON allows': 'one\u2028two\u2029three\n',
  'the fences of front matter': '---\nid: another\n---\n\n---\n',
  'what looks like JSON': '{"id":"another"}\n{"id":"third"}\n',
  'composed and decomposed letters': 'caf\u00e9 cafe\u0301\n',
  'quotes and placeholders': '\' " ` ? $1 %s {x} \\ \\n\n',
};

/** Documents with every field, and values that another notation takes for something else. */
export const ODD_FIELDS: readonly Delivered[] = [
  sample('fields:none', { title: undefined }),
  sample('fields:all', {
    title: 'Two\nlines: "quoted" # and more',
    url: 'https://example.org/?a=1&b=2',
    language: 'no',
    authors: ['Ann, Example', "O'Neill", '', 'null'],
    published: '2026-01-02',
    modified: '2026-01-02T03:04:05+01:00',
    partOf: { id: 'fields:none', start: 4, end: 8 },
    spans: [
      { start: 0, end: 3, locator: { kind: 'section', path: ['One', 'Two'], href: '#x' } },
      { start: 0, end: 8, locator: { kind: 'time', startMs: 0, endMs: 1500, speaker: 'A' } },
    ],
    metadata: {
      nested: { deep: { deeper: [1, [2, { three: null }], []] }, empty: {} },
      yes: true,
      no: 'no',
      time: '1:30',
      number: '1e3',
      small: 1e-7,
      large: 9007199254740991,
      'a key: with "quotes"': 'line\nline',
    },
  }),
  sample('fields:title', { title: '' }),
  sample('fields:same-title-1', { title: 'The same title' }),
  sample('fields:same-title-2', { title: 'The same title' }),
  sample('fields:same-title-3', { title: 'THE SAME TITLE' }),
];

/** Text that no compression makes small: a sink may compress. */
export function noise(seed: string, length: number): string {
  const parts: string[] = [];
  for (let index = 0; index * 88 < length; index++)
    parts.push(createHash('sha512').update(`${seed} ${index}`).digest('base64'));
  return `${parts.join('').slice(0, length - 1)}\n`;
}

const TORN_IDS = ['torn:a', 'torn:b', 'torn:c', 'torn:d', 'torn:e', 'torn:f'] as const;
const TORN_LENGTH = 40_000;

/** The batch that is written in processes that are killed: the same ids every time, and every character tells the version. */
export function versionOf(version: number): readonly Delivered[] {
  return TORN_IDS.map((id) => sample(id, { text: `${id} ${version}\n`.repeat(TORN_LENGTH / 10) }));
}

/** What is removed in processes that are killed, one after the other. */
export const GONE: readonly Delivered[] = Array.from({ length: 12 }, (_, index) => sample(`gone:${index}`));

/** Documents of one of two processes that write at once. */
export function besides(who: string): readonly Delivered[] {
  return Array.from({ length: 20 }, (_, index) => sample(`${who}:${index}`));
}

/** Three batches, the second of which must fail: one of its documents replaces, others are new, before and after the one refused. */
export function failingBatches(refused: Delivered): {
  readonly before: readonly Delivered[];
  readonly failing: readonly Delivered[];
  readonly after: readonly Delivered[];
} {
  return {
    before: [sample('before:a'), sample('before:b')],
    failing: [sample('before:a', { text: 'New.\n' }), sample('new:c'), refused, sample('new:d')],
    after: [sample('after')],
  };
}

/** Larger than a file may be in a process whose files are limited. */
export function tooLarge(): Delivered {
  return sample('new:large', { text: noise('too large', 6e6) });
}
