/** A line of text on a page: from the left and from the upper edge, in points. */
export interface PdfText {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly size?: number;
  readonly bold?: boolean;
  /**
   * In a font whose capitals are letters of Hebrew and Arabic (`RIGHT_TO_LEFT`), in a font of TeX, by the numbers of its glyphs, in Courier, which is
   * not in the file and says nothing of its pitch, or in letters that are pictures (`PICTURES`), 0.6 of the size wide.
   */
  readonly font?: keyof typeof FONT_NAMES;
  /** Its element in the structure of the document, as `H1`. */
  readonly role?: string;
}

/** What the capitals of the font `right-to-left` are, from A on; the last one is two letters in one sign. */
const RIGHT_TO_LEFT = [...'אבגדהשלום', ...'كتابر', 'لا'];

/** By their codes: TeX has two letters in one at 12. */
const PICTURES = [12, ...'abcdefghijklmnopqrstuvwxyz'].map((sign) =>
  typeof sign === 'number' ? sign : sign.charCodeAt(0),
);

/** What a PDF for tests is made of. */
export interface PdfParts {
  readonly pages: readonly (readonly PdfText[])[];
  readonly title?: string;
  /** Title, and page from 1. */
  readonly outline?: readonly { readonly title: string; readonly page: number }[];
  /** A packet of XMP. */
  readonly xmp?: string;
  /** Lists its first page so many times. */
  readonly repeats?: number;
}

const HEIGHT = 792;

const FIRST_PAGE = 14;
const FONTS = '/F1 3 0 R /F2 4 0 R /F3 6 0 R /F4 7 0 R /F5 10 0 R /F6 11 0 R /F7 12 0 R';
const FONT_NAMES = { 'right-to-left': 'F3', tex: 'F4', glyphs: 'F5', listing: 'F6', pictures: 'F7' } as const;
const pageAt = (index: number) => FIRST_PAGE + index * 2;

/** A PDF with Helvetica on pages of US Letter, for tests. */
export function makePdf({ pages, title = '', outline = [], repeats = 1, xmp }: PdfParts): Buffer {
  const objects: string[] = [];
  const add = (body: string) => objects.push(body);
  const kids = pages.map((_, index) => `${pageAt(index)} 0 R`);
  const listed = repeats > 1 ? Array.from({ length: repeats }, () => kids[0]) : kids;
  const outlineAt = pageAt(pages.length);
  const structureAt = outlineAt + (outline.length > 0 ? outline.length + 1 : 0);
  const isTagged = pages.flat().some(({ role }) => role !== undefined);
  add(
    `<< /Type /Catalog /Pages 2 0 R${outline.length > 0 ? ` /Outlines ${outlineAt} 0 R` : ''}${isTagged ? ` /MarkInfo << /Marked true >> /StructTreeRoot ${structureAt} 0 R` : ''} >>`,
  );
  add(`<< /Type /Pages /Kids [${listed.join(' ')}] /Count ${listed.length} >>`);
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>');
  add(`<< /Title (${escaped(title)}) >>`);
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 8 0 R >>');
  add(
    '<< /Type /Font /Subtype /Type1 /BaseFont /ABCDEF+CMSY10 /Encoding << /Differences [48 /prime 54 /negationslash 61 /equal 104 /angbracketleft 105 /angbracketright] >> >>',
  );
  add(stream(toUnicode()));
  add(stream(xmp ?? '', '/Type /Metadata /Subtype /XML'));
  add(
    '<< /Type /Font /Subtype /Type0 /BaseFont /Verdana /Encoding /Identity-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Verdana /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 500 >>] >>',
  );
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>');
  // As of dvips: drawn at size 1, which the matrix of the text makes larger.
  add(
    `<< /Type /Font /Subtype /Type3 /FontMatrix [1 0 0 1 0 0] /FontBBox [0 -2 6 8] /FirstChar 0 /LastChar 127 /Widths [${'6 '.repeat(128)}] /Encoding << /Differences [${PICTURES.map((code) => `${code} /a${code}`).join(' ')}] >> /CharProcs << ${PICTURES.map((code) => `/a${code} 13 0 R`).join(' ')} >> >>`,
  );
  add(stream('6 0 0 -2 5 7 d1 0 0 5 7 re f'));
  for (const [index, texts] of pages.entries()) {
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 ${HEIGHT}] /Contents ${pageAt(index) + 1} 0 R /StructParents ${index} /Resources << /Font << ${FONTS} >> >> >>`,
    );
    add(stream(texts.map(contentOf).join('\n')));
  }
  addOutline(add, outline, outlineAt);
  if (isTagged) addStructure(add, pages, structureAt);
  return write(objects);
}

function contentOf({ x, y, text, size = 10, bold, font, role }: PdfText, number: number): string {
  const name = font ? FONT_NAMES[font] : bold ? 'F2' : 'F1';
  const codes = font === 'glyphs' ? Array.from(text, glyphOf).join('') : text;
  const [points, scale] = font === 'pictures' ? [1, size / 10] : [size, 1];
  const shown = `BT /${name} ${points} Tf ${scale} 0 0 ${scale} ${x} ${HEIGHT - y} Tm (${escaped(codes)}) Tj ET`;
  return role === undefined ? shown : `/${role} << /MCID ${number} >> BDC ${shown} EMC`;
}

/** The number of a glyph in two bytes, in the usual order. */
function glyphOf(letter: string): string {
  return `\0${String.fromCharCode(letter.charCodeAt(0) - 29)}`;
}

function toUnicode(): string {
  const hex = (text: string) => Buffer.from(text, 'utf16le').swap16().toString('hex');
  const lines = RIGHT_TO_LEFT.map((text, index) => `<${(65 + index).toString(16)}> <${hex(text)}>`);
  return `/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange ${lines.length} beginbfchar\n${lines.join('\n')}\nendbfchar endcmap end`;
}

function stream(content: string, entries = ''): string {
  return `<< ${entries} /Length ${Buffer.byteLength(content, 'latin1')} >>\nstream\n${content}\nendstream`;
}

function addOutline(
  add: (body: string) => void,
  outline: NonNullable<PdfParts['outline']>,
  at: number,
): void {
  if (outline.length === 0) return;
  add(`<< /Type /Outlines /First ${at + 1} 0 R /Last ${at + outline.length} 0 R /Count ${outline.length} >>`);
  for (const [index, entry] of outline.entries()) {
    const next = index + 1 < outline.length ? ` /Next ${at + index + 2} 0 R` : '';
    const previous = index > 0 ? ` /Prev ${at + index} 0 R` : '';
    add(
      `<< /Title (${escaped(entry.title)}) /Parent ${at} 0 R${next}${previous} /Dest [${pageAt(entry.page - 1)} 0 R /XYZ 0 ${HEIGHT} 0] >>`,
    );
  }
}

/** The tree of the structure: an element for each text that has a role, all of them under the root. */
function addStructure(add: (body: string) => void, pages: PdfParts['pages'], at: number): void {
  const elements: string[] = [];
  const parents = pages.map((texts, page) => {
    const own = texts.map(({ role }, number) => {
      if (role === undefined) return 'null';
      elements.push(`<< /Type /StructElem /S /${role} /P ${at} 0 R /Pg ${pageAt(page)} 0 R /K ${number} >>`);
      return `${at + elements.length} 0 R`;
    });
    return `${page} [${own.join(' ')}]`;
  });
  const kids = elements.map((_, index) => `${at + 1 + index} 0 R`);
  add(`<< /Type /StructTreeRoot /K [${kids.join(' ')}] /ParentTree << /Nums [${parents.join(' ')}] >> >>`);
  for (const element of elements) add(element);
}

function write(objects: readonly string[]): Buffer {
  let text = '%PDF-1.7\n';
  const offsets: number[] = [];
  for (const [index, body] of objects.entries()) {
    offsets.push(text.length);
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
  }
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

function escaped(text: string): string {
  // A bullet has a place of its own in WinAnsi.
  return text.replace(/[\\()]/g, '\\$&').replaceAll('•', '\x95');
}
