import { all, type DomElement } from './dom.ts';

/** The attribute that carries a code block's language to the Markdown writer. */
export const LANGUAGE_ATTRIBUTE = 'data-code-language';

const BY_CLASS = [
  /(?:^|\s)(?:highlight-source-|highlight-text-|language-|lang-|brush:\s*|sourceCode\s+|highlight-)([\w+#.-]+)/i,
  // The bare name, as rustdoc and older highlighters write it.
  /(?:^|\s)(rust|python|javascript|js|typescript|ts|bash|sh|shell|sql|json|yaml|html|css|go|java|php|ruby|cpp|xml|toml)(?:\s|$)/,
  /(?:^|\s)hljs\s+([\w+#-]+)(?:\s|$)/i,
];
const NO_LANGUAGE = /^(?:none|default|text|plain|plaintext|txt|nohighlight|notranslate|block|wrapper)$/i;
const LINE_NUMBERS =
  '.gutter, .lineno, .linenos, .line-numbers-rows, .rouge-gutter, .hljs-ln-numbers, .blob-num, td.code-line-number';

/** Marks code blocks with their language and leaves nothing but code in them. */
export function prepareCode(root: DomElement): void {
  for (const pre of all(root, 'pre')) {
    const language = languageOf(pre);
    for (const number of all(pre, LINE_NUMBERS)) number.remove();
    for (const row of all(pre, 'br, tr, div, p')) endLine(row);
    if (language !== undefined) pre.setAttribute(LANGUAGE_ATTRIBUTE, language);
    liftFromTable(pre);
  }
}

/** A line that is an element of its own ends with a line feed. */
function endLine(element: DomElement): void {
  if (element.tagName === 'BR') element.replaceWith('\n');
  else if (element.nextSibling !== null && !element.textContent.endsWith('\n')) element.append('\n');
}

/** Highlighters put line numbers and code beside each other into a table: the code alone takes the table's place. */
function liftFromTable(pre: DomElement): void {
  const table = pre.closest('table');
  if (table === null || table.querySelector(LINE_NUMBERS) === null) return;
  if (pre.closest(LINE_NUMBERS) !== null) return;
  const code = all(table, 'pre').filter((one) => one.closest(LINE_NUMBERS) === null);
  if (code.length === 1) table.replaceWith(pre);
}

function languageOf(pre: DomElement): string | undefined {
  const code = pre.querySelector('code');
  const around = [pre.parentNode, pre.parentNode?.parentNode].filter(
    (one) => one?.querySelectorAll !== undefined,
  );
  for (const element of [code, pre, ...around]) {
    const language = element && declaredLanguage(element);
    if (language) return language;
  }
  return undefined;
}

function declaredLanguage(element: DomElement): string | undefined {
  const attributes = ['data-lang', 'data-language', 'lang-name'].map((name) => element.getAttribute(name));
  const classes = BY_CLASS.map((pattern) => pattern.exec(element.getAttribute('class') ?? '')?.[1]);
  const found = [...attributes, ...classes].find((name) => name && !NO_LANGUAGE.test(name));
  const language = found?.toLowerCase();
  return language !== undefined && /^[\w+#.-]{1,30}$/.test(language) ? language : undefined;
}
