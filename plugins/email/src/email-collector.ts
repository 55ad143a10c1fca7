import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type CollectContext,
  CollectError,
  type Document,
  defineCollector,
  type Handover,
} from '@bowerbird/core';
import { type ArchivePlace, placeOf } from './archive/place.ts';
import { unpack } from './archive/unpack.ts';
import { updateIndex } from './archive/update-index.ts';
import type { AttachmentsInput } from './attachments-parse.ts';
import {
  acceptMail,
  DEFAULT_SAMPLES,
  type EmailRequest,
  emailRequest,
  type FoundThread,
  identifyMail,
} from './email-request.ts';
import type { SelectedThread, SelectInput, Selection, SelectResult } from './select-parse.ts';
import { needsWords, parseQuery } from './selection/query.ts';
import type { ThreadInput, ThreadMessage, ThreadResult } from './thread-parse.ts';

/** Collects archives of mail: one document for each thread, or for each message. */
export const email = defineCollector<EmailRequest>({
  name: 'email',
  summary: 'Collects mail archives (mbox, Maildir, .eml, Takeout), one document per thread.',
  request: emailRequest,
  revision: 3,
  accepts: acceptMail,
  identify: identifyMail,
  create: (_, home) => {
    const collector = new EmailCollector(home.state);
    return {
      discover: (request, context) => collector.discover(request, context),
      collect: (request, context) => collector.collect(request, context),
    };
  },
});

class EmailCollector {
  readonly #state: string;
  // An index is brought up to date by one call at a time.
  readonly #updating = new Map<string, Promise<unknown>>();

  constructor(state: string) {
    this.#state = state;
  }

  async *discover(request: EmailRequest, context: CollectContext): AsyncGenerator<EmailRequest | Handover> {
    const { url, path, split, explain, attachments = [] } = request;
    if (url === undefined) return;
    const place = placeOf(fileURLToPath(url), this.#state);
    const handedOver = new Set<string>();
    for await (const thread of this.#threads(place, request, context)) {
      const archive = path === undefined ? { url } : { url, name: path };
      yield {
        id: `email:${thread.key}`,
        ...(split && { split }),
        ...(explain && { explain }),
        thread: { archive, ...thread },
      };
      if (attachments.length === 0) continue;
      for (const source of await this.#attachments({ archive, ...thread }, attachments, context)) {
        if (!handedOver.has(source)) yield { source };
        handedOver.add(source);
      }
    }
  }

  /** The documents of a thread; of an archive, those of all the threads that are asked for. */
  async collect(request: EmailRequest, context: CollectContext): Promise<readonly Document[]> {
    if (request.thread !== undefined) return this.#read(request, request.thread, context);
    const documents: Document[] = [];
    for await (const item of this.discover({ ...request, attachments: [] }, context)) {
      if ('thread' in item) documents.push(...(await this.collect(item, context)));
    }
    return documents;
  }

  async *#threads(
    place: ArchivePlace,
    request: EmailRequest,
    context: CollectContext,
  ): AsyncGenerator<SelectedThread> {
    const query = request.query === undefined ? undefined : parseQuery(request.query);
    await this.#update(place, query !== undefined && needsWords(query), context);
    const selection = selectionOf(request);
    let after: number | undefined = 0;
    while (after !== undefined) {
      const input: SelectInput = { database: place.database, selection, after };
      const page: SelectResult = await context.compute(new URL(import.meta.resolve('#select')), input);
      yield* page.threads;
      after = page.next;
    }
  }

  async #update(place: ArchivePlace, words: boolean, context: CollectContext): Promise<void> {
    const before = this.#updating.get(place.root) ?? Promise.resolve();
    const update = before
      .catch(() => undefined)
      .then(async () => {
        context.signal.throwIfAborted();
        await ensureThere(place.root);
        const { files, skipped } = await updateIndex(place, words, context);
        if (files === 0) throw noMail(place.root, skipped[0]?.reason);
      });
    this.#updating.set(place.root, update);
    try {
      await update;
    } finally {
      if (this.#updating.get(place.root) === update) this.#updating.delete(place.root);
    }
  }

  async #read(
    request: EmailRequest,
    thread: FoundThread,
    context: CollectContext,
  ): Promise<readonly Document[]> {
    const { split = 'thread', explain = false } = request;
    const { archive, key } = thread;
    const messages = await this.#messages(thread, context);
    const input: ThreadInput = { key, split, explain, messages };
    const result = await context.compute<ThreadResult>(new URL(import.meta.resolve('#thread')), input);
    if (result.status === 'moved') throw moved(result.file);
    // The thread rests on these bytes of the archive, not on the whole file: what is added elsewhere makes it no other.
    const bytes = thread.messages.map(({ file, start, end, digest }) => ({ file, start, end, digest }));
    await context.evidence({ archive: archive.name ?? archive.url, bytes }, async () => bytes);
    return result.documents;
  }

  /** Where the messages lie, packed files unpacked. */
  async #messages(thread: FoundThread, context: CollectContext): Promise<readonly ThreadMessage[]> {
    const { url, name = url } = thread.archive;
    const place = placeOf(fileURLToPath(url), this.#state);
    await ensureThere(place.root);
    const paths = new Map<string, string>();
    for (const { file, packed } of thread.messages) {
      if (paths.has(file)) continue;
      const real = file === '' ? place.root : join(place.root, file);
      paths.set(file, packed ? await unpacked(real, place.unpacked(file), context.signal) : real);
    }
    return thread.messages.map(({ file, container, start, end, digest, chosen }) => ({
      file: file === '' ? name : `${name.replace(/\/$/, '')}/${file}`,
      path: paths.get(file) ?? '',
      container,
      start,
      end,
      digest,
      chosen,
    }));
  }

  async #attachments(
    thread: FoundThread,
    endings: readonly string[],
    context: CollectContext,
  ): Promise<readonly string[]> {
    const messages = await this.#messages(thread, context);
    const input: AttachmentsInput = { messages, endings, folder: join(this.#state, 'attachments') };
    return context.compute(new URL(import.meta.resolve('#attachments')), input);
  }
}

function selectionOf(request: EmailRequest): Selection {
  const {
    threads = 'references',
    split = 'thread',
    query,
    people,
    since,
    until,
    include = [],
    sample,
    seed = 1,
  } = request;
  const isSampled = query !== undefined || sample !== undefined;
  const maxSamples = request.maxSamples ?? (isSampled ? DEFAULT_SAMPLES : undefined);
  return { threads, split, query, people, since, until, include, maxSamples, sample, seed };
}

async function unpacked(packed: string, target: string, signal: AbortSignal): Promise<string> {
  const isThere = await stat(target).then(
    () => true,
    () => false,
  );
  if (!isThere) await unpack(packed, target, signal);
  return target;
}

async function ensureThere(root: string): Promise<void> {
  try {
    await stat(root);
  } catch (cause) {
    throw new CollectError('SOURCE_NOT_FOUND', `${root} is not there`, {
      recovery: 'next',
      hint: 'Check the path, or take the source out of the list.',
      cause,
    });
  }
}

function noMail(root: string, reason = 'it holds no mail'): CollectError {
  return new CollectError('SOURCE_UNSUPPORTED', `nothing can be collected from ${root}: ${reason}`, {
    recovery: 'next',
    hint: 'mbox, Maildir, .eml, .emlx, gzip files of these and folders of them are read.',
  });
}

function moved(file: string): CollectError {
  return new CollectError('SOURCE_UNAVAILABLE', `${file} was changed while it was read`, {
    recovery: 'retry',
    hint: 'Run again once nothing writes to it any more.',
  });
}
