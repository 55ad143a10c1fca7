import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import {
  type CollectContext,
  CollectError,
  type DirectCollector,
  type Document,
  defineCollector,
  ensureOk,
  type Handover,
  type Home,
  type JsonValue,
} from '@bowerbird/core';
import * as z from 'zod/mini';
import { documentId, documentTitle, isFile } from '../media-source.ts';
import { writeSound } from '../programs/ffmpeg.ts';
import { runProgram } from '../programs/run-program.ts';
import { inTemporaryFolder } from '../programs/temporary-folder.ts';
import { YtDlp, type YtDlpOptions, ytDlpOptions } from '../programs/yt-dlp.ts';
import { withJsonSchema } from '../schema.ts';
import { acceptMediaOrSite, factsOfSite, isSite, videosOf } from '../site-source.ts';
import { subtitlesOf } from '../transcript/export.ts';
import { writeTranscript } from '../transcript/markdown.ts';
import { DEFAULT_MODEL, identityOf, type WhisperRequest, whisperRequest } from './whisper-request.ts';
import { languageOfWhisper, segmentsOfWhisper, type WhisperOutput } from './whisper-transcript.ts';

/** How `whisper-local` finds its program and its models. */
export interface WhisperOptions extends YtDlpOptions {
  readonly program: string;
  readonly models: string;
  readonly threads?: number | undefined;
}

const options = z.strictObject({
  program: z
    ._default(z.string().check(z.minLength(1)), 'whisper-cli')
    .check(z.describe('Path or name of the command-line program of whisper.cpp')),
  models: z._default(z.string().check(z.minLength(1)), 'models').check(z.describe('Folder with the models')),
  threads: z.optional(z.int().check(z.minimum(1))).check(z.describe('Default: that of the program')),
  ...ytDlpOptions,
});

/** Transcripts by the program whisper.cpp that the user has: on this machine, without a charge. */
export const whisperLocal = defineCollector<WhisperRequest, WhisperOptions>({
  name: 'whisper-local',
  summary: 'Transcribes audio and video on this machine with whisper.cpp, which you have installed.',
  revision: 1,
  request: whisperRequest,
  options: withJsonSchema<WhisperOptions>(options),
  accepts: acceptMediaOrSite,
  identify: identityOf,
  create: (given, home) => new WhisperLocal(given, home),
});

const REMEDY =
  'Build or install whisper.cpp (https://github.com/ggml-org/whisper.cpp), or name its program in the options of whisper-local: program.';

class WhisperLocal implements DirectCollector<WhisperRequest> {
  readonly #options: WhisperOptions;
  readonly #models: string;
  readonly #ytDlp: YtDlp;

  constructor(given: WhisperOptions, { base }: Home) {
    this.#options = given;
    this.#models = resolve(base, given.models);
    this.#ytDlp = new YtDlp(given);
  }

  async *discover(asked: WhisperRequest, context: CollectContext): AsyncGenerator<WhisperRequest | Handover> {
    yield* videosOf(asked, this.#ytDlp, context);
  }

  async collect(asked: WhisperRequest, context: CollectContext): Promise<readonly Document[]> {
    const { model = DEFAULT_MODEL, language = 'auto', prompt } = asked;
    const sound = isFile(asked) ? `sha256:${await context.digest(asked.url)}` : asked.url;
    const spoken = language === 'auto' ? language : new Intl.Locale(language).language;
    const modelPath = join(this.#models, `ggml-${model}.bin`);
    const about = {
      program: 'whisper.cpp',
      sound,
      model: await this.#digestOfModel(modelPath, context),
      language: spoken,
      ...(prompt !== undefined && { prompt }),
    };
    const output = await context.evidence(about, () => this.#transcribe(asked, modelPath, spoken, context));
    return this.#document(output as WhisperOutput, asked, context);
  }

  /** Another model hears other words: its bytes count as evidence. */
  #digestOfModel(path: string, context: CollectContext): Promise<string> {
    return context.digest(path).catch((cause: unknown) => {
      context.signal.throwIfAborted();
      // Once it is there all goes well: no purchase is made for want of it.
      throw new CollectError('PROGRAM_MISSING', `the model ${path} is not there`, {
        recovery: 'retry',
        hint: 'Download it as whisper.cpp says (models/download-ggml-model.sh), or name the folder in the options of whisper-local: models.',
        cause,
      });
    });
  }

  #transcribe(
    asked: WhisperRequest,
    model: string,
    language: string,
    context: CollectContext,
  ): Promise<JsonValue> {
    return inTemporaryFolder(async (folder) => {
      const wav = join(folder, 'sound.wav');
      await writeSound(await this.#media(asked, folder, context), wav, context);
      const { threads } = this.#options;
      const { code, stderr } = await runProgram({
        program: this.#options.program,
        args: [
          '--model',
          model,
          '--file',
          wav,
          '--language',
          language,
          '--output-json-full',
          '--output-file',
          join(folder, 'out'),
          '--no-prints',
          ...(threads === undefined ? [] : ['--threads', String(threads)]),
          ...(asked.prompt === undefined ? [] : ['--prompt', asked.prompt]),
        ],
        signal: context.signal,
        remedy: REMEDY,
      });
      // It ends with 0 also where it could not read the file.
      const text =
        code === 0 ? await readFile(join(folder, 'out.json'), 'utf8').catch(() => undefined) : undefined;
      if (text === undefined) throw failed(asked.url, stderr);
      return keptOutput(JSON.parse(text) as WhisperOutput);
    });
  }

  /** The path of what is heard: as it lies there, from its site, or from its address. */
  async #media(asked: WhisperRequest, folder: string, context: CollectContext): Promise<string> {
    if (isFile(asked)) return fileURLToPath(asked.url);
    if (isSite(asked)) return this.#ytDlp.sound(asked.url, folder, context);
    const response = ensureOk(await context.fetch(asked.url, { cache: 'no-store', signal: context.signal }));
    const path = join(folder, 'media');
    if (response.body === null) throw failed(asked.url, 'its answer is empty');
    await pipeline(
      Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]),
      createWriteStream(path),
      { signal: context.signal },
    );
    return path;
  }

  async #document(
    output: WhisperOutput,
    asked: WhisperRequest,
    context: CollectContext,
  ): Promise<readonly Document[]> {
    const site = await factsOfSite(asked, this.#ytDlp, context);
    const url = isFile(asked) ? undefined : (site.url ?? asked.url);
    const transcript = { segments: segmentsOfWhisper(output), chapters: site.chapters };
    const { text, spans } = writeTranscript(transcript, asked, { url });
    if (text === '') return [];
    const heard = languageOfWhisper(output);
    const language =
      asked.language === undefined || asked.language === 'auto'
        ? heard
        : Intl.getCanonicalLocales(asked.language)[0];
    const published = asked.published ?? site.published;
    return [
      {
        id: site.id ?? documentId(asked),
        text,
        title: asked.title ?? site.title ?? documentTitle(asked),
        ...(url !== undefined && { url }),
        language,
        ...(site.authors?.length && { authors: site.authors }),
        ...(published !== undefined && { published }),
        spans,
        metadata: {
          ...site.info,
          provider: 'whisper.cpp',
          model: asked.model ?? DEFAULT_MODEL,
          ...(site.chapters?.length && { chapters: site.chapters.map((chapter) => ({ ...chapter })) }),
          ...subtitlesOf(transcript, asked, language),
        },
      },
    ];
  }
}

/** What is read of it; the rest names this machine and its processor. */
function keptOutput({ result, transcription = [] }: WhisperOutput): JsonValue {
  return {
    result: { language: result?.language },
    transcription: transcription.map(({ offsets, text, tokens = [] }) => ({
      offsets: { ...offsets },
      text,
      tokens: tokens.map((token) => ({
        text: token.text,
        ...(token.offsets && { offsets: { ...token.offsets } }),
      })),
    })),
  };
}

function failed(url: string, stderr: string): CollectError {
  const said = stderr.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
  return new CollectError('PROGRAM_FAILED', `whisper.cpp wrote no transcript of ${url}: ${said}`, {
    recovery: 'retry',
    hint: 'Call the program by hand to see what it says: whisper-cli --model … --file ….',
  });
}
