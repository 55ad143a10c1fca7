// A crafted page could bring millions of different ones.
const MOST = 5000;

/** A function of a short text that remembers its answers: pages, and the pages of a site, repeat the same few classes. */
export function remember<T>(answer: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const found = answer(text);
    if (known.size >= MOST) known.clear();
    known.set(text, found);
    return found;
  };
}
