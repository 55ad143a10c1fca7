// The first vector of the process names the columns.
const NAMES: string[] = [];

/** Names of the features, in the order of a block's vector. */
export function featureNames(): readonly string[] {
  return NAMES;
}

/** Farther ancestors count as none. */
export const FAR = 24;

/** A row of features in the making. */
export class Vector {
  readonly values: number[] = [];
  private readonly naming = NAMES.length === 0;
  private readonly names: string[] = [];
  add(name: string, value: number): void {
    this.values.push(value);
    if (this.naming) this.names.push(name);
  }
  end(): Float32Array {
    if (this.naming) NAMES.push(...this.names);
    return Float32Array.from(this.values);
  }
}
