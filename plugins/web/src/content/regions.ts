import type { DefaultTreeAdapterTypes as Tree } from 'parse5';
import { signsOf } from './signs.ts';

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
  /** What its tag and role say, one bit per kind of {@link KINDS}. */
  readonly kinds: number;
  /** Name and classes of it and the two regions around it: the same for what a template repeats. */
  readonly signature: string;
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
  /** Number of its child regions with its signature, on the parent. */
  readonly twins: Map<string, number>;
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

/** An element as a region, with nothing counted yet. */
export function toRegion(element: Tree.Element, parent: Region | undefined, firstBlock: number): Region {
  let names = '';
  let classes = '';
  let kinds = 0;
  for (const { name, value } of element.attrs) {
    if (name === 'class') {
      names += ` ${value}`;
      classes = value;
    } else if (name === 'id') names += ` ${value}`;
    else if (name === 'role') kinds |= roleBit(value);
    else if (name === 'hidden' || (name === 'aria-hidden' && value === 'true')) kinds |= kindBit('hidden');
    else if (name === 'style' && /display:\s*none|visibility:\s*hidden/i.test(value))
      kinds |= kindBit('hidden');
    else if (name === 'itemprop') kinds |= itemBit(value);
    else if (name === 'itemscope') kinds |= kindBit('item');
  }
  const kind = KIND_OF_TAG[element.tagName];
  if (kind !== undefined) kinds |= kindBit(kind);
  const own = `${element.tagName}.${classes.replace(/\d+/g, '').slice(0, 80)}`;
  const around = parent === undefined ? '' : parent.signature.split('>', 2).join('>');
  return {
    element,
    name: element.tagName,
    parent,
    depth: parent === undefined ? 0 : parent.depth + 1,
    children: [],
    names: names.trim(),
    firstBlock,
    signs: signsOf(names),
    kinds,
    signature: `${own}>${around}`,
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
    twins: new Map(),
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
