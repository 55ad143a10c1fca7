import { kindOf } from './elements.ts';
import {
  childElements,
  descendants,
  type Element,
  findElement,
  localName,
  type Node,
  rawText,
} from './tree.ts';

const BY_CLASS = [
  /(?:^|\s)(?:highlight-source-|highlight-text-|language-|lang-|lang:\s*|brush:\s*|sourceCode\s+|highlight-)([\w+#.-]+)/i,
  // The bare name, as rustdoc and older highlighters write it.
  /(?:^|\s)(rust|python|javascript|js|typescript|ts|bash|sh|shell|sql|json|yaml|html|css|go|java|php|ruby|cpp|xml|toml)(?:\s|$)/,
  /(?:^|\s)(?:hljs|hl)\s+([\w+#-]+)(?:\s|$)/i,
];
const NO_LANGUAGE =
  /^(?:none|default|text|plain|plaintext|txt|nohighlight|notranslate|block|wrapper|highlighter|source)$/i;
const LINES = new Set(['div', 'p', 'tr', 'li']);
// What editors in a page draw lines of code in: CodeMirror, Monaco.
const EDITOR = /(?:^|\s)(?:cm-content|CodeMirror-code|view-lines)(?:\s|$)/;
const BAR =
  /^(?:(rust|python|javascript|jsx?|typescript|tsx?|bash|sh|shell|zsh|powershell|console|sql|json|yaml|toml|xml|html|css|scss|go|java|kotlin|swift|scala|php|ruby|perl|lua|dart|julia|haskell|elixir|c|cpp|c\+\+|csharp|c#|r|diff|dockerfile|graphql|markdown)\s*)?(?:copy(?: code)?|copied!?|run|edit)?$/i;
const LINE_NUMBERS =
  /(?:^|\s)(?:gutter|lineno|linenos|line-numbers-rows|rouge-gutter|hljs-ln-numbers|blob-num|ln|lnt|code-line-number|linenumbers?|line-numbers?)(?:\s|$)/;

/** Whether an element holds nothing but the numbers of lines of code: it says so, or they are not to be copied. */
function isLineNumbers(element: Element): boolean {
  const { class: classes, style } = element.attributes;
  if ((classes === undefined && style === undefined) || localName(element) === 'pre') return false;
  if (classes !== undefined && LINE_NUMBERS.test(classes)) return true;
  return style !== undefined && /user-select:\s*none/.test(style) && /^\s*\d+\s*$/.test(rawText(element));
}

/** Whether code stands on lines of its own without a `<pre>` around it. */
export function isCodeBlock({ attributes, parent }: Element): boolean {
  if (parent !== undefined && localName(parent) === 'pre') return false;
  const { class: classes = '', style = '' } = attributes;
  return /white-space:\s*pre\b/.test(style) || /(?:^|\s)(?:code-?)?block(?:\s|$)/.test(classes);
}

/**
 * The numbers in front of lines that are elements of their own, where nothing says that they are numbers: they count from the first.
 */
function countersOf(element: Element): ReadonlySet<Element> {
  const lines = childElements(element);
  const first = lines.map((line) => (LINES.has(localName(line)) ? childElements(line)[0] : undefined));
  const start = Number(first[0] && rawText(first[0]));
  const areCounted =
    lines.length > 1 && first.every((one, index) => one && rawText(one).trim() === String(start + index));
  return new Set(areCounted ? (first as Element[]) : []);
}

/** What stands beside the code in a block: the name of its language, and buttons. */
interface Bar {
  readonly language: string | undefined;
  readonly elements: readonly Element[];
}

/** The bar over the code of a block that holds more than it, if it says no more than a language and what can be done. */
function barOf(pre: Element): Bar | undefined {
  const inside = descendants(pre);
  const editor = inside.find(({ attributes }) => EDITOR.test(attributes.class ?? ''));
  const [code = editor, other] =
    editor === undefined ? inside.filter((one) => localName(one) === 'code') : [];
  if (code === undefined || other !== undefined) return undefined;
  const elements: Element[] = [];
  for (let at: Element = code; at !== pre && at.parent !== undefined; at = at.parent) {
    for (const node of at.parent.children) {
      if (typeof node === 'string') {
        if (node.trim() !== '') return undefined;
      } else if (node !== at && !isLineNumbers(node)) elements.push(node);
    }
  }
  const said = BAR.exec(elements.map(visibleText).join(' ').trim());
  return said === null ? undefined : { language: said[1]?.toLowerCase(), elements };
}

/** Without buttons and drawings. */
function visibleText(element: Element): string {
  if (kindOf(element).isSilent || localName(element) === 'button') return '';
  return element.children.map((node) => (typeof node === 'string' ? node : visibleText(node))).join('');
}

/** The code in an element: its text, with a line of its own for each element that is one, and without the numbers of lines. */
export function codeOf(element: Element): string {
  let code = '';
  const counters = countersOf(findElement(element, 'code') ?? element);
  const bar = new Set(barOf(element)?.elements);
  const isBeside = (node: Element): boolean =>
    bar.has(node) || kindOf(node).name === 'button' || kindOf(node).isSilent;
  const add = (nodes: readonly Node[]): void => {
    for (const node of nodes) {
      if (typeof node === 'string') code += node;
      else if (kindOf(node).name === 'br') code += '\n';
      else if (!isBeside(node) && !isLineNumbers(node) && !counters.has(node)) {
        const isLine = LINES.has(kindOf(node).name);
        if (isLine && code !== '' && !code.endsWith('\n')) code += '\n';
        add(node.children);
        if (isLine && !code.endsWith('\n')) code += '\n';
      }
    }
  };
  add(element.children);
  return code.replace(/\r\n?/g, '\n').replace(/^(?:[ \t]*\n)+|\s+$/g, '');
}

/** The code in a line. */
export function codeInLine(element: Element): string {
  let code = '';
  for (const node of element.children) {
    if (typeof node === 'string') code += node;
    else if (localName(node) === 'br') code += ' ';
    else if (!kindOf(node).isSilent) code += codeInLine(node);
  }
  return code;
}

/** The language that a block of code, or what it stands in, is said to be in. */
export function languageOf(pre: Element): string | undefined {
  const around = [findElement(pre, 'code'), pre, pre.parent, pre.parent?.parent];
  for (const element of around) {
    const language = element && declaredLanguage(element);
    if (language) return language;
  }
  return barOf(pre)?.language;
}

function declaredLanguage({ attributes }: Element): string | undefined {
  const declared = ['data-lang', 'data-language', 'data-enlighter-language', 'lang-name', 'language'].map(
    (name) => attributes[name],
  );
  const classes = BY_CLASS.map((pattern) => pattern.exec(attributes.class ?? '')?.[1]);
  const found = [...declared, ...classes].find((name) => name && !NO_LANGUAGE.test(name));
  const language = found?.toLowerCase();
  return language !== undefined && /^[\w+#.-]{1,30}$/.test(language) ? language : undefined;
}

/**
 * Of a table in which a highlighter put the numbers of lines beside the code: the code; the table itself where each line is a row of it.
 */
export function codeInTable(table: Element): Element | undefined {
  const rows = descendants(table).filter((one) => localName(one) === 'tr');
  const isNumbered = (row: Element): boolean => {
    const [number, code, other] = childElements(row);
    return number !== undefined && code !== undefined && other === undefined && isLineNumbers(number);
  };
  if (rows.length > 0 && findElement(table, 'pre') === undefined && rows.every(isNumbered)) return table;
  const found: Element[] = [];
  let hasNumbers = false;
  const look = (element: Element): void => {
    for (const child of childElements(element)) {
      if (isLineNumbers(child)) hasNumbers = true;
      else if (localName(child) === 'pre') found.push(child);
      else look(child);
    }
  };
  look(table);
  return hasNumbers && found.length === 1 ? found[0] : undefined;
}
