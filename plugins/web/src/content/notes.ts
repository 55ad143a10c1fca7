import { attribute, type TreeElement, textOf } from '../html-tree.ts';
import { NOTE_MARK, pointsOf } from '../note-links.ts';
import type { Block } from './blocks.ts';
import type { Reason } from './choose.ts';
import type { Region } from './regions.ts';

/** What the text refers to. */
interface Wanted {
  readonly names: Set<string>;
  /** Of raised numbers without a link. */
  readonly numbers: Set<number>;
}

/** Keeps the notes that what stays refers to. */
export function keepNotes(blocks: readonly Block[], verdicts: (Reason | undefined)[]): void {
  const wanted: Wanted = { names: new Set(), numbers: new Set() };
  for (const [index, { nodes }] of blocks.entries()) {
    if (verdicts[index] === undefined) for (const node of nodes) addNotes(node, wanted);
  }
  if (wanted.names.size === 0 && wanted.numbers.size === 0) return;
  for (const [index, { region, nodes }] of blocks.entries()) {
    if (verdicts[index] === undefined) continue;
    const isNamed = [region.element, region.parent?.element, ...nodes].some(
      (node) => node !== undefined && 'attrs' in node && hasName(node, wanted.names),
    );
    if (isNamed || isAside(region, wanted.numbers)) verdicts[index] = undefined;
  }
}

function addNotes(node: Block['nodes'][number], wanted: Wanted): void {
  if (!('tagName' in node)) return;
  if (node.attrs.some(mayPoint)) {
    const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]));
    const points = pointsOf({ name: node.tagName, attributes });
    if (points.length > 0 && NOTE_MARK.test(textOf(node, 10)))
      for (const point of points) wanted.names.add(point);
  }
  const number = node.tagName === 'sup' ? Number(textOf(node, 10)) : 0;
  if (number > 0) wanted.numbers.add(number);
  for (const child of node.childNodes) addNotes(child, wanted);
}

function mayPoint({ name, value }: TreeElement['attrs'][number]): boolean {
  return name === 'href' ? value.includes('#') : /^(?:data|aria)-/.test(name);
}

function hasName(element: TreeElement, names: ReadonlySet<string>): boolean {
  return element.attrs.some(({ name, value }) => (name === 'id' || name === 'name') && names.has(value));
}

/** Whether it is an item of a list that stands aside and whose numbers are all in the text. */
function isAside({ name, parent: list }: Region, numbers: ReadonlySet<number>): boolean {
  if (name !== 'li' || list?.name !== 'ol' || numbers.size === 0) return false;
  const start = Number(attribute(list.element, 'start') ?? 1);
  const items = list.element.childNodes.filter((node) => node.nodeName === 'li');
  if (!items.every((_, index) => numbers.has(start + index))) return false;
  for (let at: Region | undefined = list; at !== undefined; at = at.parent)
    if (at.name === 'aside' || /(?:^|[\s_-])(?:foot|end|side)-?notes?(?:$|[\s_-])/i.test(at.names))
      return true;
  return false;
}
