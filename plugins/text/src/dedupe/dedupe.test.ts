import type { Delivered, Document } from '@bowerbird/core';
import { fakeContext } from '@bowerbird/testkit';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KnownTexts } from './known-texts.ts';
import { signatureOf, similarity } from './signature.ts';
import { dedupe } from './transform.ts';

const provenance = { pipeline: 'p', collector: 'web', revision: 1, retrieved: '', evidence: [] };
const home = { base: '/nowhere', state: '/nowhere', pipeline: 'p' };
const words = (count: number, seed = 0) =>
  Array.from({ length: count }, (_, index) => `word${(index * 7919 + seed * 104729) % 10_007}`);
const doc = (id: string, text: string, more: Partial<Document> = {}): Delivered => ({
  id,
  text,
  provenance,
  ...more,
});

async function make(options: object = {}) {
  const instance = await dedupe.create({ threshold: 0.9, action: 'drop', ...options }, home);
  const fake = fakeContext();
  const idsOf = async (...documents: Delivered[]) =>
    (await Promise.all(documents.map((document) => instance.transform(document, fake.context)))).map((out) =>
      out.map(({ id }) => id),
    );
  return { instance, fake, idsOf };
}

async function* held(...documents: Document[]) {
  yield* documents;
}

it('leaves out what is there already, whatever its form, and says of what it is a duplicate', async () => {
  const { idsOf, fake } = await make();
  const text = words(50).join(' ');
  expect(
    await idsOf(doc('a', text), doc('b', `# ${text.toUpperCase()}!\n`), doc('c', words(50, 1).join(' '))),
  ).toEqual([['a'], [], ['c']]);
  expect(fake.uses.filter((use) => use.startsWith('log'))).toEqual([
    'log b is a duplicate of a (100 %) {"id":"b","duplicateOf":{"id":"a","similarity":1}}',
  ]);
});

it('keeps the first of two, though the second one is computed first', async () => {
  const { idsOf } = await make();
  const long = words(20_000).join(' ');
  expect(await idsOf(doc('long', long), doc('short', 'A few words.'), doc('again', long))).toEqual([
    ['long'],
    ['short'],
    [],
  ]);
});

it('finds what is nearly there, in scripts without spaces, too', async () => {
  const { idsOf } = await make();
  const one = words(300);
  const chinese = Array.from({ length: 300 }, (_, index) =>
    String.fromCodePoint(0x4e00 + ((index * 7919) % 5000)),
  ).join('');
  const near = one.with(150, 'changed').join(' ');
  const far = one.map((word, index) => (index % 6 === 0 ? `x${index}` : word)).join(' ');
  expect(
    await idsOf(
      doc('a', one.join(' ')),
      doc('near', near),
      doc('far', far),
      doc('zh', chinese),
      doc('zh2', `${chinese.slice(0, 150)}啊${chinese.slice(151)}`),
    ),
  ).toEqual([['a'], [], ['far'], ['zh'], []]);
});

it('marks them where that is asked for', async () => {
  const { instance, fake } = await make({ action: 'mark', threshold: 1 });
  await instance.transform(doc('a', 'The same.'), fake.context);
  expect(await instance.transform(doc('b', 'The same.', { metadata: { x: 1 } }), fake.context)).toMatchObject(
    [{ id: 'b', metadata: { x: 1, duplicateOf: { id: 'a', similarity: 1 } } }],
  );
});

it('knows what the sinks hold, and never takes a document for its own duplicate', async () => {
  const { instance, idsOf, fake } = await make();
  await instance.open?.(
    held(doc('a', 'In the sink.'), doc('m', 'Marked.', { metadata: { duplicateOf: { id: 'x' } } })),
    fake.context,
  );
  expect(await idsOf(doc('b', 'In the sink.'), doc('a', 'In the sink.'), doc('n', 'Marked.'))).toEqual([
    [],
    ['a'],
    ['n'],
  ]);
});

it('compares chunks with chunks, and documents with documents', async () => {
  const { idsOf } = await make();
  const part = (id: string) => doc(id, 'The same.', { partOf: { id: 'a', start: 0, end: 9 } });
  expect(await idsOf(doc('a', 'The same.'), part('a#1'), part('b#1'))).toEqual([['a'], ['a#1'], []]);
});

it('goes on after a computation has failed', async () => {
  const { instance, fake, idsOf } = await make();
  const broken = { ...fake.context, compute: () => Promise.reject(new Error('ended')) };
  await expect(instance.transform(doc('a', 'A text.'), broken)).rejects.toThrow('ended');
  expect(await idsOf(doc('b', 'A text.'))).toEqual([['b']]);
});

it('estimates how alike two texts are', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 1000 }), (percent, seed) => {
      const common = words(2000, seed);
      const other = common
        .slice(0, 20 * percent)
        .concat(words(2000 - 20 * percent, seed + 5000).map((word) => `x${word}`));
      const shingles = (list: readonly string[]) =>
        new Set(list.slice(2).map((_, index) => list.slice(index, index + 3).join(' ')));
      const [a, b] = [shingles(common), shingles(other)];
      const exact = a.intersection(b).size / a.union(b).size;
      const estimate = similarity(
        signatureOf(common.join(' ')).minima!,
        signatureOf(other.join(' ')).minima!,
      );
      // Five standard deviations of 128 samples at most.
      expect(Math.abs(estimate - exact)).toBeLessThan(0.23);
    }),
    { numRuns: 60 },
  );
});

it('forgets a text that another has taken the place of', () => {
  const known = new KnownTexts(0.9);
  const [one, other] = [signatureOf(words(50).join(' ')), signatureOf(words(50, 1).join(' '))];
  known.put('a', one);
  known.put('a', other);
  expect(known.find('b', one)).toBeUndefined();
  expect(known.find('b', other)).toEqual({ id: 'a', similarity: 1 });
  known.remove('a');
  expect(known.find('b', other)).toBeUndefined();
});
