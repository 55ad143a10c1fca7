import {
  childElements,
  descendants,
  type Element,
  isElement,
  type Node,
  rawText,
  textOf,
} from '@bowerbird/markdown';

/** What stands above notes. */
export const NOTES_HEADING =
  /^(?:(?:foot|end)?notes?|references|(?:foot)?notes (?:and|&) references|references (?:and|&) notes|citations|fußnoten|anmerkungen|einzelnachweise|notas|références|referencias|notes de bas de page):?$/i;
const NUMBER = /^\s*[[(]?(\d{1,3})[\])]?\s*$/;

/** Notes that nothing links to: raised numbers in the text, and paragraphs that begin with them below a rule or a heading. */
export interface LooseNotes {
  readonly references: ReadonlyMap<Element, string>;
  readonly notes: ReadonlyMap<Element, string>;
  readonly dropped: ReadonlySet<Element>;
}

/** Finds them, and puts what belongs to each into an element of its own. Changes the tree. */
export function gatherLooseNotes(root: Element): LooseNotes | undefined {
  const all = descendants(root);
  const first = all.findLast((element) => labelOf(element)?.number === '1');
  if (first === undefined) return undefined;
  const groups = groupsFrom(first);
  const inNotes = new Set(
    [...groups.values()].flat().flatMap((node) => (isElement(node) ? [node, ...descendants(node)] : [])),
  );
  const references = new Map<Element, string>();
  for (const element of all) {
    const isRaised = element.name === 'sup' && !inNotes.has(element);
    const number = isRaised ? NUMBER.exec(rawText(element))?.[1] : undefined;
    if (number !== undefined && groups.has(number)) references.set(element, number);
  }
  const wanted = new Set(references.values());
  if (![...groups.keys()].every((number) => wanted.has(number))) return undefined;
  return { references, ...wrap(first, groups) };
}

/** The rule or the heading above notes. */
function startBefore(first: Element): Element | undefined {
  const siblings = first.parent?.children ?? [];
  const before = siblings
    .slice(0, siblings.indexOf(first))
    .findLast((node) => isElement(node) || node.trim() !== '');
  const isStart =
    isElement(before, 'hr') ||
    (isElement(before) && /^h[1-6]$/.test(before.name) && NOTES_HEADING.test(textOf(before)));
  return isStart ? before : undefined;
}

/** The number that a paragraph begins with, in an element of its own. */
function labelOf(node: Node | undefined): { readonly element: Element; readonly number: string } | undefined {
  if (!isElement(node, 'p', 'div')) return undefined;
  const first = node.children.find((child) => isElement(child) || child.trim() !== '');
  if (!isElement(first, 'sup', 'strong', 'b')) return undefined;
  const number = NUMBER.exec(rawText(first))?.[1];
  return number === undefined || textOf(node) === textOf(first) ? undefined : { element: first, number };
}

/** The notes from the first on, by their numbers: each up to the next one, the last up to a heading or a rule. */
function groupsFrom(first: Element): ReadonlyMap<string, Node[]> {
  const groups = new Map<string, Node[]>();
  const siblings = first.parent?.children ?? [];
  let group: Node[] | undefined;
  for (const node of siblings.slice(siblings.indexOf(first))) {
    if (isElement(node, 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6')) break;
    const number = labelOf(node)?.number;
    if (number === String(groups.size + 1)) {
      group = [];
      groups.set(number, group);
    }
    group?.push(node);
  }
  return groups;
}

function wrap(firstNote: Element, groups: ReadonlyMap<string, Node[]>): Omit<LooseNotes, 'references'> {
  const notes = new Map<Element, string>();
  const start = startBefore(firstNote);
  const dropped = new Set(start === undefined ? [] : [start]);
  const siblings = firstNote.parent?.children ?? [];
  for (const [number, nodes] of groups) {
    const [first] = nodes;
    const label = labelOf(first)?.element;
    if (first === undefined || label === undefined) continue;
    dropped.add(label);
    const note: Element = { name: 'div', attributes: {}, children: nodes, parent: firstNote.parent };
    siblings.splice(siblings.indexOf(first), nodes.length, note);
    notes.set(note, number);
  }
  return { notes, dropped };
}

/** Puts notes that share a paragraph, with line breaks between them, into paragraphs of their own. Changes the tree. */
export function partNotes(root: Element): void {
  for (const element of descendants(root)) {
    if (element.name !== 'p' || element.parent === undefined) continue;
    const starts = element.children.flatMap((node, index) => (isNamedNumber(node) ? [index] : []));
    if (starts.length < 2 || !starts.slice(1).every((at) => isAfterBreak(element.children, at))) continue;
    const { children: siblings } = element.parent;
    const parts = [0, ...starts.slice(1)].map((from, index) => part(element, from, starts[index + 1]));
    siblings.splice(siblings.indexOf(element), 1, ...parts);
  }
}

function isNamedNumber(node: Node): boolean {
  if (!isElement(node, 'a')) return false;
  const { id, name, href } = node.attributes;
  return (id ?? name) !== undefined && href === undefined && NUMBER.test(rawText(node));
}

function isAfterBreak(nodes: readonly Node[], at: number): boolean {
  const before = nodes.slice(0, at).findLast((node) => isElement(node) || node.trim() !== '');
  return isElement(before, 'br');
}

function part(element: Element, from: number, to: number | undefined): Element {
  const piece: Element = { ...element, attributes: {}, children: [] };
  for (const node of element.children.slice(from, to))
    piece.children.push(typeof node === 'string' ? node : { ...node, parent: piece });
  for (const child of childElements(piece))
    for (const [index, inner] of child.children.entries())
      if (typeof inner === 'object') child.children[index] = { ...inner, parent: child };
  return piece;
}
