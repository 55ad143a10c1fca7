import { saysItself, settleAddresses } from './address.ts';
import { type Inline, type Link, withoutMarks } from './content.ts';
import { settle, styleOf } from './delimiters.ts';
import { escapeTarget, escapeText, flanks, isDefinition, SPECIAL, signAt } from './escape.ts';
import { writePlainLine } from './plain-line.ts';
import { tidyLine } from './tidy.ts';
import { neighbour, type Token } from './tokens.ts';

/** What a line stands in. */
export type Place = 'paragraph' | 'heading' | 'cell';

const BREAKS = { paragraph: '  \n', heading: ' ', cell: '<br>' };
const TYPED_BREAKS = { paragraph: '\n', heading: ' ', cell: ' ' };

/**
 * A line (or several, with breaks between them) of tidy content as Markdown.
 * @param asTyped see `Writing`
 */
export function writeLine(content: readonly Inline[], place: Place, asTyped = false): string {
  return writePlainLine(content) ?? writeAnyLine(content, place, asTyped);
}

/** Likewise, without the shortcut. */
export function writeAnyLine(content: readonly Inline[], place: Place, asTyped: boolean): string {
  const tokens: Token[] = [];
  flatten(content, tokens, { place, breaks: (asTyped ? TYPED_BREAKS : BREAKS)[place] }, false);
  const gone = settle(tokens);
  // What was on both sides of its signs may belong together now.
  if (gone.size > 0) return writeLine(tidyLine(without(content, gone)), place, asTyped);
  settleAddresses(tokens);
  mergeTexts(tokens);
  const paired = pairedSigns(tokens);
  let line = '';
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'text' && ((asTyped && !token.inBrackets) || !SPECIAL.test(token.text))) {
      line += token.text;
      continue;
    }
    if (token.kind !== 'text') {
      line += 'style' in token ? token.style.sign : token.text;
      continue;
    }
    const after = neighbour(tokens, index, 1);
    line += escapeText(token.text, {
      before: neighbour(tokens, index, -1).sign,
      after: after.sign,
      isBeforeBracket: after.token?.kind === 'raw' && after.sign === '[',
      inBrackets: token.inBrackets,
      inTable: place === 'cell',
      paired,
    });
  }
  if (asTyped) return line;
  if (!line.includes(']:')) return line;
  const isText = neighbour(tokens, -1, 1).token?.kind === 'text';
  return isText && place === 'paragraph' && isDefinition(withoutMarks(line)) ? escapeAt(line, 0) : line;
}

/** A line with a backslash at a place, which is counted without marks. */
export function escapeAt(line: string, at: number | undefined): string {
  if (at === undefined) return line;
  let index = 0;
  for (let left = at; left > 0 || line.startsWith('\ufdd0', index); ) {
    if (line.startsWith('\ufdd0', index)) index = line.indexOf('\ufdd1', index) + 1;
    else {
      index++;
      left--;
    }
  }
  return `${line.slice(0, index)}\\${line.slice(index)}`;
}

/** Where tokens are for, and what breaks are there. */
interface Within {
  readonly place: Place;
  readonly breaks: string;
}

function flatten(content: readonly Inline[], tokens: Token[], within: Within, inBrackets: boolean): void {
  const { place, breaks } = within;
  for (const node of content) {
    if (typeof node === 'string') tokens.push({ kind: 'text', text: node, inBrackets });
    else if (node.type === 'link') flattenLink(node, tokens, within);
    else if ('children' in node) {
      const style = styleOf(node);
      tokens.push({ kind: 'open', style });
      flatten(node.children, tokens, within, inBrackets);
      tokens.push({ kind: 'close', style });
    } else if (node.type === 'mark') tokens.push({ kind: 'mark', text: node.value });
    else if (node.type === 'code') tokens.push(codeToken(node.value, place, inBrackets));
    else if (node.type === 'math') tokens.push({ kind: 'raw', text: formula(node.value, place) });
    else if (node.type === 'reference') tokens.push({ kind: 'raw', text: `[^${node.label}]` });
    else if (node.type === 'break') tokens.push({ kind: 'raw', text: inBrackets ? ' ' : breaks });
    else bracket(tokens, '![', [{ kind: 'text', text: node.alt, inBrackets: true }], node.url);
  }
}

function flattenLink({ children, url }: Link, tokens: Token[], within: Within): void {
  const [only] = children;
  if (children.length === 1 && typeof only === 'string' && saysItself(only, url)) {
    tokens.push({ kind: 'address', text: only, url });
    return;
  }
  const inner: Token[] = [];
  flatten(children, inner, within, true);
  bracket(tokens, '[', inner, url);
}

function bracket(tokens: Token[], open: string, inner: readonly Token[], url: string): void {
  tokens.push({ kind: 'raw', text: open }, ...inner, { kind: 'raw', text: `](${escapeTarget(url)})` });
}

/** A span of code, with as many backticks as it needs. */
function codeSpan(value: string): string {
  const longest = Math.max(0, ...(value.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = value.startsWith('`') || value.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${value}${pad}${fence}`;
}

function codeToken(text: string, place: Place, inBrackets: boolean): Token {
  // At the start of a line, even of code, that would be the definition of an address.
  if (inBrackets && place === 'paragraph' && text.includes(']:')) return { kind: 'text', text, inBrackets };
  if (place !== 'cell') return { kind: 'raw', text: codeSpan(text) };
  // A backslash before a bar cannot be said in the code of a cell.
  return /\\\|/.test(text)
    ? { kind: 'text', text, inBrackets }
    : { kind: 'raw', text: codeSpan(text).replaceAll('|', '\\|') };
}

// Signs that Markdown would take for its own inside of a formula.
const ACTIVE = /\\(?=[!-/:-@[-`{-~])|[`<~|\]*]|(?<![\p{L}\p{N}])_(?!\s)|&\w+;/u;

/**
 * TeX between dollars; where Markdown would take something in it for its own, in GitHub's other form, with backticks.
 */
export function formula(value: string, place: Place): string {
  const tex = value.replace(/\s+/g, ' ').trim();
  if (!ACTIVE.test(tex)) return `$${tex}$`;
  const code = codeSpan(tex);
  return `$${place === 'cell' ? code.replaceAll('|', '\\|') : code}$`;
}

function without(content: readonly Inline[], gone: ReadonlySet<Inline>): readonly Inline[] {
  return content.flatMap((node) => {
    if (typeof node !== 'object' || !('children' in node)) return [node];
    const children = without(node.children, gone);
    return gone.has(node) ? children : [{ ...node, children }];
  });
}

/** An address that stands without brackets and the text around it are one text. */
function mergeTexts(tokens: Token[]): void {
  for (let index = tokens.length - 1; index > 0; index--) {
    const [before, token] = [tokens[index - 1], tokens[index]];
    if (before?.kind !== 'text' || token?.kind !== 'text' || before.inBrackets !== token.inBrackets) continue;
    tokens.splice(index - 1, 2, { ...before, text: before.text + token.text });
  }
}

const RUNS = /`+|\*+|_+|~+/g;

/** The signs that could have a partner in a line: what could begin emphasis, and behind it what could end it; two of the others. */
function pairedSigns(tokens: readonly Token[]): string {
  if (!tokens.some((token) => token.kind === 'text' && /[`*_~]/.test(token.text))) return '';
  const opened = new Set<string>();
  const paired = new Set<string>();
  const add = (sign: string, opens: boolean, closes: boolean): void => {
    if (closes && opened.has(sign)) paired.add(sign);
    if (opens) opened.add(sign);
  };
  for (const [index, token] of tokens.entries()) {
    if ('style' in token) {
      add(token.style.sign.charAt(0), true, true);
      continue;
    }
    for (const { 0: run, index: at } of token.text.matchAll(RUNS)) {
      const sign = run.charAt(0);
      if (sign === '`' || sign === '~') add(sign, true, true);
      else if (token.kind === 'text' || token.text.startsWith('$')) {
        const before = token.text.charAt(at - 1) || neighbour(tokens, index, -1).sign;
        const after = signAt(token.text, at + run.length) || neighbour(tokens, index, 1).sign;
        const { opens, closes } = flanks(sign, before, after);
        add(sign, opens, closes);
      }
    }
  }
  return [...paired].join('');
}
