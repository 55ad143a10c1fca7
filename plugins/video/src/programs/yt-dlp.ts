import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type CollectContext, CollectError, type JsonObject, type JsonValue } from '@bowerbird/core';
import * as z from 'zod/mini';
import { runProgram } from './run-program.ts';
import { inTemporaryFolder } from './temporary-folder.ts';
import { ytDlpError } from './yt-dlp-errors.ts';
import { keptInfo } from './yt-dlp-info.ts';

/** How yt-dlp is called, and how it reaches the sites. */
export interface YtDlpOptions {
  readonly ytDlp?: string | undefined;
  readonly cookies?: string | undefined;
  readonly cookiesFromBrowser?: string | undefined;
  readonly proxy?: string | undefined;
  readonly sleepSeconds?: number | undefined;
}

// They are given as `--name=value`, so that no value is read as an option.
const value = z.string().check(z.minLength(1));

/** The options of a collector that calls yt-dlp. */
export const ytDlpOptions = {
  ytDlp: z.optional(value).check(z.describe('Path of yt-dlp; default: yt-dlp as it is found on PATH')),
  cookies: z
    .optional(value)
    .check(z.describe('File with cookies (Netscape format), for what needs an account')),
  cookiesFromBrowser: z.optional(value).check(z.describe('Browser to take cookies from, such as firefox')),
  proxy: z.optional(value).check(z.describe('Proxy that yt-dlp goes through, as in socks5://127.0.0.1:9050')),
  sleepSeconds: z
    .optional(z.int().check(z.minimum(0)))
    .check(z.describe('How long yt-dlp waits before each subtitle and between requests; default: 0')),
};

const REMEDY =
  'Install it (https://github.com/yt-dlp/yt-dlp/wiki/Installation), or name its path in the options of the collector: ytDlp.';

// The forms that tell most come first.
const FORMATS = 'json3/srv3/ttml/vtt/srt/best';
const MOST_CAPTIONS = 32 * 1024 * 1024;

/** A track of a site, as `subtitles` and `automatic_captions` of yt-dlp tell it. */
export interface SiteTrack {
  readonly language: string;
  readonly isAutomatic: boolean;
}

/** The thin layer over the program yt-dlp. What it brings is evidence. */
export class YtDlp {
  readonly #program: string;
  readonly #args: readonly string[];
  #takesRuntime: boolean | undefined;

  constructor({ ytDlp = 'yt-dlp', cookies, cookiesFromBrowser, proxy, sleepSeconds = 0 }: YtDlpOptions) {
    this.#program = ytDlp;
    this.#args = [
      // What decides the documents must not lie in a file of the user's that nobody sees.
      '--ignore-config',
      '--no-progress',
      '--no-warnings',
      '--socket-timeout=30',
      ...(cookies === undefined ? [] : [`--cookies=${cookies}`]),
      ...(cookiesFromBrowser === undefined ? [] : [`--cookies-from-browser=${cookiesFromBrowser}`]),
      ...(proxy === undefined ? [] : [`--proxy=${proxy}`]),
      ...(sleepSeconds > 0 ? [`--sleep-requests=${sleepSeconds}`, `--sleep-subtitles=${sleepSeconds}`] : []),
    ];
  }

  /**
   * What yt-dlp knows of an address: a video, or a playlist with its entries as they are listed.
   * @param most entries of a playlist
   */
  info(url: string, context: CollectContext, most?: number): Promise<JsonObject> {
    const about = { program: 'yt-dlp', what: 'info', url, ...(most !== undefined && { most }) };
    const range = most === undefined ? [] : [`--playlist-items=1:${most}`];
    const args = [
      '--dump-single-json',
      '--flat-playlist',
      '--extractor-args=youtubetab:approximate_date',
      ...range,
    ];
    return context.evidence(about, async () => {
      const { stdout } = await this.#run(args, url, context);
      return keptInfo(parsed(stdout.toString('utf8'), url));
    });
  }

  /** The captions of a track, in the form that tells most. */
  captions(url: string, { language, isAutomatic }: SiteTrack, context: CollectContext): Promise<string> {
    const about = { program: 'yt-dlp', what: 'captions', url, language, isAutomatic };
    return context.evidence(about, () =>
      inTemporaryFolder(async (folder) => {
        const args = [
          '--skip-download',
          isAutomatic ? '--write-auto-subs' : '--write-subs',
          // yt-dlp reads a pattern here.
          `--sub-langs=^${language.replaceAll(/[^\w-]/g, '.')}$`,
          `--sub-format=${FORMATS}`,
          `--paths=home:${folder}`,
          '--output=captions.%(ext)s',
          '--no-playlist',
        ];
        await this.#run(args, url, context);
        return readOnly(folder, url, language);
      }),
    );
  }

  /** Writes the sound of a video into a folder, in the form that takes least, and gives the path of the file. Nothing of it is kept. */
  async sound(url: string, folder: string, context: CollectContext): Promise<string> {
    const args = [
      '--format=worstaudio[abr>=32]/bestaudio/worst',
      `--paths=home:${folder}`,
      '--output=sound.%(ext)s',
      '--no-playlist',
    ];
    await this.#run(args, url, context);
    const [name] = (await readdir(folder)).filter(
      (file) => file.startsWith('sound.') && !file.endsWith('.part'),
    );
    if (name === undefined) throw nothingWritten(url, 'sound');
    return join(folder, name);
  }

  /** Asked once, for older versions take no options that they do not know. */
  async #runtime(signal: AbortSignal): Promise<readonly string[]> {
    if (this.#takesRuntime === undefined) {
      const { stdout } = await runProgram({
        program: this.#program,
        args: ['--version'],
        signal,
        remedy: REMEDY,
      });
      this.#takesRuntime = stdout.toString('utf8').trim() >= TAKES_RUNTIME;
    }
    return this.#takesRuntime ? [`--js-runtimes=node:${process.execPath}`] : [];
  }

  async #run(args: readonly string[], url: string, context: CollectContext) {
    const { signal } = context;
    const all = [...this.#args, ...(await this.#runtime(signal)), ...args, '--', url];
    const result = await runProgram({ program: this.#program, args: all, signal, remedy: REMEDY });
    if (result.code !== 0) throw ytDlpError(url, result.stderr);
    return result;
  }
}

/** The first version that takes a runtime for the JavaScript of sites: YouTube needs one, and the Node that runs here will do. */
const TAKES_RUNTIME = '2025.11.12';

function parsed(text: string, url: string): JsonObject {
  try {
    const info = JSON.parse(text) as JsonValue;
    if (typeof info === 'object' && info !== null && !Array.isArray(info)) return info as JsonObject;
  } catch {
    // Told below.
  }
  throw new CollectError('PROGRAM_FAILED', `yt-dlp did not answer with JSON about ${url}`, {
    recovery: 'retry',
    hint: 'Update yt-dlp, and call it by hand with --dump-single-json to see what it says.',
  });
}

async function readOnly(folder: string, url: string, language: string): Promise<string> {
  const [name] = (await readdir(folder)).filter((file) => file.startsWith('captions.')).sort();
  if (name === undefined) throw nothingWritten(url, `captions in ${language}`);
  const path = join(folder, name);
  const { size } = await stat(path);
  if (size <= MOST_CAPTIONS) return readFile(path, 'utf8');
  throw new CollectError(
    'SOURCE_TOO_LARGE',
    `the captions of ${url} have ${(size / 1024 ** 2).toFixed(1)} MB`,
    {
      recovery: 'next',
      hint: 'So much nobody says: look at them by hand.',
    },
  );
}

/** yt-dlp warns and succeeds where subtitles cannot be fetched (HTTP 429 among others). */
function nothingWritten(url: string, what: string): CollectError {
  return new CollectError(
    'SOURCE_RATE_LIMITED',
    `yt-dlp wrote no ${what} of ${url}, although it lists them`,
    {
      recovery: 'retry',
      hint: 'As a rule the site asks for a pause: run again later, or set sleepSeconds in the options of captions.',
    },
  );
}
