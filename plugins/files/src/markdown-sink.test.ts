import {
  chmod,
  copyFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import type { Delivered } from '@bowerbird/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { document, homeAt, idsOf, inFolder, play, snapshot, steps } from '../test/documents.ts';
import { bodyOf, IDS, runChild, versionOf } from '../test/scenario.ts';
import { fold } from './fold.ts';
import { documentId, findFrontMatter, renderMarkdown } from './front-matter.ts';
import { MarkdownSink } from './markdown-sink.ts';

// More of them by hand: KILLS=100 npx vitest run --project @bowerbird/plugin-files
const KILLS = Number(process.env.KILLS ?? 6);
const make = (base: string) => new MarkdownSink('corpus', homeAt(base));
const folderOf = (base: string) => join(base, 'corpus', 'pages');

async function write(base: string, documents: readonly Delivered[]): Promise<void> {
  const sink = make(base);
  await sink.write(documents);
  await sink.close();
}

async function filesById(base: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const name of await readdir(folderOf(base))) {
    const matter = findFrontMatter(await readFile(join(folderOf(base), name), 'utf8'));
    const id = matter === undefined || matter === 'more' ? undefined : await documentId(matter.yaml);
    if (id !== undefined) files.set(id, name);
  }
  return files;
}

test('holds what a model holds, after any batches, removals and reopenings', async () => {
  await fc.assert(
    fc.asyncProperty(steps, (list) =>
      inFolder(async (base) => {
        const model = await play(() => make(base), list);
        expect(await idsOf(make(base))).toEqual([...model.keys()].sort());
        const files = await filesById(base);
        expect(new Set([...files.values()].map(fold)).size).toBe(model.size);
        expect(await readdir(folderOf(base))).toHaveLength(model.size);
        for (const [id, one] of model) {
          expect(await readFile(join(folderOf(base), files.get(id) ?? ''))).toEqual(
            await renderMarkdown(one),
          );
        }
      }),
    ),
    { numRuns: 100 },
  );
});

test('touches nothing when the same is written again, also after reopening', () =>
  inFolder(async (base) => {
    const batch = [document('a', { title: 'One' }), document('b', { title: 'Two' })];
    const sink = make(base);
    await sink.write(batch);
    const before = await snapshot(folderOf(base));
    await sink.write(batch);
    await sink.close();
    await write(base, batch);
    expect(await snapshot(base)).toEqual(before);
  }));

test('two documents never share a name, and each keeps its own when titles change', () =>
  inFolder(async (base) => {
    await write(base, [document('a', { title: 'Same' }), document('b', { title: 'SAME' })]);
    expect(await filesById(base)).toEqual(
      new Map([
        ['a', 'same.md'],
        ['b', 'same-3e23e816.md'],
      ]),
    );
    await write(base, [document('b', { title: 'Quite another' }), document('c', { title: 'same' })]);
    expect(await filesById(base)).toEqual(
      new Map([
        ['a', 'same.md'],
        ['b', 'same-3e23e816.md'],
        ['c', 'same-2e7d2c03.md'],
      ]),
    );
  }));

test("leaves a person's own files alone", () =>
  inFolder(async (base) => {
    const own = new Map([
      ['readme.md', '# Mine\n'],
      ['intro.md', '---\nid: intro\ntitle: Intro\n---\nMine, too\n'],
      ['notes.txt', 'x'],
    ]);
    await mkdir(folderOf(base), { recursive: true });
    for (const [name, text] of own) await writeFile(join(folderOf(base), name), text);
    const sink = make(base);
    await sink.write([document('a', { title: 'README' }), document('intro', { title: 'Intro' })]);
    expect(await idsOf(sink)).toEqual(['a', 'intro']);
    await sink.remove(['a', 'intro', 'unknown']);
    await sink.close();
    expect((await readdir(folderOf(base))).sort()).toEqual([...own.keys()].sort());
    for (const [name, text] of own) expect(await readFile(join(folderOf(base), name), 'utf8')).toBe(text);
  }));

test('notices what a person puts into its place while a run is on', () =>
  inFolder(async (base) => {
    const sink = make(base);
    await sink.write([document('a', { title: 'One' })]);
    await writeFile(join(folderOf(base), 'one.md'), 'mine now');
    await writeFile(join(folderOf(base), 'two.md'), 'mine as well');
    await sink.write([document('a', { title: 'One', text: 'new' }), document('b', { title: 'Two' })]);
    expect(await readFile(join(folderOf(base), 'one.md'), 'utf8')).toBe('mine now');
    expect(await readFile(join(folderOf(base), 'two.md'), 'utf8')).toBe('mine as well');
    expect([...(await filesById(base)).keys()].sort()).toEqual(['a', 'b']);
    const before = await snapshot(base);
    await sink.write([document('a', { title: 'One', text: 'new' })]);
    expect(await snapshot(base)).toEqual(before);
    await sink.remove(['a', 'b']);
    expect((await readdir(folderOf(base))).sort()).toEqual(['one.md', 'two.md']);
  }));

test('follows a file that was renamed, and writes one that was deleted again', () =>
  inFolder(async (base) => {
    await write(base, [document('a', { title: 'One' })]);
    await rename(join(folderOf(base), 'one.md'), join(folderOf(base), 'favourite.md'));
    await write(base, [document('a', { title: 'One', text: 'new' })]);
    expect(await filesById(base)).toEqual(new Map([['a', 'favourite.md']]));
    const sink = make(base);
    await sink.write([document('a', { title: 'One', text: 'new' })]);
    await rename(join(folderOf(base), 'favourite.md'), join(base, 'away.md'));
    await sink.write([document('a', { title: 'One', text: 'new' })]);
    expect(await filesById(base)).toEqual(new Map([['a', 'favourite.md']]));
  }));

test('of two copies of a document the first is kept up to date, and both are removed', () =>
  inFolder(async (base) => {
    await write(base, [document('a', { title: 'One' })]);
    await copyFile(join(folderOf(base), 'one.md'), join(folderOf(base), 'copy.md'));
    const before = await snapshot(base);
    await write(base, [document('a', { title: 'One' })]);
    expect(await snapshot(base)).toEqual(before);
    await write(base, [document('a', { title: 'One', text: 'new' })]);
    expect(await readFile(join(folderOf(base), 'copy.md'), 'utf8')).toMatch(/\nnew\n$/);
    const sink = make(base);
    await sink.remove(['a']);
    await sink.close();
    expect(await readdir(folderOf(base))).toEqual([]);
  }));

test('a folder that vanishes while a run is on is made again by the next batch', () =>
  inFolder(async (base) => {
    const sink = make(base);
    await sink.write([document('a', { title: 'One' })]);
    await rm(join(base, 'corpus'), { recursive: true });
    expect((await failure(sink.write([document('b')]))).message).toContain('the folder has vanished');
    await sink.write([document('b', { title: 'Two' })]);
    expect(await readdir(folderOf(base))).toEqual(['two.md']);
  }));

test('of one id twice in a batch the last counts, and calls at the same time do not meet', () =>
  inFolder(async (base) => {
    const sink = make(base);
    const versions = Array.from({ length: 9 }, (_, version) =>
      document('a', { title: 'A', text: `${version}` }),
    );
    await Promise.all([
      sink.write(versions),
      ...versions.map((one) => sink.write([one])),
      sink.write([document('b', { title: 'a' })]),
    ]);
    expect(await readFile(join(folderOf(base), 'a.md'), 'utf8')).toMatch(/\n8\n$/);
    expect(await readdir(folderOf(base))).toHaveLength(2);
  }));

test('finds the end of long front matter and of long files by their heads', () =>
  inFolder(async (base) => {
    const long = document('a', {
      title: 'A',
      metadata: { notes: 'long\n'.repeat(20_000) },
      text: 'x'.repeat(1 << 20),
    });
    await write(base, [long]);
    expect(await idsOf(make(base))).toEqual(['a']);
  }));

test('cleans up what a killed process left, and nothing else', () =>
  inFolder(async (base) => {
    await mkdir(folderOf(base), { recursive: true });
    const names = [
      `.bowerbird.${process.pid}-0123456789ab.tmp`,
      '.bowerbird.99999999-0123456789ab.tmp',
      '.bowerbird.tmp',
      '.other.99999999-0123456789ab.tmp',
      '.bowerbird.1-0123456789ab.tmp',
    ];
    for (const name of names) await writeFile(join(folderOf(base), name), '');
    await write(base, [document('a', { title: 'A' })]);
    // Process 1 lives: what it writes aside is its own.
    expect((await readdir(folderOf(base))).sort()).toEqual([
      '.bowerbird.1-0123456789ab.tmp',
      '.bowerbird.tmp',
      '.other.99999999-0123456789ab.tmp',
      'a.md',
    ]);
  }));

async function failure(work: Promise<unknown>): Promise<{ code: string; message: string; hint: string }> {
  return work.then(
    () => Promise.reject(new Error('it did not fail')),
    (error) => error,
  );
}

test('says what stands in the way, and what to do', () =>
  inFolder(async (base) => {
    await writeFile(join(base, 'file'), '');
    await symlink('circle', join(base, 'circle'));
    const batch = [document('a')];
    for (const [path, reason] of [
      ['file', /a part of the path is a file, not a folder \(ENOTDIR\)/],
      ['circle', /symbolic links lead in a circle \(ELOOP\)|a file stands where a folder must be \(EEXIST\)/],
      ['x'.repeat(300), /the path is too long \(ENAMETOOLONG\)/],
    ] as const) {
      const error = await failure(new MarkdownSink(path, homeAt(base)).write(batch));
      expect(error.code).toBe('SINK_FAILED');
      expect(error.message).toContain(join(base, path));
      expect(error.message).toMatch(reason);
      expect(error.hint).toContain('run again');
    }
    await mkdir(join(base, 'corpus'));
    await writeFile(join(base, 'corpus', 'pages'), 'a file');
    expect((await failure(make(base).write(batch))).message).toMatch(
      /pages: a file stands where a folder must be \(EEXIST\)/,
    );
  }));

test.skipIf(process.getuid?.() === 0)('says that permission is denied', () =>
  inFolder(async (base) => {
    await mkdir(folderOf(base), { recursive: true });
    await chmod(folderOf(base), 0o500);
    expect((await failure(make(base).write([document('a')]))).message).toMatch(
      /permission is denied \(EACCES\)/,
    );
  }),
);

test('a pipeline whose name leads out of the corpus is refused', () => {
  for (const name of ['../x', 'a/b', '..', '', 'a\\b', 'a\0']) {
    expect(() => new MarkdownSink('corpus', homeAt('/', name))).toThrow('cannot be the name of a file');
  }
});

test('one file that cannot be written stops the whole batch', () =>
  inFolder(async (base) => {
    const said = await runChild(['markdown', base, 'limit', '400000'], { fileLimitKb: 200 });
    expect(said).toMatchObject([
      { done: true },
      { error: { code: 'SINK_FAILED' } },
      { done: true },
      { done: true },
    ]);
    const { error } = said[1] as { error: { message: string; hint: string } };
    expect(error.message).toContain(
      `cannot write ${join(folderOf(base), 'b.md')}: it would be larger than files may be here (EFBIG)`,
    );
    expect(error.hint).toContain('ulimit -f');
    expect((await readdir(folderOf(base))).sort()).toEqual(['a.md', 'd.md']);
    expect(await readFile(join(folderOf(base), 'a.md'), 'utf8')).toMatch(/\nfirst\n$/);
  }));

test('after kill -9 every file is whole, and what was acknowledged is there', () =>
  inFolder(async (base) => {
    const acknowledged = new Map<string, number>();
    let version = 0;
    for (let round = 0; round < KILLS; round++) {
      const said = await runChild(['markdown', base, 'endless', `${version}`], {
        killAfter: 1 + (round % 9),
        delayMs: round % 4,
      });
      for (const one of said as number[]) {
        for (const next of [one, one + 1]) acknowledged.set(IDS[next % IDS.length] ?? '', one);
        version = one + 1;
      }
      const files = await filesById(base);
      for (const [id, least] of acknowledged) {
        const file = await readFile(join(folderOf(base), files.get(id) ?? ''), 'utf8');
        expect(versionOf(id, file.slice(file.indexOf('\n---\n', 3) + 6))).toBeGreaterThanOrEqual(least);
      }
      // At most the batch under way is there beyond what was acknowledged.
      version += 1;
    }
    const sink = make(base);
    await sink.write([document('web:a', { title: 'One title', text: bodyOf('web:a', version) })]);
    expect((await readdir(folderOf(base))).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(await idsOf(sink)).toEqual(IDS);
  }));

test('other time stamps do not make a file new', () =>
  inFolder(async (base) => {
    const batch: readonly Delivered[] = [document('a', { title: 'A' })];
    await write(base, batch);
    await utimes(join(folderOf(base), 'a.md'), 0, 0);
    const before = await snapshot(base);
    await write(base, batch);
    expect(await snapshot(base)).toEqual(before);
  }));
