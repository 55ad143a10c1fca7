import { toTex } from './mathml.ts';
import { type Element, findElement, rawText } from './tree.ts';

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

/** The TeX of a formula: as the page has it, else made of its MathML. */
export function texOf(math: Element): string {
  const annotation = findElement(math, 'annotation');
  const isTex = annotation !== undefined && /tex/i.test(annotation.attributes.encoding ?? '');
  const said = isTex ? rawText(annotation) : (math.attributes.alttext ?? '');
  return said.trim() || toTex(math).trim();
}

/** Whether a formula stands on a line of its own. */
export function isDisplayed(math: Element): boolean {
  return math.attributes.display === 'block';
}
