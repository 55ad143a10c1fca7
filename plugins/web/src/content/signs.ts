import { remember } from './remember.ts';

/**
 * What classes and ids say about the part of a page that carries them. The words are those that themes, frameworks and shops of any
 * language share; none is of one site. A sign is no verdict: the model weighs it with everything else.
 */
const WORDS: Readonly<Record<string, string>> = {
  navigation: 'nav|navs|navbar|navigation|menu|menus|submenu|dropdown|sitemap|skip|jump',
  trail: 'breadcrumbs?|crumbs?|trail',
  footer: 'footer|foot|colophon|copyright|legal|bottom|impressum|imprint',
  header: 'header|masthead|banner|topbar|top|logo|brand|hero',
  side: 'sidebar|side|aside|rail|widgets?|secondary|right|left|sticky',
  comments: 'comments?|commentlist|disqus|respond|repl(?:y|ies)|discussion|kommentare?',
  related:
    'related|recommend(?:ed|ations?)?|more|similar|popular|trending|next|also|suggest(?:ed|ions?)?|outbrain|taboola|latest|recent|most|read|upsell|crosssell',
  share: 'shar(?:e|es|ing)|social|socials|follow|facebook|twitter|addthis|addtoany|likes?|whatsapp',
  advert: 'ads?|adv|advert|advertis(?:ement|ing)|sponsor(?:ed|s)?|promo(?:s|ted|tion)?|dfp|werbung|anzeige',
  subscribe:
    'newsletter|subscribe|subscription|signup|sign|cta|donat(?:e|ion)|register|login|paywall|membership|account',
  overlay:
    'cookies?|consent|gdpr|modal|popup|overlay|dialog|lightbox|notice|alert|notification|tooltip|toast',
  byline:
    'author|authors|byline|bio|date|time|meta|metadata|info|posted|published|dateline|timestamp|avatar|user',
  tags: 'tags?|categor(?:y|ies)|topics?|keywords?|labels?|badge|taxonomy|terms',
  caption: 'caption|captions|credit|credits|figcaption|attribution',
  pager: 'pagination|pager|paging|prev|previous|pages|pagenav',
  contents: 'toc|index|contents|outline|anchors?',
  body: 'article|story|entry|post|body|content|text|main|blog|page|news|single',
  prose:
    'articlebody|prose|richtext|rte|markdown|wysiwyg|(?:article|entry|post|story|content|text|page|blog|main|rich|body)[_-]+(?:body|content|text|copy|main|inner)',
  hidden: 'hidden|hide|sr|visually|screen|offscreen|invisible|collapsed?|print',
  card: 'cards?|items?|list|listing|grid|tiles?|teasers?|results?|feed|loop|archive|cell',
  product:
    'products?|price|prices|cart|sku|shop|buy|shipping|ratings?|stars?|basket|checkout|stock|variants?',
  detail: 'description|desc|details?|specs?|specifications?|features?|accordion|tabs?|tabpanel|faq|overview',
  form: 'forms?|search|filters?|sort|input|facets?|select|button|btn|controls?|toolbar|tools|actions?|toggle',
  forum: 'message|messages|thread|answers?|questions?|quote|forum|posts|bubble|postbody|signature',
  title: 'title|headline|heading|subtitle|lead|lede|intro|summary|standfirst|dek|excerpt|abstract|deck',
  media:
    'gallery|slider|carousel|slideshow|swiper|video|player|image|images|photo|photos|media|thumb|thumbnail|figure',
};

/** Names of the signs, in the order of their bits. */
export const SIGNS: readonly string[] = Object.keys(WORDS);

const PATTERNS = Object.values(WORDS).map((words) => new RegExp(`^(?:${words})$`));
// Its words may be two, joined by a hyphen.
const PROSE = new RegExp(`(?:^|[\\s_-])(?:${WORDS.prose})(?=$|[\\s_-])`);
const PROSE_BIT = 1 << SIGNS.indexOf('prose');

const signsOfWord = remember((word) => {
  let bits = 0;
  for (const [index, pattern] of PATTERNS.entries()) if (pattern.test(word)) bits |= 1 << index;
  return bits;
});

/** The signs of a class or id attribute, one bit each. */
export function signsOf(names: string): number {
  const words = names.replace(/([a-z\d])([A-Z])/g, '$1-$2').toLowerCase();
  let bits = PROSE.test(words) ? PROSE_BIT : 0;
  for (const word of words.split(/[\s_-]+/)) bits |= signsOfWord(word);
  return bits;
}
