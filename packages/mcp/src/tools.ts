import { BowerbirdError, type JsonObject } from '@bowerbird/core';
import type * as z from 'zod';
import type { CollectionRequest } from './request.ts';
import * as schemas from './schemas.ts';

/** A tool that collects, as a row: how its arguments become a request. The sources are as they were typed. */
export interface CollectingTool {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodObject;
  readonly request: (input: never) => Omit<CollectionRequest, 'tool'>;
}

// What buys is used where the rc file names it.
const VIDEO = {
  collectors: ['captions', 'assemblyai', 'openai-transcription', 'whisper-local', 'podcast'],
  use: ['captions', 'whisper-local'],
};
const [WEB, MAIL, BOOKS] = ['web', 'email', 'book'].map((name) => ({ collectors: [name], use: [name] }));

function tool<Input extends z.ZodObject>(
  name: string,
  description: string,
  input: Input,
  request: (input: z.infer<Input>) => Omit<CollectionRequest, 'tool'>,
): CollectingTool {
  return { name, description, input, request };
}

/** The tools by name: each a row onto a request. */
export const COLLECTING: readonly CollectingTool[] = [
  tool(
    'transcribe_video',
    'Transcript of one video or audio: captions, else what the rc file buys.',
    schemas.transcribeVideo,
    (input) => video([input.source_url], input),
  ),
  tool(
    'collect_web_content',
    'Main content of one page as Markdown.',
    schemas.collectWebContent,
    (input) => ({
      sources: [input.url],
      ...WEB,
      with: given({ selector: input.selector }),
      timeoutSeconds: input.timeout,
      useCache: input.use_cache,
    }),
  ),
  tool(
    'sample_email_archive',
    'Threads of a mail archive, those that match a query best.',
    schemas.sampleEmailArchive,
    (input) => mail([input.archive_path], input),
  ),
  tool(
    'process_book',
    'Text of a book in chunks that keep chapters and pages.',
    schemas.processBook,
    (input) => books([input.book_path], input),
  ),
  tool('batch_transcribe_videos', 'As transcribe_video, for many.', schemas.batchTranscribeVideos, (input) =>
    video(input.video_urls, input),
  ),
  tool('batch_collect_web', 'As collect_web_content, for many.', schemas.batchCollectWeb, (input) => ({
    sources: input.urls,
    ...WEB,
    with: {},
    useCache: input.use_cache,
  })),
  tool('batch_sample_emails', 'As sample_email_archive, for many.', schemas.batchSampleEmails, (input) =>
    mail(input.archives, input),
  ),
  tool('batch_process_books', 'As process_book, for many.', schemas.batchProcessBooks, (input) =>
    books(input.book_paths, input),
  ),
  tool('collect', 'Collects anything that a free collector takes.', schemas.collect, anything),
];

/** The request of `plan` and `start`. @throws {BowerbirdError} `CONFIG_INVALID` */
export function anyRequest(input: z.infer<typeof schemas.plan>): Omit<CollectionRequest, 'tool'> {
  const { sources, pipelines, like, with: fields, use_cache: useCache } = input;
  if ((sources === undefined) === (pipelines === undefined))
    throw new BowerbirdError('CONFIG_INVALID', 'expected either "sources" or "pipelines"');
  if (sources) return anything({ ...input, sources });
  if (like !== undefined || Object.keys(fields).length > 0) {
    throw new BowerbirdError('CONFIG_INVALID', '"like" and "with" belong to "sources"', {
      hint: 'Pipelines run as the rc file has them.',
    });
  }
  return { pipelines, with: {}, useCache };
}

function anything(input: z.infer<typeof schemas.collect>): Omit<CollectionRequest, 'tool'> {
  return {
    sources: input.sources,
    like: input.like,
    with: input.with as JsonObject,
    useCache: input.use_cache,
  };
}

function video(
  sources: readonly string[],
  input: Pick<z.infer<typeof schemas.transcribeVideo>, 'language' | 'speaker_labels' | 'use_cache'>,
): Omit<CollectionRequest, 'tool'> {
  return {
    sources,
    ...VIDEO,
    with: given({ language: input.language, speakerLabels: input.speaker_labels }),
    useCache: input.use_cache,
  };
}

function mail(
  sources: readonly string[],
  input: Pick<z.infer<typeof schemas.sampleEmailArchive>, 'query' | 'max_samples' | 'use_cache'>,
): Omit<CollectionRequest, 'tool'> {
  return {
    sources,
    ...MAIL,
    with: given({ query: input.query, maxSamples: input.max_samples }),
    useCache: input.use_cache,
  };
}

function books(
  sources: readonly string[],
  input: Pick<z.infer<typeof schemas.processBook>, 'chunk_size' | 'use_cache'>,
): Omit<CollectionRequest, 'tool'> {
  return { sources, ...BOOKS, with: {}, chunkSize: input.chunk_size, useCache: input.use_cache };
}

function given(fields: Readonly<Record<string, string | number | boolean | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as JsonObject;
}
