/** A line of text on a page: from the left and from the upper edge, in points. */
export interface PdfText {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly size?: number;
  readonly bold?: boolean;
}

/** What a PDF for tests is made of. */
export interface PdfParts {
  readonly pages: readonly (readonly PdfText[])[];
  readonly title?: string;
  /** Title, and page from 1. */
  readonly outline?: readonly { readonly title: string; readonly page: number }[];
  /** Lists its first page so many times. */
  readonly repeats?: number;
}

const HEIGHT = 792;

/** A PDF with Helvetica on pages of US Letter, for tests. */
export function makePdf({ pages, title = '', outline = [], repeats = 1 }: PdfParts): Buffer {
  const objects: string[] = [];
  const add = (body: string) => objects.push(body);
  const pageAt = (index: number) => 6 + index * 2;
  const kids = pages.map((_, index) => `${pageAt(index)} 0 R`);
  const listed = repeats > 1 ? Array.from({ length: repeats }, () => kids[0]) : kids;
  const outlineAt = 6 + pages.length * 2;
  add(`<< /Type /Catalog /Pages 2 0 R${outline.length > 0 ? ` /Outlines ${outlineAt} 0 R` : ''} >>`);
  add(`<< /Type /Pages /Kids [${listed.join(' ')}] /Count ${listed.length} >>`);
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>');
  add(`<< /Title (${escaped(title)}) >>`);
  for (const [index, texts] of pages.entries()) {
    const content = texts
      .map(
        ({ x, y, text, size = 10, bold }) =>
          `BT /${bold ? 'F2' : 'F1'} ${size} Tf 1 0 0 1 ${x} ${HEIGHT - y} Tm (${escaped(text)}) Tj ET`,
      )
      .join('\n');
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 ${HEIGHT}] /Contents ${pageAt(index) + 1} 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>`,
    );
    add(`<< /Length ${Buffer.byteLength(content, 'latin1')} >>\nstream\n${content}\nendstream`);
  }
  if (outline.length > 0) {
    add(
      `<< /Type /Outlines /First ${outlineAt + 1} 0 R /Last ${outlineAt + outline.length} 0 R /Count ${outline.length} >>`,
    );
    for (const [index, entry] of outline.entries()) {
      const next = index + 1 < outline.length ? ` /Next ${outlineAt + index + 2} 0 R` : '';
      const previous = index > 0 ? ` /Prev ${outlineAt + index} 0 R` : '';
      add(
        `<< /Title (${escaped(entry.title)}) /Parent ${outlineAt} 0 R${next}${previous} /Dest [${pageAt(entry.page - 1)} 0 R /XYZ 0 ${HEIGHT} 0] >>`,
      );
    }
  }
  return write(objects);
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
