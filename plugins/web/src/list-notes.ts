import { childElements, closest, descendants, type Element, rawText } from '@bowerbird/markdown';
import type { LooseNotes } from './loose-notes.ts';

const NUMBER = /^\s*[[(]?(\d{1,3})[\])]?\s*$/;
const NOTES_CLASS = /(?:^|[\s_-])(?:foot|end|side)-?notes?(?:$|[\s_-])/i;

/** Notes that nothing links to: raised numbers in the text, and the items of numbered lists that stand aside. */
export function gatherListNotes(root: Element): LooseNotes | undefined {
  const all = descendants(root);
  const items = new Map<string, Element>();
  for (const list of all) {
    if (list.name !== 'ol' || !isAside(list)) continue;
    const start = Number(list.attributes.start ?? 1);
    for (const [index, item] of childElements(list, 'li').entries()) items.set(String(start + index), item);
  }
  if (items.size === 0) return undefined;
  const references = new Map<Element, string>();
  for (const element of all) {
    const number = element.name === 'sup' ? NUMBER.exec(rawText(element))?.[1] : undefined;
    if (number !== undefined && items.has(number)) references.set(element, number);
  }
  const wanted = new Set(references.values());
  if (![...items.keys()].every((number) => wanted.has(number))) return undefined;
  const notes = new Map([...items].map(([number, item]) => [item, number]));
  return { references, notes, dropped: new Set() };
}

function isAside(list: Element): boolean {
  if (closest(list, 'aside') !== undefined) return true;
  for (let at: Element | undefined = list; at !== undefined; at = at.parent)
    if (NOTES_CLASS.test(at.attributes.class ?? '')) return true;
  return false;
}
