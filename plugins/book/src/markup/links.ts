/** Where a link leads: a file of the archive, and the place in it. */
export interface Target {
  readonly path: string;
  readonly fragment?: string | undefined;
}

const SCHEME = /^[a-z][a-z0-9+.-]*:/i;

/**
 * The file of the archive that a link leads to (EPUB 3.3, section 4.2.5). `..` never leads out of it.
 * @param base path of the file that holds the link
 * @returns `undefined` for what lies outside: another site, a mail address
 */
export function resolveTarget(base: string, href: string): Target | undefined {
  const trimmed = href.trim();
  // Most links are to the same file.
  if (trimmed.startsWith('#')) return { path: base, fragment: decoded(trimmed.slice(1)) };
  if (SCHEME.test(trimmed) || trimmed.startsWith('//')) return undefined;
  const hash = trimmed.indexOf('#');
  const rest = hash < 0 ? trimmed : trimmed.slice(0, hash);
  const path = decoded(rest.split('?', 1)[0] ?? '');
  const fragment = hash < 0 ? undefined : decoded(trimmed.slice(hash + 1));
  if (path === '') return { path: base, fragment };
  const parts = path.startsWith('/') ? [] : base.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  // Names are compared in one form of Unicode (EPUB 3.3, section 4.2.3).
  return { path: parts.join('/').normalize('NFC'), fragment };
}

/** One spelling for a place in a book. */
export function targetKey({ path, fragment }: Target): string {
  return fragment === undefined || fragment === '' ? path : `${path}#${fragment}`;
}

function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
