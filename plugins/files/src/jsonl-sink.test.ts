import { appendFile, mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Delivered } from '@bowerbird/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  document,
  homeAt,
  idsOf,
  inCopyOf,
  inFolder,
  play,
  snapshot,
  steps,
  throughJson,
} from '../test/documents.ts';
import { bodyOf, IDS, runChild, versionOf } from '../test/scenario.ts';
import { renderLine } from './json-lines.ts';
import { JsonlSink } from './jsonl-sink.ts';

// More of them by hand: KILLS=100 npx vitest run --project @bowerbird/plugin-files
const KILLS = Number(process.env.KILLS ?? 6);
const make = (base: string) => new JsonlSink('corpus', homeAt(base));
const fileOf = (base: string) => join(base, 'corpus', 'pages.jsonl');
const journalOf = (base: string) => join(base, 'corpus', '.pages.jsonl.journal');
const read = async (base: string) => readFile(fileOf(base), 'utf8');

async function lines(base: string): Promise<readonly Delivered[]> {
  const text = await read(base);
  expect(text === '' || text.endsWith('\n')).toBe(true);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

async function ids(base: string): Promise<readonly string[]> {
  const sink = make(base);
  const found = await idsOf(sink);
  await sink.close();
  return found;
}

async function write(base: string, documents: readonly Delivered[]): Promise<void> {
  const sink = make(base);
  await sink.write(documents);
  await sink.close();
}

test('holds what a model holds, in order, after any batches, removals and reopenings', async () => {
  await fc.assert(
    fc.asyncProperty(steps, (list) =>
      inFolder(async (base) => {
        const model = await play(() => make(base), list);
        const sink = make(base);
        expect(await idsOf(sink)).toEqual([...model.keys()].sort());
        await sink.close();
        const held =
          model.size === 0 && !(await readdir(join(base, 'corpus'))).includes('pages.jsonl')
            ? []
            : await lines(base);
        const expected = [...model.values()].map(throughJson);
        // A document that was removed and came back may be at its old place or at the end.
        const keepsOrder = !list.some((step) => step.do === 'remove');
        const byId = (documents: readonly Delivered[]) =>
          keepsOrder ? documents : documents.toSorted((a, b) => (a.id < b.id ? -1 : 1));
        expect(byId(held)).toEqual(byId(expected));
        expect(await readdir(join(base, 'corpus'))).not.toContain('.pages.jsonl.journal');
      }),
    ),
    { numRuns: 150 },
  );
});

test('touches nothing when the same is written again, also after reopening', () =>
  inFolder(async (base) => {
    const batch = [document('a'), document('b')];
    await write(base, batch);
    const before = await snapshot(base);
    await write(base, batch);
    const sink = make(base);
    await sink.write(batch);
    await sink.write([document('a', { text: 'other' })]);
    await sink.write(batch);
    await sink.close();
    expect(await snapshot(base)).toEqual(before);
  }));

test('fields stand in one order, and strings survive', () =>
  inFolder(async (base) => {
    const one = document('a', {
      text: 'line\u2028separator "\ud800"',
      title: 'T',
      metadata: { b: 1, a: [{ d: 1, c: undefined }] },
      spans: [{ end: 4, start: 0, locator: { path: ['x'], kind: 'section' } }],
    });
    await write(base, [one]);
    expect(await read(base)).toBe(
      '{"id":"a","title":"T","metadata":{"a":[{"d":1}],"b":1},"provenance":{"pipeline":"pages","collector":"web","revision":1,' +
        '"retrieved":"2026-11-20T10:00:00.000Z","evidence":["sha256:00ff"]},"text":"line\u2028separator \\"\\ud800\\"",' +
        '"spans":[{"start":0,"end":4,"locator":{"kind":"section","path":["x"]}}]}\n',
    );
  }));

test('replaces a document at its place and appends new ones; lines that are not ours stay as they are', () =>
  inFolder(async (base) => {
    await mkdir(join(base, 'corpus'));
    const foreign = [
      'garbage',
      '',
      '{"no":"id"}',
      '42',
      '{"id":7}',
      '{"id":"torn","te',
      '"a"',
      '#3 00000000',
      '{"id":"x", "text" : "mine"}\r',
    ];
    const own = (id: string, text: string) => renderLine(document(id, { text })).toString();
    const before = [
      foreign[0],
      own('a', '1'),
      ...foreign.slice(1, 5),
      own('b', '1'),
      own('a', '2'),
      ...foreign.slice(5),
    ];
    await writeFile(fileOf(base), before.join('\n'));
    const sink = make(base);
    expect(await idsOf(sink)).toEqual(['a', 'b', 'x']);
    await sink.write([document('a', { text: '2' })]);
    await sink.close();
    expect(await read(base)).toBe(before.join('\n'));
    await write(base, [document('c', { text: '3' }), document('a', { text: '3' })]);
    const after = [
      foreign[0],
      own('a', '3'),
      ...foreign.slice(1, 5),
      own('b', '1'),
      ...foreign.slice(5),
      own('c', '3'),
    ];
    expect(await read(base)).toBe(`${after.join('\n')}\n`);
    const last = make(base);
    await last.remove(['a', 'c', 'unknown']);
    expect(await idsOf(last)).toEqual(['b', 'x']);
    await last.close();
    expect(await read(base)).toBe(
      `${[foreign[0], ...foreign.slice(1, 5), own('b', '1'), ...foreign.slice(5)].join('\n')}\n`,
    );
  }));

test('what was written is durable before close(), and the file itself is old until then', () =>
  inFolder(async (base) => {
    await write(base, [document('a', { text: 'old' })]);
    const before = await read(base);
    const lost = make(base);
    await lost.write([document('a', { text: 'new' }), document('b')]);
    await lost.remove(['unknown']);
    expect(await read(base)).toBe(before);
    await inCopyOf(base, async (copy) => {
      const next = make(copy);
      expect(await idsOf(next)).toEqual(['a', 'b']);
      expect(await lines(copy)).toEqual([document('a', { text: 'new' }), document('b')]);
      await next.close();
      expect(await readdir(join(copy, 'corpus'))).toEqual(['pages.jsonl']);
    });
    await lost.close();
  }));

test('close() alone merges what a killed process left, and makes nothing where there is nothing', () =>
  inFolder(async (base) => {
    await make(base).close();
    expect(await readdir(base)).toEqual([]);
    const lost = make(base);
    await lost.write([document('a')]);
    await inCopyOf(base, async (copy) => {
      await make(copy).close();
      expect(await lines(copy)).toEqual([document('a')]);
      expect(await readdir(join(copy, 'corpus'))).toEqual(['pages.jsonl']);
    });
    await lost.close();
  }));

test('a journal cut anywhere gives whole batches, and goes on', () =>
  inFolder(async (base) => {
    const batches = [
      [document('a', { text: '1' })],
      [document('a', { text: '2' }), document('b', { text: '2' })],
      [document('b', { text: '3' })],
    ];
    const sink = make(base);
    const ends: number[] = [];
    for (const batch of batches) {
      await sink.write(batch);
      ends.push((await stat(journalOf(base))).size);
    }
    const whole = await readFile(journalOf(base));
    await sink.close();
    for (let cut = 0; cut <= whole.length; cut += 3) {
      await inFolder(async (other) => {
        await mkdir(join(other, 'corpus'));
        await writeFile(journalOf(other), whole.subarray(0, cut));
        const model = new Map<string, Delivered>();
        for (const [index, batch] of batches.entries()) {
          // A seal without its newline is a seal.
          if (cut >= (ends[index] ?? 0) - 1) for (const one of batch) model.set(one.id, one);
        }
        const reopened = make(other);
        expect(await idsOf(reopened)).toEqual([...model.keys()].sort());
        await reopened.write([document('c')]);
        await reopened.close();
        expect(await lines(other)).toEqual([...model.values(), document('c')]);
      });
    }
  }));

test('a damaged batch in the journal costs itself alone', () =>
  inFolder(async (base) => {
    const sink = make(base);
    await sink.write([document('a')]);
    const middle = (await stat(journalOf(base))).size;
    await sink.write([document('b')]);
    await sink.write([document('c')]);
    const bytes = await readFile(journalOf(base));
    bytes[middle + 50] = (bytes[middle + 50] ?? 0) ^ 1;
    await inCopyOf(base, async (copy) => {
      await writeFile(journalOf(copy), bytes);
      expect(await ids(copy)).toEqual(['a', 'c']);
    });
    await sink.close();
  }));

test('writing a batch costs the batch, not the corpus', () =>
  inFolder(async (base) => {
    await write(
      base,
      Array.from({ length: 200 }, (_, index) => document(`${index}`, { text: 'x'.repeat(1000) })),
    );
    const before = await stat(fileOf(base));
    const sink = make(base);
    for (let index = 0; index < 50; index++) await sink.write([document('new', { text: `${index}` })]);
    expect((await stat(fileOf(base))).ino).toBe(before.ino);
    expect((await stat(journalOf(base))).size).toBeLessThan(50 * 400);
    await sink.close();
    expect(await lines(base)).toHaveLength(201);
  }));

test('lines longer than what is read at once', () =>
  inFolder(async (base) => {
    const long = ['ä', 'b', 'c'].map((letter, index) =>
      document(letter, { text: letter.repeat(300_000 * (index + 1)) }),
    );
    await write(base, long);
    await write(base, [long[1] ?? document('x'), document('d')]);
    await write(base, [{ ...long[0], text: 'short' } as Delivered]);
    expect(await lines(base)).toEqual([{ ...long[0], text: 'short' }, long[1], long[2], document('d')]);
  }));

test('calls at the same time do not meet; of one id twice in a batch the last counts', () =>
  inFolder(async (base) => {
    const sink = make(base);
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        sink.write([
          document(`${index}`),
          document('x', { text: 'first' }),
          document('x', { text: `${index}` }),
        ]),
      ),
    );
    await sink.close();
    expect(await lines(base)).toHaveLength(21);
    expect((await lines(base)).find(({ id }) => id === 'x')?.text).toBe('19');
  }));

test('a person may change the file while a run is on', () =>
  inFolder(async (base) => {
    await write(base, [document('a'), document('b')]);
    const sink = make(base);
    await sink.write([document('b', { text: 'new' })]);
    await appendFile(fileOf(base), '{"id":"mine"}\n');
    await sink.close();
    expect((await lines(base)).map(({ id, text }) => [id, text])).toEqual([
      ['a', 'The text of a.'],
      ['b', 'new'],
      ['mine', undefined],
    ]);
  }));

test('says what stands in the way', () =>
  inFolder(async (base) => {
    await mkdir(fileOf(base), { recursive: true });
    await expect(make(base).write([document('a')])).rejects.toMatchObject({
      code: 'SINK_FAILED',
      message: `cannot read ${fileOf(base)}: a folder stands in its place (EISDIR)`,
    });
    await writeFile(join(base, 'file'), '');
    await expect(new JsonlSink('file', homeAt(base)).write([document('a')])).rejects.toMatchObject({
      code: 'SINK_FAILED',
      message: `cannot open the folder ${join(base, 'file')}: a file stands where a folder must be (EEXIST)`,
      hint: expect.stringContaining('"path" is a folder'),
    });
  }));

test('a batch that the system refuses leaves nothing behind, and the next one is written', () =>
  inFolder(async (base) => {
    const said = await runChild(['jsonl', base, 'limit', '400000'], { fileLimitKb: 200 });
    expect(said).toMatchObject([
      { done: true },
      { error: { code: 'SINK_FAILED' } },
      { done: true },
      { done: true },
    ]);
    expect(said[1]).toMatchObject({
      error: { message: expect.stringContaining('(EFBIG)'), hint: expect.stringContaining('ulimit -f') },
    });
    expect(await lines(base)).toEqual([document('a', { text: 'first' }), document('d', { text: 'third' })]);
    expect(await readdir(join(base, 'corpus'))).toEqual(['pages.jsonl']);
  }));

test('a merge that the system refuses changes nothing, and is made up for by the next opening', () =>
  inFolder(async (base) => {
    const first = document('a', { text: 'x'.repeat(150_000) });
    await write(base, [first]);
    const before = await snapshot(fileOf(base).replace('/pages.jsonl', ''));
    const said = await runChild(['jsonl', base, 'merge', '100000'], { fileLimitKb: 200 });
    expect(said).toMatchObject([{ done: true }, { error: { code: 'SINK_FAILED' } }]);
    expect(await snapshot(join(base, 'corpus'))).toEqual(expect.arrayContaining([...before]));
    await make(base).close();
    expect(await lines(base)).toEqual([first, document('b', { text: 'y'.repeat(100_000) })]);
    expect(await readdir(join(base, 'corpus'))).toEqual(['pages.jsonl']);
  }));

test('after kill -9 the file is whole, and what was acknowledged is there', () =>
  inFolder(async (base) => {
    const acknowledged = new Map<string, number>();
    let version = 0;
    for (let round = 0; round < KILLS; round++) {
      const said = await runChild(['jsonl', base, 'endless', `${version}`], {
        killAfter: 1 + (round % 9),
        delayMs: round % 4,
      });
      for (const one of said as number[]) {
        for (const next of [one, one + 1]) acknowledged.set(IDS[next % IDS.length] ?? '', one);
        version = one + 1;
      }
      // Whole as it lies there, before anybody opens it.
      if ((await readdir(join(base, 'corpus'))).includes('pages.jsonl')) {
        for (const { id, text } of await lines(base)) versionOf(id, text);
      }
      if (round % 3 === 0) await make(base).close();
    }
    await make(base).close();
    const held = new Map((await lines(base)).map(({ id, text }) => [id, versionOf(id, text)]));
    for (const [id, least] of acknowledged) expect(held.get(id)).toBeGreaterThanOrEqual(least);
    // A batch is there whole or not at all: both documents of the newest one.
    const newest = Math.max(...held.values());
    expect(held.get(IDS[(newest + 1) % IDS.length] ?? '')).toBe(newest);
    await write(base, [document('web:a', { text: bodyOf('web:a', 1) })]);
    expect(await readdir(join(base, 'corpus'))).toEqual(['pages.jsonl']);
    await truncate(fileOf(base), 10);
    expect(await ids(base)).toEqual([]);
  }));
