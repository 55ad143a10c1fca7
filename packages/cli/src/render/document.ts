import type { Document } from '@bowerbird/core';
import { cleanLine } from './format.ts';

/** Between two documents: a rule. */
export const SEPARATOR = '\n---\n\n';

const HEADING = /^\s*#[ \t]+[^\n]*\n?/;

/**
 * A document as Markdown, for a person and for a language model: its title as a heading, a line that says where it is from, the
 * text. A heading that the text begins with is the title.
 * @param source what the user asked for, where the document has no address of its own
 */
export function renderDocument(document: Document, source: string): string {
  const own = HEADING.exec(document.text)?.[0];
  const heading =
    own?.trim() ?? (document.title === undefined ? undefined : `# ${cleanLine(document.title)}`);
  const text = document.text.slice(own?.length ?? 0).trim();
  return `${[heading, origin(document, source), text].filter(Boolean).join('\n\n')}\n`;
}

function origin(document: Document, source: string): string {
  const where = cleanLine(document.url ?? source);
  const parts = [
    // In angle brackets, so that an address with brackets or a trailing dot stays one link.
    /^https?:/.test(where) ? `<${where}>` : where,
    document.authors && document.authors.length > 0 && document.authors.map(cleanLine).join(', '),
    document.published !== undefined && cleanLine(document.published).slice(0, 10),
  ].filter(Boolean);
  return `Source: ${parts.join(' · ')}`;
}
