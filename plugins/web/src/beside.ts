import { attribute, type TreeElement, textOf } from './html-tree.ts';

// What is about other pages, or of other people.
const BESIDE =
  /(?:^|[\s_-])(?:comments?|related|sidebar|widget|footer|recent|popular|recommended|teaser|card|nav|menu)/i;

/** Whether an element is in a part of the page that is about something else. */
export function isBeside(element: TreeElement): boolean {
  let at: TreeElement['parentNode'] | TreeElement = element;
  for (let up = 0; at !== null && up < 12 && 'attrs' in at; up++) {
    if (/^(?:aside|footer|nav)$/.test(at.tagName) || isTeaser(at)) return true;
    if (BESIDE.test(attribute(at, 'class') ?? '') && at.tagName !== 'body') return true;
    at = at.parentNode;
  }
  return false;
}

const LINK_TEXT = 40;

/** A link with so much in it shows the page that it leads to. */
export function isTeaser(element: TreeElement): boolean {
  return element.tagName === 'a' && textOf(element, LINK_TEXT).length >= LINK_TEXT;
}
