// More is a slip of the finger, and less than a millionth is not counted.
const LARGEST = 1_000_000;
const AMOUNT = /^\$? ?(\d+(?:\.\d{1,6})?) ?(?:usd)?$/i;

/** An amount of US dollars as people write it, such as `5`, `$5`, `5usd` or `2.50 usd`, in dollars; `undefined` for what is none. */
export function parseAmount(text: string): number | undefined {
  const [, figure] = AMOUNT.exec(text.trim()) ?? [];
  return figure === undefined || Number(figure) > LARGEST ? undefined : Number(figure);
}
