import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

/** What an address of the fake world leads to. */
export interface FakeVideo {
  readonly info?: object;
  readonly entries?: readonly (object | null)[];
  readonly captions?: {
    readonly [kind in 'subtitles' | 'automatic']?: Readonly<
      Record<string, { readonly ext: string; readonly text: string }>
    >;
  };
  readonly error?: string;
  readonly subtitleError?: string;
  readonly hangs?: boolean;
  /** Path of a file with sound. */
  readonly sound?: string;
}

/** A folder with a program that is a script of Node, put before PATH until the tests of this file are over. */
export function putOnPath(name: string, script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'bowerbird-fake-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const path = fileURLToPath(new URL(script, import.meta.url));
  writeFileSync(join(bin, name), `#!/bin/sh\nexec "${process.execPath}" "${path}" "$@"\n`);
  chmodSync(join(bin, name), 0o755);
  const before = process.env.PATH ?? '';
  process.env.PATH = [bin, before].join(delimiter);
  afterAll(() => {
    process.env.PATH = before;
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A yt-dlp that knows these addresses. */
export function fakeYtDlp(world: Readonly<Record<string, FakeVideo>>) {
  const folder = putOnPath('yt-dlp', './fake-yt-dlp.mjs');
  process.env.FAKE_YT_DLP = folder;
  const write = (videos: Readonly<Record<string, FakeVideo>>): void =>
    writeFileSync(join(folder, 'world.json'), JSON.stringify(videos));
  write(world);
  return {
    folder,
    write,
    /** How it was called. */
    calls(): readonly {
      readonly options: Readonly<Record<string, unknown>>;
      readonly urls: readonly string[];
      readonly args: readonly string[];
    }[] {
      const file = join(folder, 'calls.jsonl');
      if (!existsSync(file)) return [];
      return readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    },
  };
}
