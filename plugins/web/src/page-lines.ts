import { isTeaser } from './beside.ts';
import { type TreeElement, textOf } from './html-tree.ts';

/** Longer texts are no lines. */
export const SHORT = 150;
const MAX_LINES = 1000;
const NO_LINE = new Set(['script', 'style', 'noscript', 'template', 'title', 'option', 'svg']);

// A paragraph that begins with its date.
const DATELINE = /^[\d./]{8,10}(?= )/;

/**
 * Adds the text of an element to a page's lines, if it is a line: text stands directly in it, and there is little of it.
 * @param within elements whose text is in a line already
 */
export function addLine(element: TreeElement, lines: string[], within: Set<TreeElement>): void {
  if (lines.length >= MAX_LINES || NO_LINE.has(element.tagName)) return;
  if (within.has(element.parentNode as TreeElement)) {
    within.add(element);
    return;
  }
  const holdsText = element.childNodes.some(
    (child) => child.nodeName === '#text' && 'value' in child && child.value.trim() !== '',
  );
  if (!holdsText) {
    if (isTeaser(element)) within.add(element);
    return;
  }
  const whole = textOf(element, SHORT + 10);
  const line = whole.length <= SHORT ? whole : (DATELINE.exec(whole)?.[0] ?? '');
  if (whole.length <= SHORT) within.add(element);
  if (line.length > 1) lines.push(line);
}
