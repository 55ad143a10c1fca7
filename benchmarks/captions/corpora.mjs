import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A folder of the corpora, or `undefined` where there are none. */
export function corpus(...parts) {
  const root = process.env.BOWERBIRD_CORPORA;
  if (root === undefined) return undefined;
  const path = join(root, ...parts);
  return existsSync(path) ? path : undefined;
}

/** What a section says that needs them. */
export function absent(title) {
  const text = 'No corpora (set BOWERBIRD_CORPORA to their folder): not measured.';
  return { title, text, figures: {} };
}

/** Words of a text, whatever stands between them. */
export function wordsOf(text) {
  return text.split(/\s+/).filter((word) => word !== '');
}

export function fold(text) {
  return wordsOf(text).join(' ');
}
