import { defaultTreeAdapter, html, type DefaultTreeAdapterTypes as Tree } from 'parse5';

type Element = Tree.Element;

/**
 * The formula that MathJax 3 and 4 drew, as MathML: the one that it adds for screen readers, the TeX that version 4 notes down, else what
 * the drawing says (output CHTML, https://docs.mathjax.org/en/latest/output/html.html). `undefined`: there is nothing in it.
 */
export function drawnFormula(container: Element): Element | undefined {
  const isDisplayed = attributeOf(container, 'display') === 'true';
  const drawing = find(container, 'mjx-math');
  const tex = drawing && attributeOf(drawing, 'data-latex');
  if (tex) return texFormula(tex, isDisplayed);
  const spoken = find(container, 'math');
  if (spoken !== undefined) return asDisplayed(spoken, isDisplayed);
  const children = drawing === undefined ? [] : toMath(drawing.childNodes);
  return children.length === 0 ? undefined : asDisplayed(element('math', children), isDisplayed);
}

/** The formula in a script that MathJax 2 reads, `<script type="math/tex; mode=display">`. */
export function scriptFormula(script: Element): Element | undefined {
  const type = /^math\/tex(?<display>;\s*mode=display)?/.exec(attributeOf(script, 'type') ?? '');
  return type === null ? undefined : texFormula(letters(script), type.groups?.display !== undefined);
}

/** Whether an element is what MathJax 2 drew for the script behind it. */
export function isDrawn(node: Tree.ChildNode | undefined): boolean {
  return (
    node !== undefined && 'tagName' in node && /^(?:MathJax|MJX|mjx-)/.test(attributeOf(node, 'class') ?? '')
  );
}

function texFormula(tex: string, isDisplayed: boolean): Element {
  const annotation = element('annotation', [text(tex)], [{ name: 'encoding', value: 'application/x-tex' }]);
  return asDisplayed(element('math', [annotation]), isDisplayed);
}

function asDisplayed(math: Element, isDisplayed: boolean): Element {
  const others = math.attrs.filter(({ name }) => name !== 'display');
  math.attrs = [...others, ...(isDisplayed ? [{ name: 'display', value: 'block' }] : [])];
  return math;
}

const PREFIX = 'mjx-';
const TOKENS = new Set(['mi', 'mn', 'mo', 'mtext', 'ms']);
// Where MathJax puts the parts of an element, in the order in which MathML has them.
const PARTS: Readonly<Record<string, readonly string[]>> = {
  mfrac: ['num', 'den'],
  msqrt: ['box'],
  munder: ['base', 'under'],
  mover: ['base', 'over'],
  munderover: ['base', 'under', 'over'],
};
const GROUPS = new Set(['mrow', 'mtable', 'mtr', 'mlabeledtr', 'mtd', 'texatom', 'mphantom']);

function toMath(nodes: readonly Tree.ChildNode[]): Element[] {
  return nodes.flatMap((node) => ('tagName' in node ? partToMath(node) : []));
}

function partToMath(part: Element): Element[] {
  const name = part.tagName.slice(PREFIX.length);
  if (TOKENS.has(name)) return [element(name, [text(letters(part))])];
  const places = PARTS[name];
  if (places !== undefined)
    return [
      element(
        name,
        places.map((place) => row(find(part, PREFIX + place))),
      ),
    ];
  if (/^ms(?:ub|up|ubsup)$/.test(name)) return [scripts(name, part)];
  if (name === 'mroot') return [element(name, [row(find(part, 'mjx-box')), row(find(part, 'mjx-root'))])];
  const children = toMath(part.childNodes);
  return GROUPS.has(name) ? [element(name === 'texatom' ? 'mrow' : name, children)] : children;
}

/** Both of a letter's scripts stand in one element, the upper one first. */
function scripts(name: string, part: Element): Element {
  const inner = find(part, 'mjx-script');
  const bases = part.childNodes.filter((node) => node !== inner);
  const raised = toMath(inner?.childNodes ?? []);
  const marks = name === 'msubsup' ? raised.slice(0, 2).reverse() : [element('mrow', raised)];
  return element(name, [element('mrow', toMath(bases)), ...marks]);
}

function row(part: Element | undefined): Element {
  return element('mrow', toMath(part?.childNodes ?? []));
}

/** The letters in an element; fonts of MathJax may have them by their class alone, `mjx-c1D465`. */
function letters(node: Tree.ChildNode): string {
  if (node.nodeName === '#text') return (node as Tree.TextNode).value;
  if (!('tagName' in node)) return '';
  const inside = node.childNodes.map(letters).join('');
  const code =
    inside === '' ? /(?:^|\s)mjx-c([\dA-F]{2,5})(?:\s|$)/.exec(attributeOf(node, 'class') ?? '') : null;
  return code === null ? inside : String.fromCodePoint(Math.min(Number.parseInt(code[1] ?? '', 16), 0xfffff));
}

function find(root: Element, name: string): Element | undefined {
  for (const child of root.childNodes) {
    if (!('tagName' in child)) continue;
    const found = child.tagName === name ? child : find(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function attributeOf({ attrs }: Element, name: string): string | undefined {
  return attrs.find((one) => one.name === name)?.value;
}

function element(name: string, children: readonly Tree.ChildNode[], attrs: Element['attrs'] = []): Element {
  const made = defaultTreeAdapter.createElement(name, html.NS.MATHML, attrs);
  for (const child of children) defaultTreeAdapter.appendChild(made, child);
  return made;
}

function text(value: string): Tree.TextNode {
  return { nodeName: '#text', value, parentNode: null };
}
