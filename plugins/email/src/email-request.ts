import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { JsonValue, Resource, Schema } from '@bowerbird/core';
import { en } from 'zod/locales';
import * as z from 'zod/mini';
import { containerOf, isOutlookFile } from './archive/files.ts';
import type { SelectedThread, Selection } from './select-parse.ts';

/** A thread of an archive, as `discover` finds it. */
export interface FoundThread extends SelectedThread {
  readonly archive: {
    /** `file:` URL. */
    readonly url: string;
    /** What documents call it; absent: the URL. */
    readonly name?: string | undefined;
  };
}

/** What the collector `email` is asked for: an archive, or one thread of it. */
export interface EmailRequest extends PartialOf<Selection> {
  /** `file:` URL of a file or folder. */
  readonly url?: string | undefined;
  /** Its path from the folder of the rc file: documents name their file by it. */
  readonly path?: string | undefined;
  /** Files to hand over to other collectors, by the ends of their names. */
  readonly attachments?: readonly string[] | undefined;
  readonly explain?: boolean | undefined;
  /** Of a thread: what its document will be called. */
  readonly id?: string | undefined;
  /** Found by `discover`. */
  readonly thread?: FoundThread | undefined;
}

type PartialOf<T> = { readonly [Key in keyof T]?: T[Key] | undefined };

/** How many threads a query brings where nothing else is said. */
export const DEFAULT_SAMPLES = 100;

// Beside the smaller half of Zod, its messages.
z.config(en());

const address = z.transform((value: string, context): string => {
  const url = isAbsolute(value) ? pathToFileURL(value) : URL.parse(value);
  if (url?.protocol === 'file:' && url.host === '') return url.href;
  context.issues.push({ code: 'custom', message: 'expected an absolute path or a file: URL', input: value });
  return z.NEVER;
});

const day = z
  .string()
  .check(
    z.refine(
      (value) => /^\d{4}(?:-\d{2}){0,2}(?:T.*)?$/.test(value) && !Number.isNaN(Date.parse(value)),
      'expected a date such as "2024-05-31"',
    ),
  );

const message = z.strictObject({
  file: z.string(),
  container: z.enum(['mbox', 'message', 'emlx']),
  packed: z.boolean(),
  start: z.int().check(z.minimum(0)),
  end: z.int().check(z.minimum(0)),
  digest: z.string(),
  chosen: z.boolean(),
});

const text = z.string().check(z.minLength(1));

const fields = z.strictObject({
  url: z
    .optional(z.pipe(z.string(), address))
    .check(z.describe('Path or file: URL of an mbox, a Maildir, an .eml file or a folder of them')),
  path: z.optional(text).check(z.describe('The name that documents give to the archive; found by itself')),
  split: z.optional(z.enum(['thread', 'message'])).check(z.describe('What a document is; default: thread')),
  threads: z
    .optional(z.enum(['references', 'references-and-subject', 'subject']))
    .check(z.describe('By what messages are a thread; default: references')),
  query: z
    .optional(text)
    .check(
      z.describe(
        'Words, "phrases", AND, OR, NOT, and from: to: subject: list: label: has:attachment before: after:',
      ),
    ),
  people: z
    .optional(z.array(text).check(z.minLength(1)))
    .check(z.describe('Addresses or names: messages from or to any of them')),
  since: z.optional(day).check(z.describe('Messages from this day on')),
  until: z.optional(day).check(z.describe('Messages before this day')),
  include: z
    .optional(z.array(z.enum(['automated', 'junk'])))
    .check(z.describe('What is left out otherwise: mail of programs; spam, bin and chats')),
  maxSamples: z
    .optional(z.int().check(z.minimum(1)))
    .check(z.describe(`At most so many documents; default: all, or ${DEFAULT_SAMPLES} with a query`)),
  sample: z
    .optional(z.enum(['newest', 'random', 'longest', 'relevant', 'per-year', 'per-sender', 'per-thread']))
    .check(z.describe('Which; default: relevant to the words of the query, else newest')),
  seed: z.optional(z.int()).check(z.describe('Of what is drawn by lot; default: 1')),
  attachments: z
    .optional(z.array(z.string().check(z.regex(/^[a-z0-9]+$/))))
    .check(
      z.describe(
        'Attachments to hand over to other collectors, by the ends of their names, as in [pdf, html]',
      ),
    ),
  explain: z
    .optional(z.boolean())
    .check(z.describe('Tells in the metadata what was taken out of each message')),
  id: z.optional(text).check(z.describe('Found by itself')),
  thread: z
    .optional(
      z.strictObject({
        archive: z.strictObject({ url: z.string(), name: z.optional(text) }),
        key: text,
        messages: z.array(message),
      }),
    )
    .check(z.describe('Found by itself')),
});

const request = fields.check(
  z.refine(
    ({ url, thread }) => url !== undefined || thread !== undefined,
    'expected a url: the path of an archive',
  ),
);

/** The request: reads its own output unchanged. */
export const emailRequest: Schema<EmailRequest> = {
  '~standard': {
    ...request['~standard'],
    jsonSchema: { input: ({ target }) => z.toJSONSchema(request, { target, io: 'input' }) },
  },
};

const MAIL_NAME = /\.(?:mbox|mbx|mboxrd|eml|emlx|mbox\.gz|msf)$/i;

/** The request for a file that is mail by its first bytes, or a folder that is a Maildir, a Takeout, or has mail by its names. */
export function acceptMail({ uri, path, head, entries }: Resource): EmailRequest | undefined {
  const url = URL.parse(uri);
  if (url?.protocol !== 'file:' || url.host !== '') return undefined;
  const request = path === undefined ? { url: uri } : { url: uri, path };
  if (entries !== undefined) return isMailFolder(entries) ? request : undefined;
  if (head === undefined) return undefined;
  const name = url.pathname.split('/').at(-1) ?? '';
  // It is told why Outlook's files are not read.
  const isMail =
    containerOf(Buffer.from(head), name) !== undefined || (/\.msg$/i.test(name) && isOutlookFile(head));
  return isMail ? request : undefined;
}

function isMailFolder(entries: readonly string[]): boolean {
  const names = new Set(entries);
  if (names.has('cur') && (names.has('new') || names.has('tmp'))) return true;
  if (names.has('archive_browser.html') && names.has('Mail')) return true;
  return entries.some((name) => MAIL_NAME.test(name));
}

/** A thread is named by what is in it: how it was found makes it no other. */
export function identifyMail({ id: _, ...request }: EmailRequest): JsonValue {
  const { split = 'thread', explain = false, thread } = request;
  if (thread === undefined) return request as unknown as JsonValue;
  const { archive, key, messages } = thread;
  return {
    archive: archive.name ?? archive.url,
    split,
    explain,
    key,
    messages: messages as unknown as JsonValue,
  };
}
