import { makeZip, type ZipFile } from './make-zip.ts';

/** What an EPUB for tests is made of: all of it may be left out. */
export interface EpubParts {
  /** Inside of `metadata`. */
  readonly metadata?: string;
  /** Bodies of pages by name, in reading order. */
  readonly pages?: Readonly<Record<string, string>>;
  /** Inside of `body` of the navigation document. */
  readonly navigation?: string;
  readonly ncx?: string;
  readonly guide?: string;
  /** Further files. */
  readonly files?: readonly ZipFile[];
}

const CONTAINER = `<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>`;

export const METADATA = `<dc:identifier id="id">urn:isbn:9780131103627</dc:identifier><dc:title>The bower</dc:title><dc:language>en</dc:language>
<dc:creator id="a">Jane Bird</dc:creator><meta refines="#a" property="role">aut</meta>`;

export function xhtml(body: string, attributes = ''): string {
  return `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>x</title></head><body${attributes}>${body}</body></html>`;
}

/** An EPUB 3, for tests. */
export function makeEpub({
  metadata = METADATA,
  pages = {},
  navigation,
  ncx,
  guide = '',
  files = [],
}: EpubParts): Buffer {
  const names = Object.keys(pages);
  const items = names.map(
    (name, index) => `<item id="p${index}" href="${name}" media-type="application/xhtml+xml"/>`,
  );
  if (navigation !== undefined)
    items.push('<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>');
  if (ncx !== undefined) items.push('<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>');
  const opf = `<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" version="3.0" unique-identifier="id">
<metadata>${metadata}</metadata><manifest>${items.join('')}</manifest><spine${ncx === undefined ? '' : ' toc="ncx"'}>${names.map((_, index) => `<itemref idref="p${index}"/>`).join('')}</spine>${guide}</package>`;
  return makeZip([
    { name: 'mimetype', content: 'application/epub+zip', stored: true },
    { name: 'META-INF/container.xml', content: CONTAINER },
    { name: 'OPS/book.opf', content: opf },
    ...Object.entries(pages).map(([name, body]) => ({
      name: `OPS/${name}`,
      content: body.startsWith('<?xml') ? body : xhtml(body),
    })),
    ...(navigation === undefined ? [] : [{ name: 'OPS/nav.xhtml', content: xhtml(navigation) }]),
    ...(ncx === undefined ? [] : [{ name: 'OPS/toc.ncx', content: ncx }]),
    ...files,
  ]);
}
