import type { DefaultTreeAdapterTypes as Tree } from 'parse5';
import { readNames } from './names.ts';

/** An element around blocks, with what is known of the text inside it. */
export interface Region {
  readonly element: Tree.Element;
  readonly name: string;
  readonly parent: Region | undefined;
  readonly depth: number;
  readonly children: readonly Region[];
  /** Its class and id. */
  readonly names: string;
  /** Place of its first block among all; the others follow. */
  readonly firstBlock: number;
  /** What its class and id say, one bit per sign. */
  readonly signs: number;
  /** What Readability thinks of them, see `Names`. */
  readonly verdict: number;
  /** What its tag and role say, one bit per kind of {@link KINDS}. */
  readonly kinds: number;
  /** Name and classes of it and the two regions around it: the same for what a template repeats. */
  readonly signature: string;
  /** The end of the signatures of its children. */
  readonly around: string;
  words: number;
  linkWords: number;
  /** Words in blocks of ten words and more that are mostly no links. */
  proseWords: number;
  blocks: number;
  links: number;
  commas: number;
  controls: number;
  inputs: number;
  images: number;
  /** How much it looks like the element that holds an article, after Readability's scoring of paragraphs. */
  score: number;
  /** The same from paragraphs alone, not from items of lists, with a bonus or malus for what its class says, as Readability has it. */
  paragraphScore: number;
  /** Numbers of its child regions by their signatures, once somebody has asked. */
  twins: Map<string, number> | undefined;
}

/** What tags and roles say. */
export const KINDS = [
  'nav',
  'header',
  'footer',
  'aside',
  'article',
  'main',
  'form',
  'figure',
  'table',
  'list',
  'section',
  'quote',
  'control',
  'link',
  'details',
  'hidden',
  'articleBody',
  'item',
  'pre',
  'cell',
] as const;

const KIND_OF_TAG: Readonly<Record<string, (typeof KINDS)[number]>> = {
  nav: 'nav',
  menu: 'nav',
  header: 'header',
  footer: 'footer',
  aside: 'aside',
  article: 'article',
  main: 'main',
  form: 'form',
  figure: 'figure',
  table: 'table',
  ul: 'list',
  ol: 'list',
  dl: 'list',
  section: 'section',
  blockquote: 'quote',
  button: 'control',
  label: 'control',
  legend: 'control',
  fieldset: 'control',
  a: 'link',
  details: 'details',
  pre: 'pre',
  td: 'cell',
  th: 'cell',
};

const KIND_OF_ROLE: Readonly<Record<string, (typeof KINDS)[number]>> = {
  navigation: 'nav',
  menu: 'nav',
  menubar: 'nav',
  banner: 'header',
  contentinfo: 'footer',
  complementary: 'aside',
  main: 'main',
  article: 'article',
  search: 'form',
  form: 'form',
  dialog: 'hidden',
  alertdialog: 'hidden',
  button: 'control',
  tab: 'control',
  list: 'list',
};

/** The bit of a kind. */
export function kindBit(kind: (typeof KINDS)[number]): number {
  return 1 << KINDS.indexOf(kind);
}

const BIT_OF_TAG: ReadonlyMap<string, number> = new Map(
  Object.entries(KIND_OF_TAG).map(([tag, kind]) => [tag, kindBit(kind)]),
);

/** The first two parts of a signature. */
function twoOf(signature: string): string {
  const end = signature.indexOf('>', signature.indexOf('>') + 1);
  return end < 0 ? signature : signature.slice(0, end);
}

/** How many of its siblings have a region's signature, itself among them. */
export function twinsOf({ parent, signature }: Region): number | undefined {
  if (parent === undefined) return undefined;
  if (parent.twins === undefined) {
    parent.twins = new Map();
    for (const child of parent.children)
      parent.twins.set(child.signature, (parent.twins.get(child.signature) ?? 0) + 1);
  }
  return parent.twins.get(signature);
}

/** An element as a region, with nothing counted yet. */
export function toRegion(element: Tree.Element, parent: Region | undefined, firstBlock: number): Region {
  let names = '';
  let plain = '';
  let [kinds, signs, verdict] = [0, 0, 0];
  for (const { name, value } of element.attrs) {
    if (name === 'class' || name === 'id') {
      const read = readNames(value);
      names += ` ${value}`;
      signs |= read.signs;
      verdict |= read.verdict;
      if (name === 'class') plain = read.plain;
    } else if (name === 'role') kinds |= roleBit(value);
    else if (name === 'hidden' || (name === 'aria-hidden' && value === 'true')) kinds |= kindBit('hidden');
    else if (name === 'style' && /display:\s*none|visibility:\s*hidden/i.test(value))
      kinds |= kindBit('hidden');
    else if (name === 'itemprop') kinds |= itemBit(value);
    else if (name === 'itemscope') kinds |= kindBit('item');
  }
  kinds |= BIT_OF_TAG.get(element.tagName) ?? 0;
  const signature = `${element.tagName}.${plain}>${parent?.around ?? ''}`;
  return {
    element,
    name: element.tagName,
    parent,
    depth: parent === undefined ? 0 : parent.depth + 1,
    children: [],
    names: names.trim(),
    firstBlock,
    signs,
    verdict,
    kinds,
    signature,
    around: twoOf(signature),
    words: 0,
    linkWords: 0,
    proseWords: 0,
    blocks: 0,
    links: 0,
    commas: 0,
    controls: 0,
    inputs: 0,
    images: 0,
    score: 0,
    paragraphScore: 0,
    twins: undefined,
  };
}

function roleBit(role: string): number {
  const kind = KIND_OF_ROLE[role.trim().toLowerCase()];
  return kind === undefined ? 0 : kindBit(kind);
}

function itemBit(property: string): number {
  return /articlebody|^text$|description|reviewbody|recipeinstructions|recipeingredient/i.test(property)
    ? kindBit('articleBody')
    : 0;
}
