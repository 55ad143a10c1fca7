// Runs in a worker.
import { type Cut, type CutOptions, type CutText, cutText } from './chunk/cut.ts';
import { characters, type Measure, measureBy } from './chunk/measure.ts';

/** What is to be cut, and how: by a tokenizer, or, without one, by characters. */
export interface ChunkInput extends CutText, CutOptions {
  /** The name of an encoding, or the URL of a module. */
  readonly tokenizer: string | undefined;
}

// To load a tokenizer takes longer than to use it.
const measures = new Map<string, Promise<Measure>>();

export default async function chunkText(input: ChunkInput): Promise<readonly Cut[]> {
  const { tokenizer } = input;
  if (tokenizer === undefined) return cutText(input, characters, input);
  const measure = measures.get(tokenizer) ?? measureBy(tokenizer);
  measures.set(tokenizer, measure);
  return cutText(input, await measure, input);
}
