import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { document, documentsOf, throughJson } from '../test/documents.ts';
import { documentId, findFrontMatter, renderMarkdown } from './front-matter.ts';

const any = documentsOf(
  fc.oneof(fc.constant('web:https://example.org/'), fc.string({ minLength: 1, unit: 'binary' })),
);

test('the front matter gives the same values back, whatever the strings', async () => {
  await fc.assert(
    fc.asyncProperty(any, async (one) => {
      const file = (await renderMarkdown(one)).toString();
      const matter = findFrontMatter(file);
      if (matter === undefined || matter === 'more') throw new Error('no front matter');
      const { text, provenance, spans: _, ...fields } = throughJson(one);
      const { pipeline: __, ...origin } = provenance;
      expect(parse(matter.yaml)).toEqual({ ...fields, provenance: origin });
      const body = text.toWellFormed();
      expect(file.slice(file.indexOf('\n---\n', 3) + 6)).toBe(body.endsWith('\n') ? body : `${body}\n`);
      expect(await documentId(matter.yaml)).toBe(one.id);
    }),
    { numRuns: 2000 },
  );
});

test('the same document gives the same bytes, however it was built', async () => {
  const one = document('a', { title: 'T', metadata: { a: 1, b: { c: 2, d: undefined } } });
  const { provenance, ...fields } = one;
  const other = { provenance, ...fields, url: undefined, metadata: { b: { c: 2 }, a: 1 } };
  expect(await renderMarkdown(other)).toEqual(await renderMarkdown(one));
});

test('plain values are written plainly', async () => {
  const one = document('web:https://example.org/', {
    title: 'A title: with "quotes"',
    authors: ['Ann Example'],
    published: '2026-11-20',
    language: 'no',
    metadata: { description: 'one\ntwo' },
  });
  expect((await renderMarkdown(one)).toString()).toBe(`---
id: web:https://example.org/
title: 'A title: with "quotes"'
authors:
  - Ann Example
published: "2026-11-20"
language: "no"
metadata:
  description: |-
    one
    two
provenance:
  collector: web
  revision: 1
  retrieved: "2026-11-20T10:00:00.000Z"
  evidence:
    - sha256:00ff
---

The text of web:https://example.org/.
`);
});

test.each([
  ['no front matter', '# Title\n', undefined],
  ['an empty file', '', 'more'],
  ['a rule at the end', '---\n', 'more'],
  ['no end', '---\nid: x\n', 'more'],
  ['a longer rule', '----\nid: x\n---\n', undefined],
])('front matter is recognised: %s', (_, head, expected) => {
  expect(findFrontMatter(head)).toBe(expected);
});

const MINE = 'provenance:\n  collector: web\n';

test.each([
  ['id only, as other tools have it', 'id: intro\ntitle: x\n', undefined],
  ['no id', `title: x\n${MINE}`, undefined],
  ['ours', `id: a\n${MINE}`, 'a'],
  ['ours, sorted by a person', `${MINE}title: x\nid: "a"\n`, 'a'],
  ['an id over several lines', `id: |-\n  a\n  b\n${MINE}`, 'a\nb'],
  ['a number', `id: 7\n${MINE}`, undefined],
  ['not YAML', `id: [\n${MINE}`, undefined],
  ['a list', '- a\n', undefined],
])('whose front matter it is: %s', async (_, yaml, id) => {
  expect(await documentId(yaml)).toBe(id);
});

test('the id is what YAML reads', async () => {
  const part = fc.constantFrom('web', 'true', 'a', ...":/?&=# %~-.1é'\\");
  const ids = fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(ids, async (text) => {
      const yaml = `id: ${text}\n${MINE}`;
      let id: unknown;
      try {
        ({ id } = parse(`id: ${text}\n`, { logLevel: 'silent' }));
      } catch {
        // Then nobody reads it.
      }
      expect(await documentId(yaml)).toBe(typeof id === 'string' && id !== '' ? id : undefined);
    }),
    { numRuns: 2000 },
  );
});

test('a byte order mark and carriage returns, as editors and git add them, do not hide it', () => {
  expect(findFrontMatter(`\uFEFF---\r\nid: a\r\n---\r\n\r\ntext`)).toEqual({ yaml: 'id: a\n' });
});
