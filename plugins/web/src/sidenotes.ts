import { type Element, isElement, rawText } from '@bowerbird/markdown';
import { NOTE_MARK } from './note-links.ts';

// Notes that stand in the line, for style sheets to put into the margin: Tufte CSS and what is made after it, LaTeXML.
const SIDENOTE = /(?:^|\s)(?:side-?note|margin-?note|ltx_note_outer)(?:\s|$)/;
const MARK = /(?:^|[\s_-])(?:number|toggle|mark|tag|ref|label)(?:$|[\s_-])/;

/** Whether an element is a note in the margin. */
export function isSidenote({ name, attributes }: Element): boolean {
  return (name === 'span' || name === 'small' || name === 'aside') && SIDENOTE.test(attributes.class ?? '');
}

/** The mark right before such a note. */
export function markBefore(note: Element): Element | undefined {
  const siblings = note.parent?.children ?? [];
  for (let at = siblings.indexOf(note) - 1; at >= 0; at--) {
    const node = siblings[at];
    if (typeof node === 'string' ? node.trim() === '' : node?.name === 'input') continue;
    return isElement(node, 'label', 'sup', 'span', 'a') && isMark(node) ? node : undefined;
  }
  return undefined;
}

/** The marks that a note begins with itself. */
export function* marksAtStart(note: Element): Generator<Element> {
  for (const node of note.children) {
    if (typeof node === 'string' && node.trim() === '') continue;
    if (!isElement(node, 'sup', 'span')) return;
    if (isMark(node)) yield node;
    else {
      yield* marksAtStart(node);
      return;
    }
  }
}

function isMark(element: Element): boolean {
  const text = rawText(element);
  if (text.trim() !== '' && !NOTE_MARK.test(text) && text.trim() !== '⊕') return false;
  return element.name === 'sup' || element.name === 'label' || MARK.test(element.attributes.class ?? '');
}

/** Takes a note out of its line, to the end of the page, and leaves what refers to it. Changes the tree. */
export function moveToEnd(note: Element, root: Element, reference: Element | undefined): void {
  const siblings = note.parent?.children ?? [];
  const at = siblings.indexOf(note);
  if (at < 0) return;
  siblings.splice(at, 1, ...(reference === undefined ? [] : [reference]));
  root.children.push(note);
}
