import { type Element, localName } from './tree.ts';

// What elements are, as far as it matters to Markdown (HTML, sections 4 and 15.3).

/** What an element is by its name. */
export interface Kind {
  /** Without its prefix. */
  readonly name: string;
  /** It begins a line. */
  readonly isBlock: boolean;
  /** It has no text for readers. */
  readonly isSilent: boolean;
  /** It is code in a line. */
  readonly isCode: boolean;
  /** How it is emphasised. */
  readonly style: 'emphasis' | 'strong' | 'delete' | undefined;
}

const kinds = new Map<string, Kind>();

/** What an element is. Asked several times of each. */
export function kindOf(element: Element): Kind {
  const known = kinds.get(element.name);
  if (known !== undefined) return known;
  const name = localName(element);
  const kind: Kind = {
    name,
    isBlock: BLOCKS.has(name),
    isSilent: SILENT.has(name),
    isCode: CODE.has(name),
    style: STYLES.get(name),
  };
  // Pages make names up: not all are to be kept.
  if (kinds.size < 1000) kinds.set(element.name, kind);
  return kind;
}

const BLOCKS: ReadonlySet<string> = words(`
  address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form frameset
  h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol p plaintext pre search section summary table
  tbody td tfoot th thead tr ul xmp`);

const SILENT: ReadonlySet<string> = words(`
  area audio base canvas col colgroup datalist defs embed frame frameset head iframe input link map meta metadata noframes
  param portal rp script select source style svg template textarea title track trigger video`);

const STYLES = new Map<string, Kind['style']>([
  ['em', 'emphasis'],
  ['i', 'emphasis'],
  ['cite', 'emphasis'],
  ['dfn', 'emphasis'],
  ['var', 'emphasis'],
  ['strong', 'strong'],
  ['b', 'strong'],
  ['del', 'delete'],
  ['s', 'delete'],
  ['strike', 'delete'],
]);

const CODE: ReadonlySet<string> = words('code kbd samp tt');

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}
