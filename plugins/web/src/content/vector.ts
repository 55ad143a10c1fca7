/** Farther ancestors count as none. */
export const FAR = 24;

/** Length of a row. */
export const FEATURES = 210;

/** The rows of a page's blocks, each filled from left to right. */
export class Rows {
  readonly values: Float32Array;
  private at = 0;

  constructor(count: number) {
    this.values = new Float32Array(count * FEATURES);
  }

  add(value: number): void {
    this.values[this.at++] = value;
  }
}
