import type { Inline, Mark } from './content.ts';
import type { Element } from './tree.ts';

/** What a reader of a tree must know beside it; what is left out is as HTML has it. */
export interface Hooks {
  /** What is for readers of the original alone: a way back from a note, a sign for a permalink. */
  isDropped?(element: Element): boolean;
  /** Whether a block is a line, of the same paragraph as the lines around it: mail programs write `<div>` so. */
  isLine?(element: Element): boolean;
  /** What stands in a line in the place of an element: the number of a note that is referred to, the words of a drawing. */
  inline?(element: Element): readonly Inline[] | undefined;
  /** The label of the note that an element is: it goes to the end. */
  noteOf?(element: Element): string | undefined;
  /** Marks for the place where an element begins. */
  marksOf?(element: Element): readonly Mark[] | undefined;
  /** Where a link leads; `undefined`: nowhere that a reader can go, so its text is no link. */
  address?(href: string): string | undefined;
  /** What a picture becomes. */
  picture?(element: Element): Inline | undefined;
}
