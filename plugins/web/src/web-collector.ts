import { fileURLToPath } from 'node:url';
import { type CollectContext, CollectError, type Document, defineCollector, ensureOk } from '@bowerbird/core';
import { binaryFormat } from './binary.ts';
import { contentKind, mediaType } from './content-kind.ts';
import { pagesIn } from './folder.ts';
import type { PageInput, PageResult, ParsedPage, Reading } from './page-parse.ts';
import { acceptPage, type WebRequest, webRequest } from './web-request.ts';

const ACCEPT = 'text/html, application/xhtml+xml;q=0.9, text/markdown;q=0.5, text/plain;q=0.5';

/** Collects a web page by its URL, a local HTML file, or all in a folder, as Markdown. */
export const web = defineCollector<WebRequest>({
  name: 'web',
  summary: 'Collects web pages and local HTML files and folders as Markdown.',
  request: webRequest,
  revision: 4,
  robots: true,
  accepts: acceptPage,
  create: () => ({
    discover: pagesIn,
    // Of these, folders hold others.
    canDiscover: ({ url }) => url.startsWith('file:'),
    async collect(request, context) {
      const isFile = request.url.startsWith('file:');
      return [isFile ? await collectFile(request, context) : await collectUrl(request, context)];
    },
  }),
});

async function collectUrl(request: WebRequest, context: CollectContext): Promise<Document> {
  const { url } = request;
  const response = await context.fetch(url, { headers: { accept: ACCEPT }, signal: context.signal });
  ensureOk(response);
  const contentType = response.headers.get('content-type') ?? undefined;
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (contentKind(contentType, bytes) === undefined) throw noPage(url, contentType, binaryFormat(bytes));
  const found = response.url || url;
  const contentLanguage = response.headers.get('content-language') ?? undefined;
  const reading = readingOf(request);
  const page = await parse({ bytes, contentType, contentLanguage, url: found, reading }, url, context);
  return toDocument(`web:${url}`, page, page.canonical ?? withoutFragment(found), mediaType(contentType));
}

async function collectFile(request: WebRequest, context: CollectContext): Promise<Document> {
  const path = fileURLToPath(request.url);
  // Named as evidence, so that a changed file is noticed.
  await context.digest(path);
  const page = await parse({ path, reading: readingOf(request) }, path, context);
  return toDocument(`web:${request.path ?? request.url}`, page, page.canonical, undefined);
}

function readingOf({ url, path, ...reading }: WebRequest): Reading {
  return reading;
}

async function parse(input: PageInput, about: string, context: CollectContext): Promise<ParsedPage> {
  const result = await context.compute<PageResult>(new URL(import.meta.resolve('#parse')), input);
  if (result.status === 'parsed') {
    const { page } = result;
    if (page.problem !== undefined) context.log(`${about} was read as plain text: ${page.problem}`);
    return page;
  }
  if (result.reason === 'too-large') {
    throw new CollectError('SOURCE_TOO_LARGE', `${about} is larger than the 32 MB that are read of a page`, {
      recovery: 'next',
      hint: 'It is more likely data than a page; take it out of the list.',
    });
  }
  if (result.reason === 'no-page') throw noPage(about, input.contentType);
  if (result.reason === 'binary') throw noPage(about, input.contentType, result.looksLike);
  if (result.reason === 'bad-selector' || result.reason === 'not-selected') {
    throw badSelection(result.reason, input.reading?.selector ?? '', about);
  }
  const [message, hint] = NO_TEXT[result.reason];
  throw new CollectError('SOURCE_INVALID', message(about), { recovery: 'next', hint });
}

function badSelection(
  reason: 'bad-selector' | 'not-selected',
  selector: string,
  about: string,
): CollectError {
  const quoted = JSON.stringify(selector);
  return reason === 'bad-selector'
    ? new CollectError('SOURCE_INVALID', `${quoted} is no CSS selector, so nothing of ${about} was taken`, {
        recovery: 'next',
        hint: 'Correct the selector of this source.',
      })
    : new CollectError('SOURCE_INVALID', `nothing on ${about} matches the selector ${quoted}`, {
        recovery: 'next',
        hint: 'Open the page to see what its content is called today, or leave the selector out.',
      });
}

const LATER = 'Once there is text, run again with --refresh.';
const NO_TEXT = {
  empty: [(about: string) => `${about} is empty`, `Open it to see whether it is to be so. ${LATER}`],
  'no-text': [
    (about: string) => `no text found on ${about}: not one letter or digit`,
    `Open it to see whether it is to be so. ${LATER}`,
  ],
  'no-content': [
    (about: string) => `no text found on ${about}`,
    `The page probably needs a browser: its text is written by JavaScript, which is not run here. ${LATER}`,
  ],
} as const;

function toDocument(
  id: string,
  page: ParsedPage,
  url: string | undefined,
  contentType: string | undefined,
): Document {
  const { text, spans, title, language, published, modified } = page;
  const {
    site,
    description,
    image,
    canonical,
    tags,
    licence,
    origins,
    charset,
    extraction,
    simhash,
    removed,
  } = page;
  return {
    id,
    text,
    title,
    url,
    language,
    ...(page.authors.length > 0 && { authors: page.authors }),
    published,
    modified,
    ...(spans.length > 0 && { spans }),
    metadata: {
      site,
      description,
      image,
      canonical,
      ...(tags.length > 0 && { tags }),
      licence,
      origins,
      contentType: contentType || undefined,
      charset,
      extraction,
      // A letter first: it stays text in YAML without quotes.
      simhash: `hex:${simhash}`,
      ...(removed !== undefined && { removed: removed.map((part) => ({ ...part })) }),
    },
  };
}

function noPage(about: string, contentType: string | undefined, looksLike?: string): CollectError {
  const type = mediaType(contentType);
  const declared = type === '' ? 'is of no known type' : `is of type ${type}`;
  let what = declared;
  if (looksLike !== undefined)
    what = type === '' ? `looks like ${looksLike}` : `${declared} and looks like ${looksLike}`;
  return new CollectError('SOURCE_UNSUPPORTED', `${about} ${what}, which is no web page`, {
    recovery: 'next',
    hint: 'Name a collector that reads this type, or take the source out of the list.',
  });
}

function withoutFragment(url: string): string {
  return url.split('#', 1)[0] ?? url;
}
