import { childElements, type Element, localName, rawText } from './tree.ts';

const SIGNS: Readonly<Record<string, string>> = {
  ...named(
    'αβγδεζηθικλμνξπρστυφχψω',
    'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon varphi chi psi omega',
  ),
  ...named('ϵϑϕΓΔΘΛΞΠΣΦΨΩ', 'epsilon vartheta phi Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega'),
  ...named(
    '×÷±∓·⋅∘∗⋆≤≥≠≈≡∼∝∞∂∇∈∉⊂⊆∪∩∧∨¬∀∃',
    'times div pm mp cdot cdot circ ast star leq geq neq approx equiv sim propto infty partial nabla in notin subset subseteq cup cap wedge vee neg forall exists',
  ),
  ...named(
    '→←↔⇒⇔↦∑∏∫∮√…⋯ℓℏ∅′⟨⟩⋮⊕⊗',
    'to leftarrow leftrightarrow Rightarrow Leftrightarrow mapsto sum prod int oint surd ldots cdots ell hbar emptyset prime langle rangle vdots oplus otimes',
  ),
  ...named('ℝℕℤℚℂ', 'mathbb{R} mathbb{N} mathbb{Z} mathbb{Q} mathbb{C}'),
  '−': '-',
  '\u2061': '',
  '\u2062': '',
  '\u2063': '',
  '{': '\\{',
  '}': '\\}',
  '%': '\\%',
  '#': '\\#',
  '&': '\\&',
};
const ACCENTS: Readonly<Record<string, string>> = {
  '¯': 'bar',
  '‾': 'bar',
  '^': 'hat',
  '~': 'tilde',
  '˜': 'tilde',
  '→': 'vec',
  '˙': 'dot',
  '.': 'dot',
};
const FUNCTIONS = /^(?:sin|cos|tan|log|ln|exp|min|max|lim|sup|inf|det|dim|ker|gcd|arg|deg|Pr)$/;

function named(signs: string, names: string): Record<string, string> {
  const list = names.split(' ');
  return Object.fromEntries([...signs].map((sign, index) => [sign, `\\${list[index]}`]));
}

/** A formula in MathML (MathML Core) as TeX: what a page says where it has no TeX of its own. */
export function toTex(element: Element): string {
  const parts = childElements(element).filter((child) => !/^annotation/.test(localName(child)));
  const [first = '', second = '', third = ''] = parts.map(toTex);
  switch (localName(element)) {
    case 'mi':
      return identifier(textIn(element));
    case 'mn':
    case 'mo':
      return spelled(textIn(element));
    case 'mtext':
    case 'ms':
      return rawText(element).trim() === '' ? '\\ ' : `\\text{${rawText(element).replace(/[{}\\]/g, '')}}`;
    case 'mspace':
      return ' ';
    case 'mfrac':
      return `\\frac{${first}}{${second}}`;
    case 'msqrt':
      return `\\sqrt{${row(parts)}}`;
    case 'mroot':
      return `\\sqrt[${second}]{${first}}`;
    case 'msub':
    case 'munder':
      return `${first}_{${second}}`;
    case 'msup':
      return `${first}^{${second}}`;
    case 'msubsup':
    case 'munderover':
      return `${first}_{${second}}^{${third}}`;
    case 'mover':
      return over(parts, first, second);
    case 'mfenced': {
      const { open = '(', close = ')', separators = ',' } = element.attributes;
      return `${spelled(open)}${parts.map(toTex).join(separators.charAt(0))}${spelled(close)}`;
    }
    case 'mtable':
      return table(element, parts);
    case 'mtr':
      return parts.map(toTex).join(' & ');
    case 'mlabeledtr':
      return `${parts.slice(1).map(toTex).join(' & ')} \\tag{${parts[0] === undefined ? '' : rawText(parts[0]).replace(/[\s(){}\\]/g, '')}}`;
    case 'mphantom':
      return '';
    case 'semantics':
      return first;
  }
  return parts.length === 0 ? spelled(textIn(element)) : row(parts);
}

function table({ attributes }: Element, rows: readonly Element[]): string {
  const [only] = rows;
  if (rows.length === 1 && only && childElements(only, 'mtd').length <= (localName(only) === 'mtr' ? 1 : 2))
    return toTex(only);
  const name = /left|right/.test(attributes.columnalign ?? '') ? 'aligned' : 'matrix';
  return `\\begin{${name}}${rows.map(toTex).join(' \\\\ ')}\\end{${name}}`;
}

function row(parts: readonly Element[]): string {
  return joined(parts.map(toTex));
}

/** A command ends where no letter follows. */
function joined(parts: readonly string[]): string {
  return parts.reduce(
    (tex, part) => (/\\[a-zA-Z]+$/.test(tex) && /^[a-zA-Z]/.test(part) ? `${tex} ${part}` : tex + part),
    '',
  );
}

function over([, mark]: readonly Element[], base: string, above: string): string {
  const accent = mark && ACCENTS[textIn(mark)];
  return accent === undefined ? `\\overset{${above}}{${base}}` : `\\${accent}{${base}}`;
}

function identifier(text: string): string {
  if (FUNCTIONS.test(text)) return `\\${text}`;
  const tex = spelled(text);
  return /^[a-zA-Z]{2,}$/.test(tex) ? `\\mathrm{${tex}}` : tex;
}

/** Letters in the faces of mathematics are letters. */
function textIn(element: Element): string {
  return rawText(element)
    .trim()
    .replace(/[\u{1d400}-\u{1d7ff}]/gu, (sign) => sign.normalize('NFKC'));
}

function spelled(text: string): string {
  return joined([...text].map((sign) => SIGNS[sign] ?? sign));
}
