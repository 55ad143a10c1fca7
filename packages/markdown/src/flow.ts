import type { Block, Inline } from './content.ts';

/** Blocks one after the other; of lines that touch, a paragraph. */
export class Flow {
  readonly blocks: Block[] = [];
  /** The last block is a paragraph to which a line may be added. */
  #isOpen = false;
  /** Its content, once a line was. */
  #open: Inline[] | undefined;

  /**
   * @param isLine it may be a line of the paragraph before
   * @param isOpen a line may follow
   */
  add(block: Block, isLine: boolean, isOpen: boolean): void {
    const last = this.blocks.at(-1);
    if (isLine && this.#isOpen && block.type === 'paragraph' && last?.type === 'paragraph') {
      if (this.#open === undefined) {
        this.#open = [...last.children];
        this.blocks[this.blocks.length - 1] = { type: 'paragraph', children: this.#open };
      }
      this.#open.push({ type: 'break' });
      for (const node of block.children) this.#open.push(node);
    } else {
      this.blocks.push(block);
      this.#open = undefined;
    }
    this.#isOpen = isOpen;
  }

  /** What an element came to. A line with nothing in it is an empty one. */
  addAll(blocks: readonly Block[], isLine: boolean): void {
    if (blocks.length === 0 && isLine) this.#isOpen = false;
    for (let index = 0; index < blocks.length; index++)
      this.add(blocks[index] as Block, isLine && index === 0, isLine);
  }
}
