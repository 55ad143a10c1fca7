import { childElements, descendants, type Element, isElement } from '@bowerbird/markdown';
import type { ZipArchive } from '../archive/zip.ts';
import { resolveTarget } from '../markup/links.ts';
import { parseTree } from '../markup/tree.ts';

// Fonts that are scrambled, which is no protection of the book (EPUB 3.3, section 4.4; Adobe's own).
const FONT_OBFUSCATION = ['http://www.idpf.org/2008/embedding', 'http://ns.adobe.com/pdf/enc#RC'];

/** The files of a book that are encrypted, and by whose scheme, as far as its container tells (EPUB 3.3, section 4.2.6.3). */
export interface Protection {
  readonly paths: ReadonlySet<string>;
  readonly scheme: string;
}

export function readProtection(archive: ZipArchive): Protection {
  const paths = new Set<string>();
  if (archive.find('META-INF/encryption.xml') !== undefined) {
    const { root } = parseTree(archive.read('META-INF/encryption.xml').toString('utf8'), { xml: true });
    for (const data of descendants(root)) {
      if (isElement(data, 'EncryptedData')) for (const path of encryptedBy(data)) paths.add(path);
    }
  }
  return { paths, scheme: schemeOf(archive) };
}

function* encryptedBy(data: Element): Generator<string> {
  const method = childElements(data, 'EncryptionMethod')[0]?.attributes.Algorithm ?? '';
  if (FONT_OBFUSCATION.includes(method)) return;
  for (const each of descendants(data)) {
    const uri = isElement(each, 'CipherReference') ? each.attributes.URI : undefined;
    const target = uri === undefined ? undefined : resolveTarget('', uri);
    if (target) yield target.path;
  }
}

function schemeOf(archive: ZipArchive): string {
  if (archive.find('META-INF/license.lcpl') !== undefined) return 'Readium LCP';
  if (archive.find('META-INF/sinf.xml') !== undefined) return 'Apple FairPlay';
  if (archive.find('META-INF/rights.xml') !== undefined) return 'Adobe ADEPT';
  return 'an unknown scheme';
}
