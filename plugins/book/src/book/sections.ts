import type { Span } from '@bowerbird/core';
import { unescapeText } from '@bowerbird/markdown';
import type { PlacedEntry, Section } from './assemble.ts';
import { withoutMarks } from './marks.ts';

/** Where a section starts: an entry of the contents, a heading, or both in one. */
export interface SectionStart {
  readonly title: string;
  depth: number;
  readonly start: number;
  readonly href: string | undefined;
  readonly isHeading: boolean;
}

/** What a heading says, without Markdown, notes and marks. */
export function plainTitle(heading: string): string {
  if (!/[\\*`[&\ufdd0]|[^\S ]| {2}/.test(heading)) return heading.trim();
  const text = withoutMarks(heading)
    .replace(/\[\^\d+\]/g, '')
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(?<!\\)[*`]+/g, '');
  return unescapeText(text).replace(/\s+/g, ' ').trim();
}

/** A title by its letters and figures alone. */
export function foldTitle(title: string): string {
  return title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Sections from where they start: each to the next, with the titles above it. */
export function toSections(nodes: readonly SectionStart[], length: number): readonly Section[] {
  const path: { title: string; depth: number }[] = [];
  return nodes.map((node, index) => {
    while ((path.at(-1)?.depth ?? 0) >= node.depth) path.pop();
    path.push(node);
    return { ...node, end: nodes[index + 1]?.start ?? length, path: path.map(({ title }) => title) };
  });
}

/** Where there are no contents: the headings of the upper levels. */
export function contentsOf(sections: readonly Section[]): readonly PlacedEntry[] {
  const root: { children: PlacedEntry[] } = { children: [] };
  const open: { depth: number; children: PlacedEntry[] }[] = [{ depth: 0, children: root.children }];
  for (const { title, depth, start, href } of sections) {
    if (depth > 3) continue;
    while (open.length > 1 && (open.at(-1)?.depth ?? 0) >= depth) open.pop();
    const children: PlacedEntry[] = [];
    open.at(-1)?.children.push({ title, href, start, children });
    open.push({ depth, children });
  }
  const prune = (entries: readonly PlacedEntry[]): readonly PlacedEntry[] =>
    entries.map(({ children = [], ...entry }) => ({
      ...entry,
      ...(children.length > 0 && { children: prune(children) }),
    }));
  return prune(root.children);
}

/** Spans from where pages begin. */
export function toPages(
  pages: readonly { readonly start: number; readonly page: number | undefined; readonly label: string }[],
  length: number,
): readonly Span[] {
  return pages.flatMap(({ start, page, label }, index) => {
    const end = Math.min(pages[index + 1]?.start ?? length, length);
    if (start >= end) return [];
    const number = page ?? index + 1;
    return [
      {
        start,
        end,
        locator: {
          kind: 'page' as const,
          page: number,
          ...(label !== '' && label !== String(number) && { label }),
        },
      },
    ];
  });
}
