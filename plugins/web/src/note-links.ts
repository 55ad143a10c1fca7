import { closest, type Element, isWithin, rawText, textOf } from '@bowerbird/markdown';

/** What a link to a note shows: `1`, `[1]`, `a`, `†`, `¹`, `note 1`. */
export const NOTE_MARK =
  /^\s*[[(]?\s*(?:(?:note|nb|fn) ?\d{1,3}|\d{1,3}|[a-z]|[*†‡§]{1,3}|[⁰¹²³⁴-⁹]{1,3})\s*[\])]?\s*$/;
const HOLDERS = ['li', 'dd', 'p', 'aside', 'div'];
const INLINE = new Set(['span', 'small', 'em', 'i', 'cite']);
// What scripts of notes say the place of one with: `data-definition`, `aria-describedby`.
const POINTS = /^(?:data-(?!.*(?:target|toggle|slide|tab|panel)).+|aria-(?:describedby|details))$/;

/** Elements by their names for links. */
export type Targets = ReadonlyMap<string, Element>;

/** All elements that can be linked to. */
export function targetsOf(all: readonly Element[]): Targets {
  const targets = new Map<string, Element>();
  for (const element of all) {
    const { id, name } = element.attributes;
    const target = id || (element.name === 'a' ? name : undefined);
    if (target && !targets.has(target)) targets.set(target, element);
  }
  return targets;
}

/** The places that an element may point at: by the fragment of its address, or by an attribute that has the name of one. */
export function pointsOf({ name, attributes }: Pick<Element, 'name' | 'attributes'>): string[] {
  const points: string[] = [];
  const { href } = attributes;
  const hash = name === 'a' && href !== undefined ? href.indexOf('#') : -1;
  if (href !== undefined && hash >= 0) points.push(decode(href.slice(hash + 1)));
  for (const [key, value] of Object.entries(attributes))
    if (POINTS.test(key) && value.length < 100) points.push(value.replace(/^#/, ''));
  return points.filter((point) => point !== '');
}

function decode(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** The note that an element refers to. */
export function noteOf(link: Element, targets: Targets, pageUrl: string | undefined): Element | undefined {
  const target = pointsOf(link)
    .map((point) => targets.get(point))
    .find((one) => one !== undefined && one !== link);
  if (target === undefined || !NOTE_MARK.test(rawText(link))) return undefined;
  const holder = closest(target, ...HOLDERS);
  if (isBeside(target, link)) return target;
  if (holder === undefined || isWithin(link, holder) || !isNote(holder, target)) return undefined;
  // A copy of a page links to where it was: then the note must have the same number.
  return isToPage(link.attributes.href, pageUrl) || digitsOf(holder) === digitsOf(link) ? holder : undefined;
}

/** Whether a note stands in the line that refers to it. */
function isBeside(target: Element, link: Element): boolean {
  const isNear = target.parent !== undefined && isWithin(link, target.parent);
  return isNear && INLINE.has(target.name) && !isWithin(link, target) && textOf(target).length > 3;
}

// A link back from the note to the text looks the same; its target is in the middle of a paragraph.
function isNote(note: Element, target: Element): boolean {
  const text = textOf(note);
  const isAtStart = note === target || text.startsWith(textOf(target));
  return isAtStart && text.replace(/[\d[\]().\s]/g, '') !== '' && !hasParts(note);
}

/** A part of the page with headings, or with many paragraphs, is no note. */
function hasParts(note: Element): boolean {
  let paragraphs = 0;
  for (const child of note.children) {
    if (typeof child === 'string') continue;
    if (/^h[1-3]$/.test(child.name) || hasHeading(child)) return true;
    if (child.name === 'p') paragraphs++;
  }
  return paragraphs > 3;
}

function hasHeading(element: Element): boolean {
  return element.children.some(
    (child) => typeof child === 'object' && (/^h[1-3]$/.test(child.name) || hasHeading(child)),
  );
}

function isToPage(href: string | undefined, pageUrl: string | undefined): boolean {
  if (href === undefined || href.startsWith('#') || !href.includes('#')) return true;
  const url = pageUrl === undefined ? null : URL.parse(href, pageUrl);
  return url !== null && url.href.split('#', 1)[0] === pageUrl?.split('#', 1)[0];
}

function digitsOf(element: Element): string | undefined {
  return /^\W*(\d{1,3})(?!\d)/.exec(textOf(element))?.[1];
}
