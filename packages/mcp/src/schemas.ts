import * as z from 'zod';

// Short: a client sends the whole list of tools with each question of its model.
const source = z.string().min(1).max(4096);
const many = z.array(source).min(1).max(1000);
const useCache = z.boolean().default(true).describe('false: neither read nor write the cache');
const runId = z.string().min(1).max(64);

export const transcribeVideo = z.strictObject({
  source_url: source.describe('URL or path of a video or audio'),
  language: z.string().min(1).max(40).optional().describe('BCP 47'),
  speaker_labels: z.boolean().optional(),
  use_cache: useCache,
});
export const collectWebContent = z.strictObject({
  url: source.describe('URL, or path of an HTML file'),
  selector: z.string().min(1).max(1000).optional().describe('CSS selector of what to take'),
  timeout: z.number().positive().max(3600).optional().describe('seconds'),
  use_cache: useCache,
});
export const sampleEmailArchive = z.strictObject({
  archive_path: source.describe('mbox, Maildir, .eml, or a folder of them'),
  query: z
    .string()
    .min(1)
    .max(2000)
    .optional()
    .describe('words, "phrases", AND OR NOT, from: subject: after:'),
  max_samples: z.int().min(1).max(100_000).default(100),
  use_cache: useCache,
});
export const processBook = z.strictObject({
  book_path: source.describe('EPUB, PDF, text, HTML'),
  chunk_size: z.int().min(16).max(1_000_000).default(8000).describe('characters'),
  use_cache: useCache,
});
export const batchTranscribeVideos = z.strictObject({
  video_urls: many,
  language: transcribeVideo.shape.language,
  speaker_labels: z.boolean().optional(),
  use_cache: useCache,
});
export const batchCollectWeb = z.strictObject({ urls: many, use_cache: useCache });
export const batchSampleEmails = z.strictObject({
  archives: many,
  query: sampleEmailArchive.shape.query,
  max_samples: sampleEmailArchive.shape.max_samples,
  use_cache: useCache,
});
export const batchProcessBooks = z.strictObject({
  book_paths: many,
  chunk_size: processBook.shape.chunk_size,
  use_cache: useCache,
});

// A field may name a file, which would be read beside the roots; what discovering fills in (`thread` of mail) is no plain value.
const plain = z
  .string()
  .max(4096)
  .refine(
    (text) => !/^\s*(?:file:|[/\\~]|[a-z]:[/\\])|(?:^|[/\\])\.\.(?:[/\\]|$)/i.test(text),
    'a field names no file: give it as a source',
  );
const field = z.union([
  plain,
  z.number(),
  z.boolean(),
  z.array(plain).max(1000),
  z.record(z.string().max(100), plain),
]);

const fields = z.record(z.string().max(100), field).default({});

/** Marks the place in the JSON Schema where the fields of what is loaded are named. */
export const REQUEST_FIELDS = "fields of the collectors' requests, as in the rc file";

/** What is to be collected, whatever it is. */
export const collect = z.strictObject({
  sources: many.describe('URLs and paths'),
  like: z.string().min(1).max(200).optional().describe('a pipeline of the rc file: use its chain and fields'),
  with: z.record(z.string().max(100), field).default({}).describe(REQUEST_FIELDS),
  use_cache: useCache,
});
/** As `collect`, or pipelines of the rc file. */
export const plan = z.strictObject({
  ...collect.shape,
  with: fields.describe('as for collect'),
  sources: many.optional().describe('URLs and paths'),
  pipelines: z
    .array(z.string().min(1).max(200))
    .min(1)
    .max(100)
    .optional()
    .describe('of the rc file, in place of sources'),
});
export const start = z.strictObject({
  ...plan.shape,
  run_id: runId.optional().describe('in place of sources: a run to go on with'),
});
export const status = z.strictObject({ run_id: runId.optional().describe('default: the last ten') });
export const result = z.strictObject({
  run_id: runId,
  cursor: z
    .string()
    .regex(/^\d{1,9}:\d{1,9}$/, 'expected "next_cursor" of the answer before')
    .optional()
    .describe('"next_cursor" of the answer before'),
});
export const cancel = z.strictObject({ run_id: runId });
export const nothing = z.strictObject({});

export const runAnswer = z.looseObject({
  run_id: z.string(),
  state: z.enum(['running', 'done', 'failed', 'cancelled', 'interrupted', 'unapproved']),
  next: z.string().describe('what to do next'),
});
export const planAnswer = z.looseObject({ most_usd: z.number(), pipelines: z.array(z.looseObject({})) });
/** Of one run, or the last ones. */
export const statusAnswer = z.looseObject({
  state: z.string().optional(),
  runs: z.array(z.looseObject({ run_id: z.string() })).optional(),
});
export const statsAnswer = z.looseObject({ hits: z.int(), misses: z.int() });
