import type { TextItem } from './items.ts';
import type { Handle, Pdfium } from './pdfium.ts';

/** From a place of the file to a place on the page as it is read (ISO 32000-2, section 8.3.3). */
export type Matrix = readonly [number, number, number, number, number, number];

/** A page as it is read: its size in points, and what takes places of the file to it. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly matrix: Matrix;
}

/** A page as its file says that it is shown. */
export function sheetOf(pdfium: Pdfium, page: Handle): Sheet {
  const { call, scratch } = pdfium;
  call.FPDF_GetPageBoundingBox(page, scratch);
  const [left = 0, top = 0, right = 0, bottom = 0] = pdfium.floats(scratch, 4);
  const sheet: Sheet = {
    width: right - left,
    height: top - bottom,
    matrix: [1, 0, 0, -1, -left, top],
  };
  switch (call.FPDFPage_GetRotation(page)) {
    case 1:
      return quarterTurn(sheet);
    case 2:
      return quarterTurn(quarterTurn(sheet));
    case 3:
      return quarterTurn(quarterTurn(quarterTurn(sheet)));
    default:
      return sheet;
  }
}

/** A page turned so that most of its text runs from left to right, as a reader would turn it. */
export function uprightSheet(items: readonly TextItem[], sheet: Sheet): Sheet {
  const letters = { right: 0, up: 0, left: 0, down: 0 };
  for (const { direction, text } of items) letters[directionOf(direction, sheet.matrix)] += text.length;
  const most = Math.max(...Object.values(letters));
  if (letters.right >= most) return sheet;
  if (letters.up === most) return quarterTurn(sheet);
  if (letters.left === most) return quarterTurn(quarterTurn(sheet));
  return quarterTurn(quarterTurn(quarterTurn(sheet)));
}

function directionOf(
  [dx, dy]: readonly [number, number],
  [a, b, c, d]: Matrix,
): 'right' | 'up' | 'left' | 'down' {
  const [x, y] = [a * dx + c * dy, b * dx + d * dy];
  if (Math.abs(x) >= Math.abs(y)) return x >= 0 ? 'right' : 'left';
  return y < 0 ? 'up' : 'down';
}

/** Clockwise. */
function quarterTurn({ width, height, matrix: [a, b, c, d, e, f] }: Sheet): Sheet {
  return { width: height, height: width, matrix: [-b, a, -d, c, height - f, e] };
}
