/** A block of Markdown, without the white space around it: offsets in UTF-16 code units, `end` exclusive. */
export interface Block {
  readonly start: number;
  readonly end: number;
  readonly kind: 'prose' | 'code' | 'table' | 'heading';
  /** Of a heading: 1 to 6. */
  readonly level?: number | undefined;
}

const SPECIAL = /^ {0,3}[#`~|]/;
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]|$)/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const ROW = /^ {0,3}\|/;

/** The blocks of GitHub-flavoured Markdown that a chunk should keep whole: paragraphs and lists, fenced code, tables, headings. */
export function blocksOf(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { start: number; end: number; kind: Block['kind'] } | undefined;
  let fence: string | undefined;
  const close = () => {
    const block = open && trimmed(text, open.start, open.end);
    if (open && block) blocks.push({ ...block, kind: open.kind });
    open = undefined;
  };
  const extend = (kind: Block['kind'], start: number, end: number) => {
    if (open?.kind !== kind) close();
    open ??= { start, end, kind };
    open.end = end;
  };
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline + 1;
    const line = text.slice(start, end).trimEnd();
    // Most lines are prose: one look tells.
    const isSpecial = SPECIAL.test(line);
    const opened = isSpecial ? FENCE.exec(line)?.[1] : undefined;
    if (fence !== undefined) {
      extend('code', start, end);
      if (opened?.startsWith(fence) && line.trim() === opened) {
        fence = undefined;
        close();
      }
    } else if (opened) {
      close();
      fence = opened;
      extend('code', start, end);
    } else if (line === '') close();
    else if (isSpecial && HEADING.test(line)) {
      close();
      const heading = trimmed(text, start, end);
      if (heading) blocks.push({ ...heading, kind: 'heading', level: HEADING.exec(line)?.[1]?.length });
    } else extend(isSpecial && ROW.test(line) ? 'table' : 'prose', start, end);
    start = end;
  }
  close();
  return blocks;
}

/** A stretch without the white space at its ends; `undefined` where there is nothing else. */
export function trimmed(
  text: string,
  start: number,
  end: number,
): { readonly start: number; readonly end: number } | undefined {
  const part = text.slice(start, end);
  const from = start + (part.length - part.trimStart().length);
  const to = start + part.trimEnd().length;
  return from < to ? { start: from, end: to } : undefined;
}
