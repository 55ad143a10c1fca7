import { readFileSync, statSync } from 'node:fs';
import type { Span } from '@bowerbird/core';
import { binaryFormat, looksBinary } from './binary.ts';
import { decode } from './charset.ts';
import { type ContentKind, contentKind } from './content-kind.ts';
import { type DomElement, foldedText } from './dom.ts';
import { cleanMarkup, NO_TEXT, parseTree } from './html-tree.ts';
import { documentBase } from './links.ts';
import { findMainContent } from './main-content.ts';
import { toMarkdown } from './markdown.ts';
import { type PageMetadata, readMetadata } from './metadata.ts';
import { gatherFacts } from './page-facts.ts';
import { plainText } from './plain-text.ts';
import { prepare } from './prepare.ts';
import { toSections } from './sections.ts';
import { sameText } from './title.ts';

/** A page for the worker: its bytes, or the path of a local file. Everything in it survives a structured clone. */
export interface PageInput {
  readonly bytes?: Uint8Array | undefined;
  /** Absolute path. */
  readonly path?: string | undefined;
  readonly contentType?: string | undefined;
  readonly contentLanguage?: string | undefined;
  /** Where it was found, after redirects; `undefined` for a local file. */
  readonly url?: string | undefined;
}

/** A page, read. */
export interface ParsedPage extends PageMetadata {
  readonly text: string;
  readonly spans: readonly Span[];
  readonly charset: string;
  /** How the main content was found; `plain`: text without structure. */
  readonly extraction: 'readability' | 'main' | 'body' | 'plain';
  /** Why an HTML page was read without its structure. */
  readonly problem?: string | undefined;
}

/** What became of a page. A value and not an error: a class and its fields do not cross a thread. */
export type PageResult =
  | { readonly status: 'parsed'; readonly page: ParsedPage }
  | {
      readonly status: 'refused';
      /** `empty`: nothing but white space; `no-text`: a plain text without a letter; `no-content`: markup or scripts alone. */
      readonly reason: 'empty' | 'no-text' | 'no-content' | 'too-large' | 'no-page';
    }
  | { readonly status: 'refused'; readonly reason: 'binary'; readonly looksLike: string };

/** Larger pages are not read: their text is data, and it would take the memory of the worker. */
export const MAX_BYTES = 32 * 1024 * 1024;

/** Reads a page: charset, metadata, main content as Markdown, sections. Pure but for reading `path`. Runs in a worker. */
export default function parsePage(input: PageInput): PageResult {
  const bytes = bytesOf(input);
  if (bytes === undefined || bytes.length > MAX_BYTES) return { status: 'refused', reason: 'too-large' };
  const format = binaryFormat(bytes);
  if (format !== undefined) return { status: 'refused', reason: 'binary', looksLike: format };
  // A local file is a page because the request says so.
  const kind = contentKind(input.path === undefined ? input.contentType : 'text/html', bytes);
  if (kind === undefined) return { status: 'refused', reason: 'no-page' };
  const { text, charset } = decode(bytes, input.contentType);
  if (!charset.startsWith('UTF-16') && looksBinary(bytes)) {
    return { status: 'refused', reason: 'binary', looksLike: 'binary data' };
  }
  if (text.trim() === '') return { status: 'refused', reason: 'empty' };
  const isHtml = kind === 'html' || kind === 'xhtml';
  const page = isHtml ? readHtml(text, kind, input) : readText(text, kind, input);
  if (!hasText(page.text)) return { status: 'refused', reason: isHtml ? 'no-content' : 'no-text' };
  return { status: 'parsed', page: { ...page, charset } };
}

function bytesOf({ bytes, path }: PageInput): Uint8Array | undefined {
  if (path === undefined) return bytes ?? new Uint8Array();
  return statSync(path).size > MAX_BYTES ? undefined : readFileSync(path);
}

/** Whether a text says anything once the targets of links and images are away. */
function hasText(markdown: string): boolean {
  return /[\p{L}\p{N}]/u.test(markdown.replace(/\]\((?:\\.|[^()\\])*\)/g, ']'));
}

type Page = Omit<ParsedPage, 'charset'>;

function readHtml(markup: string, kind: ContentKind, input: PageInput): Page {
  const isXml = kind === 'xhtml' || markup.startsWith('<?xml');
  const html = isXml ? closeElements(markup) : markup;
  const tree = parseTree(html);
  if (tree === undefined) return readFlat(html, headMetadata(html, input), 'it has too many elements');
  const facts = gatherFacts(tree);
  const metadata = readMetadata(facts, input.url, input.contentLanguage);
  const baseUrl = documentBase(facts.base, input.url ?? metadata.canonical);
  try {
    const clean = cleanMarkup(tree);
    return clean === undefined
      ? readFlat(html, metadata, 'it is too large')
      : readContent(clean, metadata, input, baseUrl);
  } catch (error) {
    // Three DOM libraries on foreign input: what one of them trips over costs the structure and not the document.
    return readFlat(html, metadata, error instanceof Error ? error.message : String(error));
  }
}

function readContent(
  clean: string,
  metadata: PageMetadata,
  input: PageInput,
  baseUrl: string | undefined,
): Page {
  const { element, by } = findMainContent(clean, metadata.isArticle);
  prepare(element, input.url ?? metadata.canonical, baseUrl);
  dropTitle(element, metadata.title);
  const url = metadata.canonical ?? input.url;
  return { ...metadata, ...toSections(toMarkdown(element), url), extraction: by };
}

/** The document has its title in a field: the first heading, or the first block, that only repeats it goes. */
function dropTitle(root: DomElement, title: string | undefined): void {
  // A page that says nothing else keeps it.
  if (sameText(foldedText(root), title)) return;
  const heading = root.querySelector('h1, h2');
  if (heading !== null && sameText(foldedText(heading), title)) {
    heading.remove();
    return;
  }
  let first: DomElement | undefined = root;
  while (first !== undefined && !sameText(foldedText(first), title)) {
    first = [...first.children].find((child) => foldedText(child) !== '');
  }
  if (first !== undefined && first !== root) first.remove();
}

/** Structure is lost, text is not. */
function readFlat(html: string, metadata: PageMetadata, problem: string): Page {
  return { ...metadata, text: plainText(html), spans: [], extraction: 'plain', problem };
}

/** What the head of a page says whose body is too large for a tree. */
function headMetadata(html: string, { url, contentLanguage }: PageInput): PageMetadata {
  const body = html.search(/<body[\s>]/i);
  const tree = parseTree(html.slice(0, body >= 0 ? body : 100_000)) ?? parseTree('') ?? never();
  return readMetadata(gatherFacts(tree), url, contentLanguage);
}

function never(): never {
  throw new Error('an empty page has elements');
}

// In XHTML any element may close itself; HTML would read the rest of the page into it.
const SELF_CLOSED =
  /<((?:script|title|style|textarea|iframe|noscript|a|p|div|span|td|th|li|i|em|b|strong|h[1-6]|ul|ol)\b[^<>]*)\/>/g;

function closeElements(markup: string): string {
  return markup.replace(SELF_CLOSED, (_, tag: string) => `<${tag}></${/^\w+/.exec(tag)?.[0] ?? ''}>`);
}

function readText(text: string, kind: ContentKind, input: PageInput): Page {
  const facts = gatherFacts(parseTree('') ?? never());
  const metadata = readMetadata(facts, input.url, input.contentLanguage);
  const clean = text.replace(/\r\n?/g, '\n').replace(NO_TEXT, '').trim();
  if (kind === 'text') return { ...metadata, text: clean, spans: [], extraction: 'plain' };
  const sections = toSections(clean, undefined);
  const [first] = sections.spans;
  const title = first?.locator.kind === 'section' ? first.locator.path[0] : undefined;
  return { ...metadata, title, ...sections, extraction: 'plain' };
}
