import type { Inline } from './content.ts';
import { UNEVEN } from './text.ts';

/**
 * Content that is tidy but for white space at its ends, without it: so most of it is.
 * @returns `undefined`: there is more to do, or may be
 */
export function trimmedEnds(content: readonly Inline[], isStrong: boolean): Inline[] | undefined {
  let start = 0;
  let end = content.length;
  while (start < end && isBlank(content[start])) start++;
  while (start < end && isBlank(content[end - 1])) end--;
  let before: Inline | undefined;
  for (let index = start; index < end; index++) {
    const node = content[index] as Inline;
    if (!isTidy(node, before) || (isStrong && typeof node === 'object' && node.type === 'strong'))
      return undefined;
    before = node;
  }
  const line = content.slice(start, end);
  const [first, last] = [line[0], line[line.length - 1]];
  // Where a mark is at an end, white space may be behind it.
  if (isMark(first) || isMark(last)) return undefined;
  if (typeof first === 'string') line[0] = first.trimStart();
  if (typeof last === 'string') line[line.length - 1] = (line[line.length - 1] as string).trimEnd();
  return line;
}

function isBlank(node: Inline | undefined): boolean {
  return node === '' || node === ' ';
}

/** Whether a node may stand as it is behind another one. */
function isTidy(node: Inline, before: Inline | undefined): boolean {
  if (typeof node === 'string')
    return typeof before !== 'string' && node !== '' && !(isMark(before) && node.startsWith(' '));
  switch (node.type) {
    case 'break':
      return false;
    case 'code':
      return !isOfType(before, 'code') && !isMark(before) && isSpaced(node.value);
    case 'link':
      return isCore(node.children);
    case 'emphasis':
    case 'strong':
    case 'delete':
      return isCore(node.children) && !isOfType(before, node.type) && !isMark(before);
    default:
      return true;
  }
}

function isOfType(node: Inline | undefined, type: string): boolean {
  return typeof node === 'object' && node.type === type;
}

/** Whether what is in a link or in emphasis is one text, without white space around it. */
function isCore(children: readonly Inline[]): boolean {
  const [only] = children;
  return (
    children.length === 1 &&
    typeof only === 'string' &&
    only !== '' &&
    !only.startsWith(' ') &&
    !only.endsWith(' ')
  );
}

/** Whether white space in code is single spaces between words. */
function isSpaced(code: string): boolean {
  return code !== '' && !UNEVEN.test(code) && !code.startsWith(' ') && !code.endsWith(' ');
}

export function isMark(node: Inline | undefined): boolean {
  return typeof node === 'object' && node.type === 'mark';
}
