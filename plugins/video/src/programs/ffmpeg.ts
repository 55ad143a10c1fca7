import { type CollectContext, CollectError, type JsonObject, type JsonValue } from '@bowerbird/core';
import { runProgram } from './run-program.ts';
import { isObject } from './yt-dlp-info.ts';

const REMEDY =
  'Install ffmpeg, which has ffprobe with it (https://ffmpeg.org/download.html; on Debian: apt-get install ffmpeg).';

// A container may name other files and addresses: none of them is opened.
const LOCAL_ONLY = '-protocol_whitelist';

/** What ffprobe says of a local file: streams, chapters, tags and length. @param sha256 digest of its bytes: names the evidence */
export function probe(path: string, sha256: string, context: CollectContext): Promise<JsonObject> {
  return context.evidence({ program: 'ffprobe', sha256 }, async () => {
    const { code, stdout, stderr } = await runProgram({
      program: 'ffprobe',
      args: [
        '-v',
        'error',
        LOCAL_ONLY,
        'file',
        '-of',
        'json',
        '-show_entries',
        'format=duration:format_tags=title,artist,date,comment:stream=index,codec_type,codec_name,channels:stream_tags=language,title:stream_disposition=default,forced,hearing_impaired,attached_pic:chapter=start_time,end_time:chapter_tags=title',
        `file:${path}`,
      ],
      signal: context.signal,
      remedy: REMEDY,
    });
    if (code !== 0) throw unreadable('ffprobe', path, stderr);
    const told = JSON.parse(stdout.toString('utf8')) as JsonValue;
    return isObject(told) ? told : {};
  });
}

/** A subtitle track of a local file as WebVTT. @param index of the stream */
export function extractTrack(
  path: string,
  sha256: string,
  index: number,
  context: CollectContext,
): Promise<string> {
  return context.evidence({ program: 'ffmpeg', what: 'track', sha256, index }, async () => {
    const output = ['-map', `0:${index}`, '-f', 'webvtt', 'pipe:1'];
    const { stdout } = await runFfmpeg(path, output, context, 'file,pipe');
    return stdout.toString('utf8');
  });
}

/** A part of the whole, in seconds. */
export interface Stretch {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** Speech needs no more: 32 kbit/s, one channel. */
export const SPEECH_BITS_PER_SECOND = 32_000;

/** Writes the sound of a local file as MP3 of one channel with 32 kbit/s, or as WAV with 16 kHz where the name says so. */
export async function writeSound(
  path: string,
  to: string,
  context: CollectContext,
  stretch?: Stretch,
): Promise<void> {
  const coded = to.endsWith('.wav')
    ? ['-c:a', 'pcm_s16le']
    : ['-c:a', 'libmp3lame', '-b:a', String(SPEECH_BITS_PER_SECOND)];
  const cut = stretch
    ? ['-ss', stretch.startSeconds.toFixed(3), '-t', (stretch.endSeconds - stretch.startSeconds).toFixed(3)]
    : [];
  // Without a date and the name of a program in it the same sound has the same bytes.
  const exact = ['-map_metadata', '-1', '-fflags', '+bitexact', '-flags:a', '+bitexact'];
  const output = [
    '-map',
    '0:a:0',
    '-vn',
    '-sn',
    '-dn',
    '-ac',
    '1',
    '-ar',
    '16000',
    ...coded,
    ...exact,
    '-y',
    `file:${to}`,
  ];
  await runFfmpeg(path, output, context, 'file', cut);
}

const SILENCE = /lavfi\.silence_(start|end)=(-?\d+(?:\.\d+)?)/g;

/** Where it is silent for at least 0.3 seconds. */
export function silences(
  path: string,
  sha256: string,
  context: CollectContext,
): Promise<readonly [number, number][] & JsonValue> {
  return context.evidence({ program: 'ffmpeg', what: 'silences', sha256 }, async () => {
    const output = [
      '-map',
      '0:a:0',
      '-vn',
      '-sn',
      '-dn',
      '-af',
      'silencedetect=noise=-35dB:d=0.3,ametadata=mode=print:file=-',
      '-f',
      'null',
      '-',
    ];
    const { stdout } = await runFfmpeg(path, output, context, 'file,pipe');
    const found: [number, number][] = [];
    let start: number | undefined;
    for (const [, what, seconds] of stdout.toString('utf8').matchAll(SILENCE)) {
      if (what === 'start') start = Math.max(0, Number(seconds));
      else if (start !== undefined) found.push([start, Number(seconds)]);
    }
    return found as readonly [number, number][] & JsonValue;
  });
}

async function runFfmpeg(
  path: string,
  output: readonly string[],
  { signal }: CollectContext,
  protocols: string,
  input: readonly string[] = [],
) {
  const args = [
    '-nostdin',
    '-hide_banner',
    '-nostats',
    '-v',
    'error',
    LOCAL_ONLY,
    protocols,
    ...input,
    '-i',
    `file:${path}`,
    ...output,
  ];
  const result = await runProgram({ program: 'ffmpeg', args, signal, remedy: REMEDY });
  if (result.code !== 0) throw unreadable('ffmpeg', path, result.stderr);
  return result;
}

function unreadable(program: string, path: string, stderr: string): CollectError {
  const said = stderr.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
  return new CollectError('SOURCE_INVALID', `${program} cannot read ${path}: ${said}`, {
    recovery: 'next',
    hint: 'Play the file to see whether it is whole.',
  });
}
