import { all, type DomElement, foldedText } from './dom.ts';

/** What a link to a note shows: `1`, `[1]`, `a`, `†`. */
export const NOTE_MARK = /^\s*[[(]?\s*(?:\d{1,3}|[a-z]|[*†‡§]{1,3})\s*[\])]?\s*$/;
const BACK = /^(?:[↩⏎↑^←⤴\s]|\ufe0e|\ufe0f|return|back|jump up)+$/iu;
const HEADING = /^(?:foot|end)?notes?$|^references$|^fußnoten$|^anmerkungen$|^notas$|^notes de bas de page$/i;
const HOLDER = 'li, dd, p, aside, div';
const MAX_NOTES = 1000;

/**
 * Footnotes as Markdown has them: where a short link leads to a note that stands further down, `[^1]` takes its place, and the note goes
 * to the end. Must run before links within the page are taken apart.
 */
export function prepareFootnotes(root: DomElement): void {
  const targets = targetsOf(root);
  const notes = new Map<DomElement, number>();
  for (const link of all(root, 'a[href*="#"]')) {
    const note = NOTE_MARK.test(link.textContent) ? noteOf(link, targets) : undefined;
    if (note === undefined || notes.size >= MAX_NOTES || [...notes.keys()].some((other) => isIn(link, other)))
      continue;
    const number = notes.get(note) ?? notes.size + 1;
    notes.set(note, number);
    const mark = link.ownerDocument.createElement('x-note');
    mark.textContent = String(number);
    const sup = link.parentNode;
    const holder = sup?.tagName === 'SUP' && foldedText(sup) === foldedText(link) ? sup : link;
    holder.replaceWith(mark);
  }
  for (const [note, number] of notes) moveToEnd(note, number, root);
}

function targetsOf(root: DomElement): ReadonlyMap<string, DomElement> {
  const targets = new Map<string, DomElement>();
  for (const element of all(root, '[id], a[name]')) {
    const name = element.id || (element.getAttribute('name') ?? '');
    if (!targets.has(name)) targets.set(name, element);
  }
  return targets;
}

function noteOf(link: DomElement, targets: ReadonlyMap<string, DomElement>): DomElement | undefined {
  const href = link.getAttribute('href') ?? '';
  const target = href.startsWith('#') ? targets.get(decode(href.slice(1))) : undefined;
  const note = target?.closest(HOLDER) ?? undefined;
  if (target === undefined || note === undefined || isIn(link, note)) return undefined;
  // A link back from the note to the text looks the same; its target is in the middle of a paragraph.
  const isAtStart = note === target || foldedText(note).startsWith(foldedText(target));
  const isWhole = foldedText(note).replace(/[\d[\]().\s]/g, '') !== '';
  return isAtStart && isWhole && note.querySelector('h1, h2, h3, p + p + p + p') === null ? note : undefined;
}

function decode(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

function isIn(element: DomElement, outer: DomElement): boolean {
  for (let at: DomElement | null = element; at !== null; at = at.parentNode) if (at === outer) return true;
  return false;
}

function moveToEnd(note: DomElement, number: number, root: DomElement): void {
  const definition = note.ownerDocument.createElement('x-definition');
  definition.setAttribute('data-note', String(number));
  for (const link of all(note, 'a')) {
    const text = link.textContent;
    const isBack =
      (link.getAttribute('href') ?? '').startsWith('#') && (BACK.test(text) || NOTE_MARK.test(text));
    if (isBack || (text.trim() === '' && link.querySelector('img') === null)) link.remove();
    else if (!link.hasAttribute('href') && NOTE_MARK.test(text)) link.remove();
  }
  const list = note.parentNode;
  const before = note.previousSibling;
  definition.append(...[...note.childNodes]);
  note.remove();
  root.append(definition);
  if (list !== null && list !== root && foldedText(list) === '') {
    const heading = list.previousSibling;
    if (heading !== null && HEADING.test(foldedText(heading))) heading.remove();
    list.remove();
  } else if (before !== null && /^H\d$/.test(before.nodeName) && HEADING.test(foldedText(before)))
    before.remove();
}
