import type { TagPlace } from './page.ts';
import type { Handle, Pdfium } from './pdfium.ts';

// What says what a text is (ISO 32000-2, tables 365 to 375); others only hold these.
const ROLES =
  /^(?:H[1-6]?|Title|P|LI|LBody|Lbl|TD|TH|Note|FENote|Caption|TOCI|Code|BlockQuote|Quote|BibEntry|Formula|Figure)$/;
const MOST_DEPTH = 100;

interface TableCursor {
  readonly number: number;
  row: number;
  column: number;
}

/** The places of the marked contents of a page in its structure, by their numbers. */
export function readStructure(pdfium: Pdfium, page: Handle): ReadonlyMap<number, TagPlace> {
  const tree = pdfium.call.FPDF_StructTree_GetForPage(page);
  if (tree === 0) return new Map();
  try {
    const reader = new StructureReader(pdfium);
    for (let index = 0; index < pdfium.call.FPDF_StructTree_CountChildren(tree); index++)
      reader.read(pdfium.call.FPDF_StructTree_GetChildAtIndex(tree, index));
    return reader.places;
  } finally {
    pdfium.call.FPDF_StructTree_Close(tree);
  }
}

class StructureReader {
  readonly places = new Map<number, TagPlace>();
  readonly #pdfium: Pdfium;
  #elements = 0;
  #tables = 0;

  constructor(pdfium: Pdfium) {
    this.#pdfium = pdfium;
  }

  read(element: Handle, around?: TagPlace, table?: TableCursor, depth = 0): void {
    if (element === 0 || depth > MOST_DEPTH) return;
    const { call } = this.#pdfium;
    const role = this.#pdfium.text((buffer, bytes) =>
      call.FPDF_StructElement_GetType(element, buffer, bytes),
    );
    const inside = role === 'Table' ? { number: this.#tables++, row: -1, column: -1 } : table;
    if (role === 'TR' && inside) {
      inside.row++;
      inside.column = -1;
    }
    const isCell = (role === 'TD' || role === 'TH') && inside !== undefined;
    if (isCell) inside.column++;
    const place = isPart(role, around)
      ? around
      : {
          role,
          element: ++this.#elements,
          ...(isCell && { cell: { table: inside.number, row: inside.row, column: inside.column } }),
        };
    for (let index = 0; index < call.FPDF_StructElement_CountChildren(element); index++) {
      const number = call.FPDF_StructElement_GetChildMarkedContentID(element, index);
      if (number >= 0) this.places.set(number, place ?? { role: 'P', element: ++this.#elements });
      else this.read(call.FPDF_StructElement_GetChildAtIndex(element, index), place, inside, depth + 1);
    }
  }
}

/** Whether an element says nothing of its own: it only holds others, or is a paragraph in an item or a cell, which it belongs to. */
function isPart(role: string, around: TagPlace | undefined): boolean {
  if (!ROLES.test(role)) return true;
  return (
    around !== undefined &&
    /^(?:LI|LBody|TD|TH|Note|FENote|H[1-6]?|TOCI)$/.test(around.role) &&
    !/^(?:LI|TD|TH|H[1-6])$/.test(role)
  );
}
