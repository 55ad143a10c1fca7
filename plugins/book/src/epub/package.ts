import { childElements, descendants, type Element, isElement } from '@bowerbird/markdown';
import { type BookMetadata, NO_METADATA } from '../book/metadata.ts';
import { resolveTarget } from '../markup/links.ts';
import { attribute } from '../markup/tree.ts';
import { readMetadata } from './metadata.ts';

/** A file of a book, as its manifest has it. */
interface ManifestItem {
  readonly id: string;
  readonly path: string;
  readonly type: string;
  readonly properties: readonly string[];
  readonly fallback: string | undefined;
}

/** What the package document of a book says (EPUB 3.3, section 5; OPF 2.0.1). */
export interface Package {
  readonly metadata: BookMetadata;
  /** The files in reading order: each that can be read, or what it falls back to. */
  readonly spine: readonly { readonly path: string; readonly isLinear: boolean }[];
  /** What stands in for a file that cannot be read as text. */
  readonly standIns: ReadonlyMap<string, string>;
  /** All files that can be read as text. */
  readonly readable: ReadonlySet<string>;
  readonly navigation: string | undefined;
  readonly ncx: string | undefined;
  /** EPUB 2: what a file is for. */
  readonly guide: readonly { readonly type: string; readonly href: string }[];
  readonly warnings: readonly string[];
}

const READABLE =
  /^(?:application\/xhtml\+xml|text\/html|text\/x-oeb1-document|application\/x-dtbook\+xml|image\/svg\+xml|application\/xml|text\/xml|text\/plain)$/;

/** Reads a package document. */
export function readPackage(root: Element, path: string): Package {
  const warnings: string[] = [];
  const opf = childElements(root, 'package')[0] ?? root;
  const part = (name: string) => {
    for (const element of descendants(opf)) if (isElement(element, name)) return element;
    return undefined;
  };
  const items = readManifest(part('manifest'), path);
  const spine = part('spine');
  const files = readSpine(spine, items, warnings);
  const ncxId = spine?.attributes.toc;
  const ncx =
    (ncxId === undefined ? undefined : items.get(ncxId)) ??
    [...items.values()].find(({ type }) => type === 'application/x-dtbncx+xml');
  const metadata = part('metadata');
  return {
    metadata: metadata ? readMetadata(metadata, opf.attributes['unique-identifier']) : NO_METADATA,
    spine: files,
    standIns: new Map(
      [...items.values()].flatMap((item) => {
        const other = isReadable(item) ? undefined : withFallback(item, items);
        return other ? [[item.path, other.path]] : [];
      }),
    ),
    readable: new Set([...items.values()].filter(isReadable).map((item) => item.path)),
    navigation: [...items.values()].find(({ properties }) => properties.includes('nav'))?.path,
    ncx: ncx?.path,
    guide: childElements(part('guide') ?? opf, 'reference').flatMap(({ attributes }) =>
      attributes.href === undefined ? [] : [{ type: attributes.type ?? '', href: attributes.href }],
    ),
    warnings,
  };
}

function isReadable({ type, path }: ManifestItem): boolean {
  return READABLE.test(type) || /\.x?html?$/i.test(path);
}

function readManifest(manifest: Element | undefined, base: string): ReadonlyMap<string, ManifestItem> {
  const items = new Map<string, ManifestItem>();
  for (const { attributes } of manifest ? childElements(manifest, 'item') : []) {
    const target = attributes.href === undefined ? undefined : resolveTarget(base, attributes.href);
    if (!target) continue;
    const id = attributes.id ?? target.path;
    items.set(id, {
      id,
      path: target.path,
      type: (attributes['media-type'] ?? '').trim().toLowerCase(),
      properties: (attributes.properties ?? '').split(/\s+/),
      fallback: attributes.fallback,
    });
  }
  return items;
}

function readSpine(
  spine: Element | undefined,
  items: ReadonlyMap<string, ManifestItem>,
  warnings: string[],
): Package['spine'] {
  const seen = new Set<string>();
  const files: { path: string; isLinear: boolean }[] = [];
  for (const reference of spine ? childElements(spine, 'itemref') : []) {
    const id = attribute(reference, 'idref') ?? '';
    const item = withFallback(items.get(id), items);
    if (!item)
      warnings.push(
        items.has(id)
          ? `${items.get(id)?.path} is of a type that holds no text`
          : `the reading order names ${JSON.stringify(id)}, which is no file of the book`,
      );
    // A file that is named twice is read once.
    else if (!seen.has(item.path))
      files.push({ path: item.path, isLinear: reference.attributes.linear !== 'no' });
    if (item) seen.add(item.path);
  }
  if (files.length > 0) return files;
  warnings.push('it names no reading order: its files are read in the order of its list');
  return [...items.values()]
    .filter((item) => isReadable(item) && !item.properties.includes('nav'))
    .map(({ path }) => ({ path, isLinear: true }));
}

/** The item, or what it falls back to, if that can be read as text. Fallbacks may go round in a circle. */
function withFallback(
  item: ManifestItem | undefined,
  items: ReadonlyMap<string, ManifestItem>,
): ManifestItem | undefined {
  let next = item;
  for (let steps = 0; next && steps < 10; steps++) {
    if (isReadable(next)) return next;
    next = next.fallback === undefined ? undefined : items.get(next.fallback);
  }
  return undefined;
}
