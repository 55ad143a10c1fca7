import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Sink } from '@bowerbird/core';
import { describe, expect, test } from 'vitest';
import { document, homeAt, idsOf, inFolder } from '../test/documents.ts';
import { runChild } from '../test/scenario.ts';
import { JsonlSink } from './jsonl-sink.ts';
import { Lock } from './lock.ts';
import { MarkdownSink } from './markdown-sink.ts';

// Larger than any pid of Linux, macOS or Windows that is in use.
const DEAD = 2 ** 30;
const SINCE = '2026-11-20T10:00:00.000Z';
const refusal = (message: string) => ({ code: 'SINK_FAILED', message: expect.stringContaining(message) });

interface Place {
  readonly corpus: string;
  readonly lock: string;
  readonly make: () => Required<Sink>;
}

function places(base: string, kind: string): Place {
  const corpus = join(base, 'corpus');
  return kind === 'jsonl'
    ? { corpus, lock: join(corpus, '.pages.jsonl.lock'), make: () => new JsonlSink('corpus', homeAt(base)) }
    : { corpus, lock: join(corpus, '.pages.lock'), make: () => new MarkdownSink('corpus', homeAt(base)) };
}

async function held(sink: Sink): Promise<readonly string[]> {
  const ids = await idsOf(sink);
  await sink.close();
  return ids;
}

/** Runs `work` in a folder with a lock file that says so. */
function inLocked(kind: string, lock: unknown, work: (place: Place) => Promise<void>): Promise<void> {
  return inFolder(async (base) => {
    const place = places(base, kind);
    await mkdir(place.corpus);
    await writeFile(place.lock, typeof lock === 'string' ? lock : JSON.stringify(lock));
    await work(place);
  });
}

describe.each(['jsonl', 'markdown'])('%s', (kind) => {
  const one = document('one', { title: 'Same' });
  const two = document('two', { title: 'Same' });

  test('of two in one process the second is refused until the first is closed; no document is lost', () =>
    inFolder(async (base) => {
      const { lock, make } = places(base, kind);
      const first = make();
      const second = make();
      await first.write([one]);
      expect(JSON.parse(await readFile(lock, 'utf8'))).toMatchObject({ host: hostname(), pid: process.pid });
      const error = {
        ...refusal(`(process ${process.pid} on ${hostname()}, since 20`),
        hint: expect.stringContaining('close the other sink'),
      };
      await expect(second.write([two])).rejects.toMatchObject(error);
      await expect(second.remove(['one'])).rejects.toMatchObject(error);
      // It holds nothing and has nothing to do: its run ends with the failures that were said already.
      await second.close();
      await first.write([document('three', { title: 'Same' })]);
      await first.close();
      await second.write([two]);
      await second.close();
      expect(await held(make())).toEqual(['one', 'three', 'two']);
    }));

  test('close() gives it back, and writing after it takes it again', () =>
    inFolder(async (base) => {
      const { corpus, lock, make } = places(base, kind);
      const sink = make();
      for (const each of [one, two]) {
        await sink.write([each]);
        await readFile(lock);
        await sink.close();
        expect((await readdir(corpus)).filter((name) => name.startsWith('.'))).toEqual([]);
      }
      expect(await held(make())).toEqual(['one', 'two']);
    }));

  test('another process is refused, and takes over after kill -9', () =>
    inFolder(async (base) => {
      const { corpus, make } = places(base, kind);
      const sink = make();
      const meanwhile = async (pid: number | undefined) => {
        await expect(sink.write([two])).rejects.toMatchObject({
          ...refusal(`${corpus}/pages`),
          ...refusal(`(process ${pid} on ${hostname()}, since 20`),
          hint: expect.stringMatching(/^Wait for that run to end.* delete .*lock\.$/),
        });
        await sink.close();
      };
      expect(await runChild([kind, base, 'hold'], { killAfter: 1, meanwhile })).toEqual([{ done: true }]);
      await sink.write([two]);
      await sink.close();
      expect(await held(make())).toEqual(['held', 'two']);
      expect((await readdir(corpus)).filter((name) => name.startsWith('.'))).toEqual([]);
    }));

  test.each([
    ['of a process that is gone', { host: hostname(), pid: DEAD, since: SINCE }],
    ['of a predecessor with the pid of this process', { host: hostname(), pid: process.pid, since: SINCE }],
  ])('a lock %s is taken over', (_, lock) =>
    inLocked(kind, lock, async ({ corpus, make }) => {
      const sink = make();
      await sink.write([one]);
      await expect(make().write([two])).rejects.toMatchObject(refusal(`process ${process.pid}`));
      await sink.close();
      expect((await readdir(corpus)).filter((name) => name.startsWith('.'))).toEqual([]);
    }),
  );

  test.each([
    [
      'of another host',
      { host: 'elsewhere', pid: DEAD, since: SINCE },
      `process ${DEAD} on elsewhere, since`,
    ],
    ['of a process that lives', { host: hostname(), pid: 1, since: SINCE }, 'process 1 on'],
  ])('a lock %s is respected until somebody deletes it', (_, other, message) =>
    inLocked(kind, other, async ({ lock, make }) => {
      const sink = make();
      await expect(sink.write([one])).rejects.toMatchObject(refusal(message));
      await expect(sink.write([one])).rejects.toMatchObject(refusal(message));
      expect(await idsOf(sink)).toEqual([]);
      expect(JSON.parse(await readFile(lock, 'utf8'))).toEqual(other);
      await rm(lock);
      await sink.write([one]);
      await sink.close();
      expect(await held(sink)).toEqual(['one']);
    }),
  );

  test.each(['', 'null', '{"host":', '{"host":"elsewhere","pid":-1}'])(
    'a lock that does not say whose it is counts for some seconds: %j',
    (text) =>
      inLocked(kind, text, async ({ lock, make }) => {
        const sink = make();
        await expect(sink.write([one])).rejects.toMatchObject(refusal('it has just begun'));
        const old = new Date(Date.now() - 6000);
        await utimes(lock, old, old);
        await sink.write([one]);
        await sink.close();
        expect(await held(make())).toEqual(['one']);
      }),
  );

  test('reading needs none, and writing after it sees what another wrote in between', () =>
    inFolder(async (base) => {
      const { make } = places(base, kind);
      const reader = make();
      expect(await idsOf(reader)).toEqual([]);
      const writer = make();
      await writer.write([one]);
      expect(await idsOf(reader)).toEqual([]);
      await writer.close();
      await reader.write([two]);
      expect(await idsOf(reader)).toEqual(['one', 'two']);
      await reader.close();
      expect(await held(make())).toEqual(['one', 'two']);
    }));

  test('notices that somebody deleted it', () =>
    inFolder(async (base) => {
      const { lock, make } = places(base, kind);
      const sink = make();
      await sink.write([one]);
      await rm(lock);
      await expect(sink.write([two])).rejects.toMatchObject(refusal(`or the lock ${lock} was removed`));
      await sink.close().catch(() => undefined);
      await sink.write([two]);
      await sink.close();
      expect(await held(make())).toEqual(['one', 'two']);
    }));
});

test('a journal that waits to be merged needs it, for reading, too', () =>
  inFolder(async (base) => {
    const { make } = places(base, 'jsonl');
    const writer = make();
    await writer.write([document('a')]);
    await expect(held(make())).rejects.toMatchObject(refusal('another run is writing it'));
    await writer.close();
    expect(await held(make())).toEqual(['a']);
  }));

test('close() gives it back, also when it cannot merge', () =>
  inFolder(async (base) => {
    const { corpus, lock, make } = places(base, 'jsonl');
    const sink = make();
    await sink.write([document('a')]);
    await mkdir(join(corpus, 'pages.jsonl'));
    await expect(sink.close()).rejects.toMatchObject({ code: 'SINK_FAILED' });
    await expect(readFile(lock)).rejects.toThrow('ENOENT');
    await rm(join(corpus, 'pages.jsonl'), { recursive: true });
    expect(await held(make())).toEqual(['a']);
  }));

test('of many that find a stale lock at the same time one gets it', () =>
  inFolder(async (base) => {
    const target = join(base, 'pages');
    for (let round = 0; round < 100; round++) {
      const stale = { host: hostname(), pid: DEAD, since: `${round}` };
      await writeFile(join(base, '.pages.lock'), round % 2 === 0 ? JSON.stringify(stale) : '');
      await utimes(join(base, '.pages.lock'), 0, 0);
      const locks = Array.from({ length: 12 }, () => new Lock(target));
      const results = await Promise.allSettled(locks.map((lock) => lock.take()));
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      await Promise.all(locks.map((lock) => lock.release()));
      expect(await readdir(base)).toEqual([]);
    }
  }));

test('what a kill has left of clearing a lock is removed with the next one', async () => {
  await inFolder(async (base) => {
    const corpus = join(base, 'corpus');
    await mkdir(corpus);
    const holder = (pid: number) => JSON.stringify({ host: hostname(), pid, since: SINCE, token: '0' });
    await writeFile(join(corpus, '.pages.lock.0123456789ab'), holder(DEAD));
    // Somebody is at it, on another machine for all that is known.
    const other = JSON.stringify({ host: 'elsewhere', pid: DEAD, since: SINCE, token: '0' });
    await writeFile(join(corpus, '.pages.lock.ba9876543210'), other);
    await writeFile(join(corpus, '.pages.lock.txt'), holder(DEAD));
    const lock = new Lock(join(corpus, 'pages'));
    await lock.take();
    await lock.release();
    expect((await readdir(corpus)).toSorted()).toEqual(['.pages.lock.ba9876543210', '.pages.lock.txt']);
  });
});
