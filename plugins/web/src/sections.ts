import type { Span } from '@bowerbird/core';
import { type Block, plainText, unescapeText, writeBlocks } from '@bowerbird/markdown';

/** A document's text with its sections. */
export interface Sectioned {
  readonly text: string;
  readonly spans: readonly Span[];
}

/**
 * Content as Markdown, and a span for each of its headings.
 * @param url of the page: headings with an id get an `href`
 */
export function writeSections(blocks: readonly Block[], url: string | undefined): Sectioned {
  const headings: Heading[] = [];
  let text = '';
  for (const [index, written] of writeBlocks(blocks).entries()) {
    if (index > 0) text += '\n\n';
    const block = blocks[index];
    if (block?.type === 'heading') {
      const { level, id } = block;
      const href = id && url ? { href: `${url.split('#', 1)[0]}#${encodeURI(id)}` } : undefined;
      headings.push({ start: text.length, level, title: plainText(block.children), ...href });
    }
    text += written;
  }
  return { text, spans: toSpans(headings, text.length) };
}

/**
 * Markdown of others with tidy white space, and a span for each heading: from it to the next heading of any level. What stands in front of
 * the first heading is in no section.
 */
export function toSections(markdown: string): Sectioned {
  const headings: Heading[] = [];
  const lines: string[] = [];
  let length = 0;
  for (const line of tidyLines(markdown)) {
    if (!line.isCode && /^#{1,6} /.test(line.text)) {
      const level = line.text.indexOf(' ');
      headings.push({ start: length, level, title: plainInline(line.text.slice(level + 1)) });
    }
    lines.push(line.text);
    length += line.text.length + 1;
  }
  const text = lines.join('\n');
  return { text, spans: toSpans(headings, text.length) };
}

interface Heading {
  readonly start: number;
  readonly level: number;
  readonly title: string;
  readonly href?: string;
}

function toSpans(headings: readonly Heading[], end: number): readonly Span[] {
  const open: Heading[] = [];
  return headings.map((heading, index) => {
    while (open.length > 0 && (open.at(-1)?.level ?? 0) >= heading.level) open.pop();
    open.push(heading);
    const path = open.map(({ title }) => title);
    const { start, href } = heading;
    return {
      start,
      end: headings[index + 1]?.start ?? end,
      locator: { kind: 'section', path, ...(href !== undefined && { href }) },
    };
  });
}

interface Line {
  readonly text: string;
  readonly isCode: boolean;
}

/** Lines without trailing space, never more than one blank line outside of code; a line break of Markdown (two spaces) stays. */
function tidyLines(markdown: string): readonly Line[] {
  const lines: Line[] = [];
  let fence: string | undefined;
  const source = markdown.trim().split('\n');
  for (const [index, raw] of source.entries()) {
    const mark = /^[\s>-]*?(`{3,}|~{3,})/.exec(raw)?.[1];
    if (fence !== undefined) {
      lines.push({ text: raw.trimEnd(), isCode: true });
      if (mark?.startsWith(fence) && raw.trim() === mark) fence = undefined;
      continue;
    }
    if (mark !== undefined) fence = mark;
    // One space in front is what folding left; the parts of lists are indented by two and more.
    const text = tidy(raw).replace(/^ (?=\S)/, '');
    const isBreak = / {2}$/.test(raw) && text !== '' && source[index + 1]?.trim();
    if (text === '' && (lines.length === 0 || lines.at(-1)?.text === '')) continue;
    lines.push({ text: isBreak && mark === undefined ? `${text}  ` : text, isCode: mark !== undefined });
  }
  while (lines.at(-1)?.text === '') lines.pop();
  return lines;
}

// Zero-width characters and soft hyphens break words for search and for models; a no-break space is a space.
function tidy(line: string): string {
  return line
    .replace(/[\u200b\u2060\ufeff\u00ad]/g, '')
    .replace(/\u00a0/g, ' ')
    .trimEnd();
}

/** A heading's Markdown as plain text. */
function plainInline(markdown: string): string {
  const text = markdown
    .replace(/!\[([^\]]*)\]\((?:\\.|[^()\\])*\)/g, '$1')
    .replace(/\[((?:\\.|[^\]\\])*)\]\((?:\\.|[^()\\])*\)/g, '$1')
    .replace(/(?<!\\)(?:[*`]+|~~)/g, '');
  return unescapeText(text).replace(/\s+/g, ' ').trim();
}
