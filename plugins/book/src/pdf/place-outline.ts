import { foldTitle } from '../book/sections.ts';
import type { Block } from './blocks.ts';
import type { PdfPage } from './page.ts';
import type { PdfOutlineEntry } from './survey.ts';

/** The blocks at which entries of the outline begin, by block: the numbers of the entries. */
export type OutlinePlaces = ReadonlyMap<Block, readonly number[]>;

/** Finds where each entry leads: to the heading with its title on its page, else to what stands at its height. */
export function placeOutline(
  outline: readonly PdfOutlineEntry[],
  blocks: readonly Block[],
  headings: ReadonlyMap<Block, number>,
  pages: readonly PdfPage[],
): OutlinePlaces {
  const byPage = Map.groupBy(blocks, ({ page }) => page);
  const heights = new Map(pages.map(({ page, height }) => [page, height]));
  const places = new Map<Block, number[]>();
  for (const [index, { title, page, top }] of outline.entries()) {
    if (page === undefined) continue;
    const own = byPage.get(page) ?? [];
    const folded = foldTitle(title);
    const titles = own
      .filter((block) => headings.has(block))
      .map((block) => ({ block, folded: foldTitle(textOf(block)) }));
    const named =
      titles.find((each) => each.folded === folded) ??
      titles.find(
        (each) =>
          folded !== '' &&
          (each.folded.endsWith(folded) || (each.folded.length > 3 && folded.endsWith(each.folded))),
      );
    const height = top === undefined ? undefined : (heights.get(page) ?? 0) - top;
    const there =
      height === undefined ? undefined : own.find(({ lines }) => (lines[0]?.baseline ?? 0) > height - 2);
    const block = named?.block ?? there ?? own[0] ?? nextBlock(byPage, page, pages);
    if (block) places.set(block, [...(places.get(block) ?? []), index]);
  }
  return places;
}

function nextBlock(
  byPage: ReadonlyMap<number, readonly Block[]>,
  page: number,
  pages: readonly PdfPage[],
): Block | undefined {
  const next = pages.find((each) => each.page > page && byPage.has(each.page));
  return next && byPage.get(next.page)?.[0];
}

function textOf({ lines }: Block): string {
  return lines.map(({ text }) => text).join(' ');
}
