// A crafted page could bring millions of different ones, and long ones.
const MOST = 5000;
const LONGEST = 200;

/**
 * A function of a text that remembers its answers to short ones: pages, and the pages of a site, repeat the same few classes. Longer ones are
 * seldom repeated.
 */
export function remember<T>(answer: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    if (text.length > LONGEST) return answer(text);
    const before = known.get(text);
    if (before !== undefined) return before;
    const found = answer(text);
    if (known.size >= MOST) known.clear();
    known.set(text, found);
    return found;
  };
}
