import { mkdir, open, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type CollectContext, CollectError } from '@bowerbird/core';
import { changed, type Duration, durationOf, notThere } from './duration.ts';
import { DEFAULT_MODEL, type OpenaiRequest, takenExtension, tellsSpeakers } from './openai-request.ts';
import { cut, OVERLAP_MS, type Piece } from './pieces/cut.ts';
import { SPEECH_BITS_PER_SECOND, silences, writeSound } from './programs/ffmpeg.ts';

// 25 MB for the whole form, of which the fields beside the file need little.
const MOST_BYTES = 25 * 1024 * 1024 - 16_384;
// As MP3 for speech; a header and the last frame are more than the rate says.
const MOST_SECONDS = Math.floor(((MOST_BYTES - 65_536) * 8) / SPEECH_BITS_PER_SECOND);
// gpt-4o-transcribe and its kin refuse what is longer than 1,500 seconds, and diarize what is longer than 1,400.
const MOST_SECONDS_OF_GPT = 1380;

/** How long a sound may be for a model, in seconds. */
function longestOf(model: string = DEFAULT_MODEL): number {
  return model.startsWith('whisper') ? MOST_SECONDS : Math.min(MOST_SECONDS, MOST_SECONDS_OF_GPT);
}

/** The pieces that a file is sent in: `undefined` for the whole of it. */
export async function piecesOf(
  asked: OpenaiRequest,
  context: CollectContext,
): Promise<readonly (Piece | undefined)[]> {
  if (asked.piece !== undefined) return [asked.piece];
  const { model = DEFAULT_MODEL, url, sha256 = '' } = asked;
  const { expected } = await durationOf(url, context);
  const longest = longestOf(model);
  // What tells no length is sent as it is, or refused when it is to be bought.
  if (expected === undefined || expected <= longest) return [undefined];
  const quiet = await silences(fileURLToPath(url), sha256, context);
  const tellsTimes = model.startsWith('whisper') || tellsSpeakers(model);
  const pieces = cut(Math.round(expected * 1000), quiet, longest * 1000, tellsTimes ? OVERLAP_MS : 0);
  return pieces.length > 1 ? pieces : [undefined];
}

/** How long what is sent is. @throws {CollectError} `SOURCE_TOO_LARGE` where it had to be in pieces and is not */
export async function lengthOf(asked: OpenaiRequest, context: CollectContext): Promise<Duration> {
  const { piece, model, url } = asked;
  if (piece !== undefined) {
    const { startMs, endMs, overlapMs } = piece;
    const expected = (endMs + overlapMs - Math.max(0, startMs - overlapMs)) / 1000;
    // It is written anew, and may be a frame longer.
    return { most: expected + 1, expected };
  }
  const duration = await durationOf(url, context);
  const longest = longestOf(model);
  if (duration.expected !== undefined && duration.expected > longest)
    throw tooLong(url, duration.expected, longest);
  // What is written anew must not have more than fits, whatever its header says.
  if (duration.expected === undefined && !(await isSmall(url))) throw tooLong(url, duration.most, longest);
  return duration;
}

function tooLong(url: string, seconds: number, longest: number): CollectError {
  const minutes = (value: number): number => Math.round(value / 60);
  return new CollectError(
    'SOURCE_TOO_LARGE',
    `${fileURLToPath(url)} has about ${minutes(seconds)} minutes, and OpenAI takes ${minutes(longest)} at once with this model`,
    {
      recovery: 'next',
      hint: 'Name openai-transcription alone for it, or first of its chain, so that it is bought in pieces; or use assemblyai.',
    },
  );
}

async function isSmall(url: string): Promise<boolean> {
  const path = fileURLToPath(url);
  const { size } = await stat(path).catch((cause: unknown) => {
    throw notThere(path, cause);
  });
  return size <= MOST_BYTES;
}

/**
 * What is sent: the file itself where OpenAI takes it, else its sound as MP3, written by ffmpeg.
 * @param folder for what is written
 * @returns its `file:` URL
 */
export async function soundToSend(
  asked: OpenaiRequest,
  folder: string,
  context: CollectContext,
): Promise<string> {
  const { url, piece, sha256 } = asked;
  const path = fileURLToPath(url);
  if (piece === undefined && (await isSmall(url)) && takenExtension(url, await headOf(path)) !== undefined)
    return url;
  const digest = await context.digest(path);
  if (sha256 !== undefined && digest !== sha256) throw changed(path);
  const stretch = piece && {
    startSeconds: Math.max(0, piece.startMs - piece.overlapMs) / 1000,
    endSeconds: (piece.endMs + piece.overlapMs) / 1000,
  };
  await mkdir(folder, { recursive: true });
  const name = `${WRITTEN}${digest}${stretch ? `-${stretch.startSeconds}-${stretch.endSeconds}` : ''}.mp3`;
  const to = join(folder, name);
  // Two may write it at once, and one may be stopped: only what is whole has its name.
  const part = join(folder, `${process.pid}-${Math.random().toString(36).slice(2)}.mp3`);
  await writeSound(path, part, context, stretch);
  await rename(part, to);
  const { size } = await stat(to);
  if (size > MOST_BYTES) throw tooLong(url, (size * 8) / SPEECH_BITS_PER_SECOND, longestOf(asked.model));
  return pathToFileURL(to).href;
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const WRITTEN = 'sound-';

/** Whether a file is one that was written of another one's sound. */
export function isWritten(url: string): boolean {
  return basename(fileURLToPath(url)).startsWith(WRITTEN);
}
