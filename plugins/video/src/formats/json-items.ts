/**
 * The items of a list in a JSON object. Of a file that is damaged or breaks off the items that are whole, with what is wrong.
 * @param name of the list
 * @returns no items and a problem if there is no such list
 */
export function itemsOf(
  source: string,
  name: string,
): { readonly items: readonly unknown[]; readonly problem?: string } {
  const text = source.replace(/^\ufeff/, '');
  try {
    const parsed = JSON.parse(text) as Readonly<Record<string, unknown>> | null;
    const items = parsed?.[name];
    return Array.isArray(items) ? { items } : { items: [], problem: `the JSON has no "${name}"` };
  } catch (error) {
    const start = text.search(new RegExp(`"${name}"\\s*:\\s*\\[`));
    const problem = `the file is damaged: ${(error as Error).message}`;
    return { items: start === -1 ? [] : wholeObjects(text, text.indexOf('[', start) + 1), problem };
  }
}

/** Objects that stand in a list, one by one: what cannot be read costs the object in which it is. */
function wholeObjects(text: string, from: number): readonly unknown[] {
  const found: unknown[] = [];
  let depth = 0;
  let start = from;
  // Braces in texts are none.
  for (const { 0: token, index } of text.slice(from).matchAll(/"(?:[^"\\\n]|\\.)*"|[{}]/g)) {
    if (token === '{') {
      if (depth === 0) start = from + index;
      depth++;
    } else if (token === '}' && depth > 0) {
      depth--;
      if (depth === 0) push(found, text.slice(start, from + index + 1));
    }
  }
  return found;
}

function push(found: unknown[], text: string): void {
  try {
    found.push(JSON.parse(text));
  } catch {
    // It is the damaged one.
  }
}
