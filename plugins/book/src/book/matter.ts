/** Where in a book a chapter stands (EPUB-SSV 1.1). */
export type Matter = 'front' | 'body' | 'back';

const FRONT = new Set([
  'frontmatter',
  'cover',
  'titlepage',
  'halftitlepage',
  'halftitle',
  'title-page',
  'imprint',
  'copyright-page',
  'copyright',
  'dedication',
  'epigraph',
  'foreword',
  'preface',
  'prologue-front',
  'toc',
  'loi',
  'lot',
  'acknowledgments-front',
  'landmarks',
  'preamble',
  'seriespage',
  'other-credits',
  'contributors',
  'errata',
]);
const BACK = new Set([
  'backmatter',
  'afterword',
  'appendix',
  'bibliography',
  'glossary',
  'index',
  'endnotes',
  'rearnotes',
  'footnotes',
  'notes',
  'colophon',
  'uncopyright',
  'acknowledgments',
  'acknowledgements',
  'credits',
  'credit',
  'answers',
  'qna',
]);
const BODY = new Set([
  'bodymatter',
  'part',
  'chapter',
  'volume',
  'subchapter',
  'division',
  'text',
  'prologue',
  'epilogue',
  'conclusion',
  'introduction',
]);
const GENERAL = new Set(['frontmatter', 'bodymatter', 'backmatter', 'text', 'division', 'subchapter']);

// Titles as they are in books of a few languages, where nothing else tells.
const TITLES: readonly (readonly [RegExp, string])[] = [
  [/^(?:title ?page|titelseite|page de titre|portada)$/i, 'titlepage'],
  [/^(?:half ?title(?: ?page)?)$/i, 'halftitlepage'],
  [/^(?:cover|cover ?page|umschlag|couverture|cubierta)$/i, 'cover'],
  [/^(?:copyright(?: ?page| notice)?|legal notice|impressum|imprint|mentions légales)$/i, 'copyright-page'],
  [
    /^(?:(?:table of )?contents|inhalt(?:sverzeichnis)?|table des matières|sommaire|índice(?: general)?)$/i,
    'toc',
  ],
  [/^(?:dedication|widmung|dédicace|dedicatoria)$/i, 'dedication'],
  [/^(?:foreword|geleitwort|avant-propos|prólogo)$/i, 'foreword'],
  [/^(?:preface|vorwort|préface|prefacio)$/i, 'preface'],
  [/^(?:list of (?:illustrations|figures)|abbildungsverzeichnis)$/i, 'loi'],
  [/^(?:list of tables|tabellenverzeichnis)$/i, 'lot'],
  [/^(?:end ?notes|notes|anmerkungen|endnoten|notas)$/i, 'endnotes'],
  [/^(?:foot ?notes|fußnoten)$/i, 'footnotes'],
  [
    /^(?:bibliography|references|works cited|literatur(?:verzeichnis)?|bibliographie|bibliografía)$/i,
    'bibliography',
  ],
  [/^(?:glossary|glossar|glossaire|glosario)$/i, 'glossary'],
  [/^(?:index|general index|stichwortverzeichnis|sachregister|register)$/i, 'index'],
  [/^(?:colophon|kolophon)$/i, 'colophon'],
  [/^(?:appendix|appendices|anhang|annexe|apéndice)\b/i, 'appendix'],
  [/^(?:afterword|nachwort|postface|epílogo)$/i, 'afterword'],
  [/^(?:acknowledge?ments?|danksagung|remerciements|agradecimientos)$/i, 'acknowledgments'],
  [/^(?:about the authors?|über (?:den autor|die autorin))$/i, 'contributors-back'],
  [/^uncopyright$/i, 'uncopyright'],
];

/** What a chapter is, by its own terms where it has any, else by what it is called. */
export function chapterType(terms: readonly string[], title: string): string | undefined {
  const own = terms.find(
    (term) => !GENERAL.has(term) && (FRONT.has(term) || BACK.has(term) || BODY.has(term)),
  );
  if (own !== undefined) return own;
  const plain = title.trim();
  return TITLES.find(([pattern]) => pattern.test(plain))?.[1];
}

/** Where a chapter stands, by its terms and its type; `undefined`: nothing tells. */
export function matterOf(terms: readonly string[], type: string | undefined): Matter | undefined {
  for (const [general, matter] of [
    ['frontmatter', 'front'],
    ['bodymatter', 'body'],
    ['backmatter', 'back'],
  ] as const) {
    if (terms.includes(general)) return matter;
  }
  if (type === undefined) return undefined;
  if (BACK.has(type) || type.endsWith('-back')) return 'back';
  return FRONT.has(type) ? 'front' : 'body';
}

/**
 * The matter of chapters in order. What nothing tells about is body, but for what stands before all front matter, or behind all back matter: a body
 * begins and ends once.
 */
export function matters(known: readonly (Matter | undefined)[]): readonly Matter[] {
  const lastFront = known.findLastIndex(
    (matter, index) => matter === 'front' && !known.slice(0, index).includes('body'),
  );
  const firstBody = known.indexOf('body');
  const frontEnds = firstBody >= 0 && firstBody < lastFront ? firstBody : lastFront;
  return known.map((matter, index) => matter ?? (index <= frontEnds ? 'front' : 'body'));
}
