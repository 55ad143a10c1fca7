import type { ContentItem, Matrix } from './segments.ts';

/** A page as it is read: its size in points, and what takes places of the file to it. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly matrix: Matrix;
}

/** A page turned so that most of its text runs from left to right, as a reader would turn it. */
export function uprightSheet(items: readonly ContentItem[], sheet: Sheet): Sheet {
  const letters = { right: 0, up: 0, left: 0, down: 0 };
  for (const item of items)
    if ('str' in item) letters[directionOf(item.transform, sheet.matrix)] += item.str.length;
  const most = Math.max(...Object.values(letters));
  if (letters.right >= most) return sheet;
  const { width, height } = sheet;
  if (letters.up === most)
    return { width: height, height: width, matrix: turned(sheet.matrix, [0, 1, -1, 0, height, 0]) };
  if (letters.down === most)
    return { width: height, height: width, matrix: turned(sheet.matrix, [0, -1, 1, 0, 0, width]) };
  return { width, height, matrix: turned(sheet.matrix, [-1, 0, 0, -1, width, height]) };
}

function directionOf(
  [ta = 1, tb = 0]: readonly number[],
  [a, b, c, d]: Matrix,
): 'right' | 'up' | 'left' | 'down' {
  const [x, y] = [a * ta + c * tb, b * ta + d * tb];
  if (Math.abs(x) >= Math.abs(y)) return x >= 0 ? 'right' : 'left';
  return y < 0 ? 'up' : 'down';
}

/** First one transform, then another (ISO 32000-2, section 8.3.4). */
function turned([a, b, c, d, e, f]: Matrix, [ta, tb, tc, td, te, tf]: Matrix): Matrix {
  return [
    ta * a + tc * b,
    tb * a + td * b,
    ta * c + tc * d,
    tb * c + td * d,
    ta * e + tc * f + te,
    tb * e + td * f + tf,
  ];
}
