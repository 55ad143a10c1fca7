import { type Inline, isVisible, type Link, type Styled } from './content.ts';
import { isMark, trimmedEnds } from './tidy-ends.ts';

/**
 * The content of a line as Markdown can hold it: white space outside of what it belongs to, no emphasis in itself, none without text, no link
 * in a link, and one where two of a kind touch.
 * @param content its white space is folded
 * @param isStrong what it is for is strong by itself: a heading
 */
export function tidyLine(content: readonly Inline[], isStrong = false): Inline[] {
  return trimmedEnds(content, isStrong) ?? tidyAnyLine(content, isStrong);
}

/** Likewise, without the shortcut. */
export function tidyAnyLine(content: readonly Inline[], isStrong: boolean): Inline[] {
  const line = new Line();
  line.addAll(content, isStrong ? ['strong'] : []);
  return line.trimmed();
}

/** Likewise, in paragraphs: two line breaks end one. */
export function tidyParagraphs(content: readonly Inline[]): Inline[][] {
  const tidied = tidyLine(content);
  if (!tidied.some(isBreakNode)) return tidied.some(isVisible) ? [tidied] : [];
  const paragraphs: Inline[][] = [];
  let current: Inline[] = [];
  const end = (): void => {
    if (current.some(isVisible)) {
      paragraphs.push(current);
      current = [];
    }
  };
  for (let index = 0; index < tidied.length; index++) {
    const node = tidied[index] ?? '';
    let next = index + 1;
    while (isMark(tidied[next])) next++;
    if (!isBreakNode(node)) current.push(node);
    else if (isBreakNode(tidied[next])) end();
    else if (current.some(isVisible)) current.push(node);
  }
  end();
  return paragraphs;
}

function isBreakNode(node: Inline | undefined): boolean {
  return typeof node === 'object' && node.type === 'break';
}

type Container = Styled['type'] | 'link';

/** The end of the run of containers of one kind that begins at an index: putting them together one by one takes time by the square. */
function runEnd(content: readonly Inline[], index: number): number {
  const first = content[index];
  let end = index + 1;
  if (typeof first !== 'object' || first.type === 'link') return end;
  for (;;) {
    const next = content[end];
    if (typeof next !== 'object' || next.type !== first.type) return end;
    end++;
  }
}

function joined(first: Styled | Link, run: readonly Inline[]): Styled | Link {
  return {
    ...first,
    children: run.flatMap((node) => (typeof node === 'object' && 'children' in node ? node.children : [])),
  };
}

/** Nodes beside each other, tidied as they are added. */
class Line {
  readonly nodes: Inline[] = [];

  addAll(content: readonly Inline[], within: readonly Container[]): void {
    for (let index = 0; index < content.length; index++) {
      const node = content[index] ?? '';
      if (typeof node === 'string') this.#text(node);
      else if ('children' in node) {
        const end = runEnd(content, index);
        this.#container(end === index + 1 ? node : joined(node, content.slice(index, end)), within);
        index = end - 1;
      } else if (node.type === 'code') this.#code(node.value);
      else if (node.type !== 'break') this.nodes.push(node);
      else if (within.includes('link')) this.#text(' ');
      else this.#break(within);
    }
  }

  #text(text: string): void {
    const last = this.#lastVisible();
    const before = this.nodes[last];
    const isAfterSpace = isBreakNode(before) || (typeof before === 'string' && before.endsWith(' '));
    const added = isAfterSpace && text.startsWith(' ') ? text.slice(1) : text;
    if (added === '') return;
    if (last === this.nodes.length - 1 && typeof before === 'string') this.nodes[last] = before + added;
    else this.nodes.push(added);
  }

  #code(value: string): void {
    const code = value.replace(/\s+/g, ' ').trim();
    if (code === '') {
      if (value !== '') this.#text(' ');
      return;
    }
    if (/^\s/.test(value)) this.#text(' ');
    const at = this.#lastVisible();
    const last = this.nodes[at];
    if (typeof last === 'object' && last.type === 'code') {
      // Two spans that touch would be one with backticks in it.
      this.nodes.splice(at, 1);
      this.nodes.push({ type: 'code', value: last.value + code });
    } else this.nodes.push({ type: 'code', value: code });
    if (/\s$/.test(value)) this.#text(' ');
  }

  #break(within: readonly Container[]): void {
    this.#dropTrailingSpace();
    // Two end a paragraph, which emphasis cannot.
    if (within.length > 0 && isBreakNode(this.nodes[this.#lastVisible()])) return;
    this.nodes.push({ type: 'break' });
  }

  #container(node: Styled | Link, within: readonly Container[]): void {
    if (within.includes(node.type)) {
      this.addAll(node.children, within);
      return;
    }
    const inner = new Line();
    inner.addAll(node.children, [...within, node.type]);
    const { lead, core, trail } = inner.parted();
    for (const each of lead) this.#again(each, within);
    if (core.length > 0) this.#merge({ ...node, children: core });
    for (const each of trail) this.#again(each, within);
  }

  #again(node: Inline, within: readonly Container[]): void {
    if (typeof node === 'string') this.#text(node);
    else if (node.type === 'break') this.#break(within);
    else this.nodes.push(node);
  }

  /** Of two that touch, one. */
  #merge(node: Styled | Link): void {
    const at = this.#lastVisible();
    const before = this.nodes[at];
    if (node.type === 'link' || typeof before !== 'object' || before.type !== node.type) {
      this.nodes.push(node);
      return;
    }
    const both = new Line();
    both.addAll([...before.children, ...this.nodes.splice(at + 1), ...node.children], [node.type]);
    this.nodes[at] = { ...before, children: both.nodes };
  }

  #lastVisible(): number {
    let at = this.nodes.length - 1;
    while (isMark(this.nodes[at])) at--;
    return at;
  }

  #dropTrailingSpace(): void {
    const at = this.#lastVisible();
    const last = this.nodes[at];
    if (typeof last !== 'string' || !last.endsWith(' ')) return;
    const text = last.trimEnd();
    if (text === '') this.nodes.splice(at, 1);
    else this.nodes[at] = text;
  }

  /** What is seen, and the white space, breaks and marks around it. */
  parted(): { readonly lead: Inline[]; readonly core: Inline[]; readonly trail: Inline[] } {
    let from = this.nodes.findIndex(isVisible);
    if (from < 0) return { lead: this.nodes, core: [], trail: [] };
    let to = this.nodes.findLastIndex(isVisible);
    // Marks of the text itself stay with it.
    while (isMark(this.nodes[from - 1])) from--;
    const core = this.nodes.slice(from, to + 1);
    const lead = this.nodes.slice(0, from);
    const trail = this.nodes.slice(to + 1);
    to = core.length - 1;
    const first = core.findIndex((node) => !isMark(node));
    const start = core[first];
    if (typeof start === 'string' && start.startsWith(' ')) {
      lead.push(' ');
      core[first] = start.trimStart();
    }
    const end = core[to];
    if (typeof end === 'string' && end.endsWith(' ')) {
      trail.unshift(' ');
      core[to] = end.trimEnd();
    }
    return { lead, core, trail };
  }

  trimmed(): Inline[] {
    const { lead, core, trail } = this.parted();
    return [...lead.filter(isMark), ...core, ...trail.filter(isMark)];
  }
}
