import { readFileSync, statSync } from 'node:fs';
import type { Span } from '@bowerbird/core';
import { type Block, type Element, readContent } from '@bowerbird/markdown';
import { binaryFormat, looksBinary } from './binary.ts';
import { decode } from './charset.ts';
import { countWords } from './content/blocks.ts';
import type { Favor } from './content/choose.ts';
import { bodyOf, type Found, keepContent, type Removed } from './content/content.ts';
import { hintsOf } from './content/hints.ts';
import type { Model } from './content/model.ts';
import type { PageHints } from './content/page.ts';
import { type ContentKind, contentKind } from './content-kind.ts';
import { fingerprint } from './fingerprint.ts';
import { cleanTree, NO_TEXT, parseTree, toElement } from './html-tree.ts';
import { documentBase } from './links.ts';
import { type PageMetadata, readMetadata } from './metadata.ts';
import { gatherFacts } from './page-facts.ts';
import { pageHooks } from './page-hooks.ts';
import { plainText } from './plain-text.ts';
import { toSections, writeSections } from './sections.ts';
import { select } from './select.ts';
import { withoutByline, withoutLooseRules, withoutTables, withoutTitle } from './simplify.ts';

/** A page for the worker: its bytes, or the path of a local file. Everything in it survives a structured clone. */
export interface PageInput {
  readonly bytes?: Uint8Array | undefined;
  /** Absolute path. */
  readonly path?: string | undefined;
  readonly contentType?: string | undefined;
  readonly contentLanguage?: string | undefined;
  /** Where it was found, after redirects; `undefined` for a local file. */
  readonly url?: string | undefined;
  readonly reading?: Reading | undefined;
}

/** How a page is to be read: the fields of the request that are not its address. */
export interface Reading {
  /** CSS selector of the content; else it is looked for. */
  readonly selector?: string | undefined;
  readonly favor?: Favor | undefined;
  readonly comments?: boolean | undefined;
  readonly links?: boolean | undefined;
  readonly images?: 'links' | 'alt' | 'none' | undefined;
  readonly tables?: boolean | undefined;
  readonly explain?: boolean | undefined;
}

/** A page, read. */
export interface ParsedPage extends PageMetadata {
  readonly text: string;
  readonly spans: readonly Span[];
  readonly charset: string;
  /** How the main content was found: `blocks` by looking for it, `plain` is text without structure. */
  readonly extraction: 'blocks' | 'selector' | 'json-ld' | 'plain';
  /** A number for finding texts that are nearly the same, see `fingerprint`. */
  readonly simhash: string;
  /** What is not in the text, if it was asked for. */
  readonly removed?: readonly Removed[] | undefined;
  /** Why an HTML page was read without its structure. */
  readonly problem?: string | undefined;
}

/** What became of a page. A value and not an error: a class and its fields do not cross a thread. */
export type PageResult =
  | { readonly status: 'parsed'; readonly page: ParsedPage }
  | {
      readonly status: 'refused';
      /** `empty`: nothing but white space; `no-text`: a plain text without a letter; `no-content`: markup or scripts alone. */
      readonly reason:
        | 'empty'
        | 'no-text'
        | 'no-content'
        | 'too-large'
        | 'no-page'
        | 'bad-selector'
        | 'not-selected';
    }
  | { readonly status: 'refused'; readonly reason: 'binary'; readonly looksLike: string };

/** Larger pages are not read: their text is data, and it would take the memory of the worker. */
export const MAX_BYTES = 32 * 1024 * 1024;

/**
 * Reads a page: charset, metadata, main content as Markdown, sections. Pure but for reading `path`. Runs in a worker.
 * @param model what tells content from the rest; for benchmarks
 */
export default function parsePage(input: PageInput, model?: Model): PageResult {
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
  const page = isHtml ? readHtml(text, kind, input, model) : readText(text, kind, input);
  if (typeof page === 'string') return { status: 'refused', reason: page };
  if (!hasText(page.text)) return { status: 'refused', reason: isHtml ? 'no-content' : 'no-text' };
  return { status: 'parsed', page: { ...page, charset, simhash: fingerprint(page.text) } };
}

function bytesOf({ bytes, path }: PageInput): Uint8Array | undefined {
  if (path === undefined) return bytes ?? new Uint8Array();
  return statSync(path).size > MAX_BYTES ? undefined : readFileSync(path);
}

/** Whether a text says anything once the targets of links and images are away. */
function hasText(markdown: string): boolean {
  return /[\p{L}\p{N}]/u.test(markdown.replace(/\]\((?:\\.|[^()\\])*\)/g, ']'));
}

type Page = Omit<ParsedPage, 'charset' | 'simhash'>;

function readHtml(
  markup: string,
  kind: ContentKind,
  input: PageInput,
  model: Model | undefined,
): Page | 'bad-selector' | 'not-selected' {
  const isXml = kind === 'xhtml' || markup.startsWith('<?xml');
  const html = isXml ? closeElements(markup) : markup;
  const tree = parseTree(html);
  if (tree === undefined) return readFlat(html, headMetadata(html, input), 'it has too many elements');
  const facts = gatherFacts(tree);
  const metadata = readMetadata(facts, input.url, input.contentLanguage);
  const hints = hintsOf(facts, metadata, input.url ?? metadata.canonical);
  const baseUrl = documentBase(facts.base, input.url ?? metadata.canonical);
  const { selector, favor = 'balanced', comments = false } = input.reading ?? {};
  try {
    cleanTree(tree);
    const body = bodyOf(tree);
    const found =
      selector === undefined && body !== undefined
        ? keepContent(body, hints, { favor, comments, model })
        : undefined;
    const told = linkedText(found, hints);
    if (told !== undefined) return { ...metadata, ...told };
    if (body === undefined) return readFlat(html, metadata, 'it has frames for a body');
    const root = selected(toElement(body), selector);
    return typeof root === 'string' ? root : readTree(root, metadata, input, baseUrl, found);
  } catch (error) {
    // Libraries on foreign input: what one of them trips over costs the structure and not the document.
    return readFlat(html, metadata, error instanceof Error ? error.message : String(error));
  }
}

// A page with fewer words of its own, whose text comes by script, may have it in its JSON-LD.
const HARDLY_ANY = 25;

function linkedText(
  found: Found | undefined,
  { body, description, isProduct }: PageHints,
): Pick<Page, 'text' | 'spans' | 'extraction'> | undefined {
  const told = body ?? (isProduct ? description : undefined);
  if (found === undefined || told === undefined || found.words >= HARDLY_ANY) return undefined;
  const text = /<[a-z]/i.test(told) ? plainText(told) : told.trim();
  if (countWords(text) <= found.words) return undefined;
  return { ...toSections(text.replace(/\s*\n\s*/g, '\n\n')), extraction: 'json-ld' };
}

function selected(body: Element, selector: string | undefined): Element | 'bad-selector' | 'not-selected' {
  if (selector === undefined) return body;
  try {
    return select(body, selector) ?? 'not-selected';
  } catch {
    return 'bad-selector';
  }
}

function readTree(
  root: Element,
  metadata: PageMetadata,
  input: PageInput,
  baseUrl: string | undefined,
  found: Found | undefined,
): Page {
  const { reading = {} } = input;
  const read = readContent(
    root,
    pageHooks(root, { pageUrl: input.url ?? metadata.canonical, baseUrl }, reading),
  );
  const titled = withoutTitle(reading.tables === false ? withoutTables(read) : read, metadata.title);
  const blocks = withoutLooseRules(withoutByline(titled, metadata.authors).map(belowTitle));
  const sections = writeSections(blocks, metadata.canonical ?? input.url);
  const extraction = found === undefined ? 'selector' : 'blocks';
  return { ...metadata, ...sections, extraction, ...(reading.explain && { removed: found?.removed ?? [] }) };
}

/** Level 1 is the document's title, which is not in the text. */
function belowTitle(block: Block): Block {
  return block.type === 'heading' && block.level === 1 ? { ...block, level: 2 } : block;
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
  const sections = toSections(clean);
  const [first] = sections.spans;
  const title = first?.locator.kind === 'section' ? first.locator.path[0] : undefined;
  return { ...metadata, title, ...sections, extraction: 'plain' };
}
