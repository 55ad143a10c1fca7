import {
  type Delivered,
  type Document,
  defineTransform,
  type Transform,
  type TransformContext,
} from '@bowerbird/core';
import { KnownTexts, type Likeness } from './known-texts.ts';
import { type DedupeOptions, dedupeOptions } from './options.ts';
import type { Signature } from './signature.ts';

const WORKER = new URL(import.meta.resolve('#dedupe'));
// How many texts of a sink are sent to a worker at once.
const AT_ONCE = 50;

/** Leaves out documents that are there already, or nearly, under another id: in the same run, and in the sinks. */
export const dedupe = defineTransform({
  name: 'dedupe',
  summary: 'Leaves out, or marks, documents whose text is there already, or nearly, under another id.',
  options: dedupeOptions,
  create: (options) => new Dedupe(options),
});

class Dedupe implements Transform {
  readonly #options: DedupeOptions;
  // A chunk is like a chunk, and a document like a document: a document is no duplicate of what was cut out of it.
  readonly #whole: KnownTexts;
  readonly #parts: KnownTexts;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: DedupeOptions) {
    this.#options = options;
    this.#whole = new KnownTexts(options.threshold);
    this.#parts = new KnownTexts(options.threshold);
  }

  async open(held: AsyncIterable<Document>, { compute }: TransformContext): Promise<void> {
    let batch: Document[] = [];
    const flush = async () => {
      const signatures = await compute<readonly Signature[]>(
        WORKER,
        batch.map(({ text }) => text),
      );
      for (const [index, document] of batch.entries()) {
        const signature = signatures[index];
        if (signature) this.#textsLike(document).put(document.id, signature);
      }
      batch = [];
    };
    for await (const document of held) {
      // What was kept with a mark is no original.
      if (document.metadata?.duplicateOf !== undefined) continue;
      if (batch.push(document) === AT_ONCE) await flush();
    }
    if (batch.length > 0) await flush();
  }

  async transform(document: Delivered, context: TransformContext): Promise<readonly Delivered[]> {
    const computing = context.compute<readonly Signature[]>(WORKER, [document.text]);
    // Each waits for those before it, so that of two alike the first one stays, whichever is computed first.
    const mine = Promise.allSettled([computing, this.#last]).then(async () => {
      const [signature] = await computing;
      return signature && this.#judge(document, signature);
    });
    this.#last = mine.catch(() => undefined);
    const like = await mine;
    if (!like) return [document];
    const share = `${Math.round(like.similarity * 100)} %`;
    context.log(`${document.id} is a duplicate of ${like.id} (${share})`, {
      id: document.id,
      duplicateOf: { ...like },
    });
    if (this.#options.action === 'drop') return [];
    return [{ ...document, metadata: { ...document.metadata, duplicateOf: { ...like } } }];
  }

  #judge(document: Delivered, signature: Signature): Likeness | undefined {
    const texts = this.#textsLike(document);
    const like = texts.find(document.id, signature);
    if (like) texts.remove(document.id);
    else texts.put(document.id, signature);
    return like;
  }

  #textsLike({ partOf }: Document): KnownTexts {
    return partOf ? this.#parts : this.#whole;
  }
}
