import { codeInTable, codeOf, isCodeBlock, languageOf } from './code.ts';
import { type Block, type Inline, isVisible, type Note } from './content.ts';
import { readDefinitions } from './definitions.ts';
import { kindOf } from './elements.ts';
import { Flow } from './flow.ts';
import type { Hooks } from './hooks.ts';
import { LineReader } from './lines.ts';
import { readList } from './list.ts';
import { withoutLabel } from './notes.ts';
import { isDisplayed, texOf } from './signs.ts';
import { readTable } from './table.ts';
import { cleanText } from './text.ts';
import { tidyLine, tidyParagraphs } from './tidy.ts';
import {
  childElements,
  descendants,
  type Element,
  findElement,
  localName,
  type Node,
  textOf,
} from './tree.ts';

/**
 * The content of an element, as Markdown can hold it. Notes come last, in the order of their labels. The tree must be of bounded depth: this
 * recurses.
 */
export function readContent(root: Element, hooks: Hooks = {}): Block[] {
  return new Reader(hooks).read(root);
}

/** Reads a tree. Lists, definitions and tables are read in files of their own, which call back. */
export class Reader {
  readonly lines: LineReader;
  readonly #hooks: Hooks;
  readonly #notes: Note[] = [];
  readonly #isBlock = new Map<Element, boolean>();
  /** Blocks that are the text of a link around them, and where it leads. */
  readonly #links = new Map<Element, string>();

  constructor(hooks: Hooks) {
    this.#hooks = hooks;
    this.lines = new LineReader(hooks);
  }

  read(root: Element): Block[] {
    for (let each: Element | undefined = root; each; each = each.parent) this.lines.mark(each);
    const blocks = this.flow(root.children);
    const notes = this.#notes.toSorted((a, b) => Number(a.label) - Number(b.label));
    const marks = this.lines.takeMarks();
    const end: Block[] = marks.length === 0 ? [] : [{ type: 'paragraph', children: marks }];
    return [...blocks, ...notes, ...end];
  }

  /**
   * Blocks, and stretches between them as paragraphs.
   * @param owner whose content it is
   */
  flow(nodes: readonly Node[], owner?: Element): Block[] {
    const flow = new Flow();
    let run: Inline[] = [];
    for (const node of nodes) {
      if (typeof node === 'string' || !this.#isBlockElement(node)) {
        // White space between blocks, as nearly all of it is.
        if (run.length > 0 || typeof node !== 'string' || !isBlank(node))
          this.lines.read(node, run, owner?.text);
        continue;
      }
      if (run.length > 0) {
        this.#endRun(run, flow, owner);
        run = [];
      }
      flow.addAll(this.block(node), this.#isLine(node));
    }
    if (run.length > 0) this.#endRun(run, flow, owner);
    return flow.blocks;
  }

  #endRun(run: Inline[], flow: Flow, owner: Element | undefined): void {
    const isLine = this.#hooks.isLine !== undefined;
    const paragraphs = tidyParagraphs(this.#linked(run, owner));
    if (paragraphs.length === 0 && run.some((node) => typeof node === 'object' && node.type === 'break'))
      flow.addAll([], isLine);
    for (let index = 0; index < paragraphs.length; index++)
      flow.add(toParagraph(paragraphs[index] as Inline[]), isLine && index === 0, isLine);
  }

  #isLine(element: Element): boolean {
    return this.#hooks.isLine?.(element) === true;
  }

  #linked(run: Inline[], owner: Element | undefined): Inline[] {
    const url = owner && this.#links.get(owner);
    if (owner === undefined || url === undefined || !run.some(isVisible)) return run;
    this.#links.delete(owner);
    return [{ type: 'link', url, children: run }];
  }

  /** Whether an element is a block, or holds one. */
  #isBlockElement(element: Element): boolean {
    const { name, isBlock: isBlockByName, isSilent } = kindOf(element);
    if (isBlockByName) return true;
    if (this.#hooks.noteOf?.(element) !== undefined) return true;
    if (name === 'math') return isDisplayed(element);
    if (name === 'code' && isCodeBlock(element)) return true;
    if (isSilent || !hasElements(element)) return false;
    // Looked at again for each element around it.
    let isBlock = this.#isBlock.get(element);
    if (isBlock === undefined) {
      isBlock = element.children.some((child) => isObject(child) && this.#isBlockElement(child));
      this.#isBlock.set(element, isBlock);
    }
    return isBlock;
  }

  block(element: Element): readonly Block[] {
    if (!this.enter(element)) return [];
    const { name } = kindOf(element);
    switch (name) {
      case 'h1':
      case 'h2':
      case 'h3':
      case 'h4':
      case 'h5':
      case 'h6':
        return this.#heading(element, Number(name[1]));
      case 'ul':
      case 'ol':
      case 'menu':
      case 'dir':
        return readList(this, element);
      case 'dl':
        return readDefinitions(this, element);
      case 'blockquote': {
        const children = this.flow(element.children, element);
        return children.length === 0 ? [] : [{ type: 'quote', children }];
      }
      case 'pre':
      case 'listing':
      case 'xmp':
        return this.#code(element);
      case 'code':
        // Around the block that it should be in.
        if (findElement(element, 'pre') === undefined) return this.#code(element);
        break;
      case 'table': {
        const code = codeInTable(element);
        if (code === element) return this.#code(code);
        return code === undefined ? readTable(this, element) : this.block(code);
      }
      case 'hr':
        return [{ type: 'rule', marks: this.lines.takeMarks() }];
      case 'summary':
        return this.#summary(element);
      case 'math':
        return formulaBlock(element);
      case 'a':
        this.#linkAround(element);
    }
    return this.flow(element.children, element);
  }

  /** Notes that an element begins. `false`: nothing of it is to be read here. */
  enter(element: Element): boolean {
    if (this.takeNote(element)) return false;
    this.lines.mark(element);
    return this.#hooks.isDropped?.(element) !== true && !kindOf(element).isSilent;
  }

  /** Puts an element aside that is a note. */
  takeNote(element: Element): boolean {
    const label = this.#hooks.noteOf?.(element);
    if (label === undefined || this.#hooks.isDropped?.(element)) return false;
    const outer = this.lines.takeMarks();
    this.lines.mark(element);
    const children = withoutLabel(this.flow(element.children));
    if (children.length > 0) this.#notes.push({ type: 'note', label, children });
    this.lines.returnMarks(outer);
    return true;
  }

  #heading(element: Element, level: number): readonly Block[] {
    const children = tidyLine(this.#linked(this.lines.line(element), element), true);
    const id = element.attributes.id || anchorIn(element);
    return children.some(isVisible) ? [{ type: 'heading', level, children, ...(id && { id }) }] : [];
  }

  #summary(element: Element): readonly Block[] {
    const children = tidyLine([{ type: 'strong', children: this.lines.line(element) }]);
    return children.some(isVisible) ? [{ type: 'paragraph', children }] : [];
  }

  #code(element: Element): readonly Block[] {
    const value = cleanText(codeOf(element));
    this.lines.markInside(element);
    if (value === '') return [];
    return [{ type: 'codeBlock', value, language: languageOf(element), marks: this.lines.takeMarks() }];
  }

  /** Links hold no blocks: of a card its heading, else its first block of text, becomes the link. */
  #linkAround(element: Element): void {
    const url = this.lines.addressOf(element);
    if (url === undefined) return;
    const leaves: Element[] = [];
    const look = (outer: Element): void => {
      const blocks = childElements(outer).filter((child) => this.#isBlockElement(child));
      if (blocks.length === 0 && textOf(outer) !== '') leaves.push(outer);
      for (const block of blocks) look(block);
    };
    look(element);
    const target = leaves.find((leaf) => /^h[1-6]$/.test(localName(leaf))) ?? leaves[0];
    if (target !== undefined) this.#links.set(target, url);
  }
}

function hasElements({ children }: Element): boolean {
  for (let index = 0; index < children.length; index++) if (typeof children[index] === 'object') return true;
  return false;
}

function isBlank(text: string): boolean {
  return text.charCodeAt(0) <= 0x20 && !/\S/.test(text);
}

function isObject(node: Node): node is Element {
  return typeof node === 'object';
}

function toParagraph(children: readonly Inline[]): Block {
  const [only, other] = children;
  if (typeof only === 'object' && only.type === 'math' && only.isDisplayed && other === undefined)
    return { type: 'mathBlock', value: only.value };
  return { type: 'paragraph', children };
}

function formulaBlock(element: Element): readonly Block[] {
  const value = cleanText(texOf(element));
  return value === '' ? [] : [{ type: 'mathBlock', value }];
}

/** The name of a place that is written as an empty link, or on the link to itself. */
function anchorIn(heading: Element): string | undefined {
  for (const { name, attributes } of descendants(heading)) {
    const id = name === 'a' ? attributes.id || attributes.name : undefined;
    if (id) return id;
  }
  return undefined;
}
