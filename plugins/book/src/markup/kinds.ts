/** What matters of an element to who reads its tags (HTML, section 13.1.2). */
export interface Kind {
  readonly name: string;
  /** `none`: its start tag is all of it. `text`: what looks like a tag in it is none; `raw`: nor are references. */
  readonly content: 'any' | 'text' | 'raw' | 'none';
  /** It may be without its end tag: it ends where one of these begins in it. */
  readonly isEndedBy?: ReadonlySet<string> | undefined;
}

const NONE = words(
  'area base basefont br col command embed frame hr img input isindex keygen link meta param source track wbr',
);
const TEXT = words('title');
const RAW = words('script style');
// HTML has rules of their own for these.
const ODD = words(`
  button datalist form iframe image input math noembed noframes optgroup option output plaintext select svg textarea xmp`);
const HEADINGS = 'h1 h2 h3 h4 h5 h6';
const ENDS: readonly (readonly [string, string])[] = [
  [
    'p',
    `${HEADINGS} p address article aside blockquote details div dl fieldset figcaption figure footer header hr main nav ol pre section table ul`,
  ],
  [HEADINGS, HEADINGS],
  ['a', 'a'],
  ['li', 'li'],
  ['dd dt', 'dd dt'],
  ['rt rp', 'rt rp'],
  ['tr', 'tr'],
  ['td th', 'td th tr'],
  ['thead tbody', 'td tbody tfoot'],
  ['head script', 'body'],
];

const LONGEST_KEPT = 40;
const known = new Map<string, Kind | undefined>();

/** The kind of an element by its name as it is written; `undefined`: it is not read as others are. */
export function htmlKind(written: string): Kind | undefined {
  let kind = known.get(written);
  if (kind !== undefined) return kind;
  // Of other names each end tag would have to be looked at for its case.
  if (!/^[a-z][^A-Z]*$/.test(written) || ODD.has(written)) return undefined;
  const content = NONE.has(written) ? 'none' : TEXT.has(written) ? 'text' : RAW.has(written) ? 'raw' : 'any';
  const ends = ENDS.filter(([names]) => words(names).has(written)).map(([, by]) => words(by));
  kind = { name: written, content, isEndedBy: ends[0] };
  // Any name may be in a book, and not all are to be kept, nor long ones.
  if (known.size < 1000 && written.length < LONGEST_KEPT) known.set(written, kind);
  return kind;
}

/** Likewise in XML, where names say nothing. */
export function xmlKind(written: string): Kind | undefined {
  return /^[a-z_]/i.test(written) ? { name: written, content: 'any' } : undefined;
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}
