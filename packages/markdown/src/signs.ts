import { type Element, findElement, rawText, textOf } from './tree.ts';

const RAISED = signs('0123456789+-−=()ni', '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ');
const LOWERED = signs('0123456789+-−=()', '₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎');

function signs(plain: string, shifted: string): ReadonlyMap<string, string> {
  const to = [...shifted];
  return new Map([...plain].map((sign, index) => [sign, to[index] ?? sign]));
}

/** Raised or lowered figures as signs of their own, so that x² does not become x2; a text for which there are none stays as it is (1st). */
export function shifted(text: string, name: 'sup' | 'sub'): string {
  const map = name === 'sup' ? RAISED : LOWERED;
  const written = [...text.trim()].map((sign) => map.get(sign));
  return written.every((sign) => sign !== undefined) ? written.join('') : text;
}

/** The TeX of a formula, where the page has it. */
export function texOf(math: Element): string | undefined {
  const annotation = findElement(math, 'annotation');
  const isTex = annotation !== undefined && /tex/i.test(annotation.attributes.encoding ?? '');
  const tex = isTex ? rawText(annotation) : (math.attributes.alttext ?? math.attributes['data-latex']);
  return tex === undefined || tex.trim() === '' ? undefined : tex.trim();
}

/** Whether a formula stands on a line of its own. */
export function isDisplayed(math: Element): boolean {
  return math.attributes.display === 'block';
}

/** What a formula says, where there is no TeX of it. */
export function formulaText(math: Element): string {
  const annotation = findElement(math, 'annotation');
  const text = textOf(math);
  return annotation === undefined ? text : text.replace(textOf(annotation), '').trim();
}
