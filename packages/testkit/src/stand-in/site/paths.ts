/**
 * What the stand-in site has, and what each path is for. `{n}` and the like stand for one segment; what follows a `?` may be left out.
 * Every path that brings a page brings one of its own, so that pages cannot be mistaken for each other.
 */
export const SITE_PATHS = {
  '/': 'Home page: links to lists, feeds and sitemaps, in all the ways that pages write links.',
  '/articles/': 'First list of articles, with `rel="next"`.',
  '/articles/page/{n}': 'Further lists, from 2 on.',
  '/articles/{n}':
    'An article, from 1 to the number of pages: ETag, Last-Modified, 304 (RFC 9110, section 13).',
  '/private/{n}': 'An article in the folder that robots.txt closes.',
  '/private/open': 'An article in that folder that robots.txt allows all the same.',

  '/robots.txt':
    'RFC 9309: closes `/private/`, names the sitemap. What it answers is switched by `site.robots()`.',
  '/sitemap.xml': 'Index of the two sitemaps below (sitemaps.org 0.9).',
  '/sitemaps/first.xml': 'Sitemap of the first half of the articles, with `lastmod`.',
  '/sitemaps/second.xml.gz': 'Sitemap of the second half: a gzip file, without content-encoding.',
  '/sitemap.txt': 'The same as text, an address a line.',
  '/feed.rss': 'RSS 2.0 of the newest 20 articles, whole texts in `content:encoded`.',
  '/feed.atom': 'Atom 1.0 (RFC 4287) of the same.',
  '/feed.json': 'JSON Feed 1.1 of the same.',
  '/podcast.rss': 'RSS 2.0 with enclosures: three episodes.',
  '/podcast/{n}.wav': 'An episode of half a second: ranges and If-Range (RFC 9110, section 14).',

  '/validators/etag': 'ETag alone.',
  '/validators/weak': 'Weak ETag.',
  '/validators/modified': 'Last-Modified alone.',
  '/validators/none': 'Neither: every request brings the whole page.',
  '/validators/ignored': 'Has both, and answers 200 to every condition.',
  '/validators/restless': 'The same text with a new ETag at every request.',

  '/redirect/301': 'To `/articles/1`, as the four below.',
  '/redirect/302': 'Found.',
  '/redirect/303': 'See Other: the next request is a GET.',
  '/redirect/307': 'Temporary: the method stays.',
  '/redirect/308': 'Permanent: the method stays.',
  '/redirect/relative': 'Location is a relative path.',
  '/redirect/no-scheme': 'Location has a host and no scheme.',
  '/redirect/chain/{n}': 'To an article in n steps.',
  '/redirect/loop': 'To itself.',
  '/redirect/pair': 'Back and forth between two addresses.',
  '/redirect/other-origin': 'To the same site on another port (`site.otherUrl`).',
  '/redirect/other-host': 'To the same site as `localhost`.',
  '/redirect/private': 'To an address of a private network, where no client may go.',
  '/redirect/metadata': 'To the link-local address where clouds keep their credentials.',
  '/redirect/file': 'To a file of the client.',
  '/redirect/nowhere': '302 without Location.',

  '/charset/windows-1252': 'Said by the header and the page, as the five below.',
  '/charset/iso-8859-1': 'Which browsers read as windows-1252.',
  '/charset/shift_jis': 'Japanese.',
  '/charset/gb18030': 'Chinese.',
  '/charset/utf-16le': 'With a byte order mark, and nothing else that says so.',
  '/charset/utf-16be': 'The other order of bytes.',
  '/charset/meta-only': 'Shift_JIS, which only the page says.',
  '/charset/header-only': 'windows-1252, which only the header says.',
  '/charset/header-wins': 'UTF-8 as the header says; the page says windows-1252.',
  '/charset/mark-wins': 'UTF-8 with a byte order mark; the header says windows-1252.',
  '/charset/undeclared': 'UTF-8, and nothing says so.',
  '/charset/mislabelled':
    'UTF-8, and the header says windows-1252: browsers believe the header and show nonsense.',

  '/coding/gzip': 'Content-encoding gzip, whatever was asked for, as all of these.',
  '/coding/deflate': 'In its zlib form (RFC 9110, section 8.4.1.2).',
  '/coding/br': 'Brotli.',
  '/coding/zstd': 'Zstandard.',
  '/coding/twice': 'gzip, then Brotli.',

  '/busy/seconds?times=1&wait=1':
    '429 with Retry-After in seconds, `times` times for each address; then a page.',
  '/busy/date?times=1&wait=1': 'The same with Retry-After as HTTP date.',
  '/busy/unavailable?times=1&wait=1': 'The same as 503.',
  '/busy/failing?times=1': '500 without Retry-After; then a page.',
  '/busy/always?wait=1': '429 for ever.',
  '/status/{code}': 'That status from 400 to 599, with a short page: 401, 403, 404, 410, 451, 500, 503 …',

  '/slow/first-byte?ms=300': 'A page, after a wait.',
  '/slow/drip?ms=300': 'A page in 20 pieces, over that time.',
  '/slow/for-ever?ms=100': 'One byte after each wait, and no end of it.',
  '/slow/silent': 'No answer at all.',
  '/slow/silent-after-headers': 'Headers, and nothing behind them.',

  '/broken/cut-off': 'The connection ends before content-length is reached.',
  '/broken/chunked-cut-off': 'The connection ends in the middle of a chunk.',
  '/broken/gzip-cut-off': 'Half a gzip body, of the length that content-length says.',
  '/broken/br-cut-off': 'Half a Brotli body, likewise.',
  '/broken/not-gzip': 'Plain text that content-encoding calls gzip.',
  '/broken/unknown-coding': 'A content-encoding that nobody knows.',
  '/broken/reset': 'The connection is reset after the headers.',
  '/broken/reset-at-once': 'The connection is reset before any answer.',
  '/broken/not-http': 'A server that speaks another protocol.',
  '/broken/two-lengths': 'Two headers content-length that differ.',

  '/hostile/endless': 'A page without end.',
  '/hostile/huge-length': 'A content-length of 1 TB, and one byte of it.',
  '/hostile/gzip-bomb': '1 GB of spaces in a gzip body of 1 MB.',
  '/hostile/coded-often': 'gzip, 20 times over.',
  '/hostile/long-header': 'A header of 64 KB.',
  '/hostile/nested': 'A page of 200,000 nested elements.',

  '/odd/empty': '200 with nothing in it.',
  '/odd/blank': 'A page without text.',
  '/odd/pdf-as-html': 'A PDF file that is called a page.',
  '/odd/image-as-html': 'A PNG image that is called a page.',
  '/odd/pdf': 'A PDF file that is called one.',
  '/odd/html-as-text': 'A page that is called plain text.',
  '/odd/untyped': 'A page without content-type.',
} as const;

/** A path of the stand-in site, as it stands in the table. */
export type SitePath = keyof typeof SITE_PATHS;
