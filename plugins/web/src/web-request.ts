import type { Resource, Schema } from '@bowerbird/core';
import { en } from 'zod/locales';
import * as z from 'zod/mini';
import { looksLikeHtml } from './content-kind.ts';

/** What the collector `web` is asked for. */
export interface WebRequest {
  /** Address of a page, or `file:` URL of a local one or of a folder of them; without fragment. */
  readonly url: string;
  /** Of a local file: its path from the folder of the rc file. It names the document, so that its id is the same on every machine. */
  readonly path?: string | undefined;
  /** CSS selector of what is to be taken, in the place of looking for the main content. */
  readonly selector?: string | undefined;
  /** What matters more: that nothing else is in the text (`precision`), or that nothing is missing (`recall`). Default: `balanced`. */
  readonly favor?: 'precision' | 'balanced' | 'recall' | undefined;
  /** Whether readers' comments are taken. Default: no. */
  readonly comments?: boolean | undefined;
  /** Whether links keep their addresses. Default: yes. */
  readonly links?: boolean | undefined;
  /** Pictures as links to them, as their alternative text alone, or not at all. Default: `links`. */
  readonly images?: 'links' | 'alt' | 'none' | undefined;
  /** Whether tables are tables; else each row is a line. Default: yes. */
  readonly tables?: boolean | undefined;
  /** Whether the metadata lists what was left out and why. Default: no. */
  readonly explain?: boolean | undefined;
}

const SCHEMES: readonly string[] = ['http:', 'https:', 'file:'];

// Beside the smaller half of Zod, its messages.
z.config(en());

const page = z.transform((value: string, context): string => {
  const url = normaliseUrl(value);
  if (typeof url === 'string') return url;
  context.issues.push({ code: 'custom', message: url.problem, input: value });
  return z.NEVER;
});

const request = z.strictObject({
  url: z
    .pipe(z.string(), page)
    .check(
      z.describe(
        'Address of a web page (http, https), or file: URL of a local HTML file or of a folder of them',
      ),
    ),
  path: z
    .optional(z.string().check(z.minLength(1)))
    .check(z.describe('Of a local file: the name that its document is to have')),
  selector: z
    .optional(z.string().check(z.minLength(1)))
    .check(z.describe('CSS selector of what to take, in the place of looking for the main content')),
  favor: z
    .optional(z.enum(['precision', 'balanced', 'recall']))
    .check(z.describe('What matters more: that nothing else is in the text, or that nothing is missing')),
  comments: z.optional(z.boolean()).check(z.describe("Take readers' comments, too")),
  links: z.optional(z.boolean()).check(z.describe('false: links are their text alone')),
  images: z
    .optional(z.enum(['links', 'alt', 'none']))
    .check(z.describe('Pictures as links to them, as their alternative text alone, or not at all')),
  tables: z.optional(z.boolean()).check(z.describe('false: each row of a table is a line of text')),
  explain: z.optional(z.boolean()).check(z.describe('List in the metadata what was left out, and why')),
});

/** The request: reads its own output unchanged. */
export const webRequest: Schema<WebRequest> = {
  '~standard': {
    ...request['~standard'],
    jsonSchema: { input: ({ target }) => z.toJSONSchema(request, { target, io: 'input' }) },
  },
};

/** The URL as WHATWG writes it, without its fragment (it names no other page), or what is wrong with it. */
function normaliseUrl(value: string): string | { readonly problem: string } {
  const url = URL.parse(value);
  if (url === null) return { problem: `${JSON.stringify(value)} is no absolute URL` };
  if (!SCHEMES.includes(url.protocol)) {
    return { problem: `a page is an http:, https: or file: URL, not ${url.protocol}` };
  }
  // They would end up in ids, reports and keys.
  if (url.username !== '' || url.password !== '')
    return { problem: 'the URL must not hold a user name or a password' };
  url.hash = '';
  if (url.protocol === 'file:') {
    if (url.host !== '') return { problem: `a local file is file:///path, without a host (${url.host})` };
    url.search = '';
  }
  return url.href;
}

const PAGE_FILE = /\.(?:html?|xhtml?|xht)$/i;

/** Whether a file is a page by its name. */
export function isPageFile(name: string): boolean {
  return PAGE_FILE.test(name);
}

// A folder with such files in it is one of books or mail.
const OTHER_DOCUMENT = /\.(?:pdf|epub|md|markdown|txt|docx?|odt|mbox|eml)$/i;

// Endings that say "no page" whatever the server: what other collectors read, and what none does.
const OTHER_FILE = new RegExp(
  `\\.(?:${[
    'pdf|epub|mobi|azw3?|djvu|fb2|docx?|xlsx?|pptx?|odt|ods|odp|rtf|ps',
    'mp[34]|m4[abv]|mkv|webm|mov|avi|mpe?g|og[agv]|opus|flac|wav|aac|wma|wmv|vtt|srt|m3u8?',
    'jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|heic',
    'zip|gz|tgz|bz2|xz|zst|7z|rar|tar|dmg|iso|exe|msi|deb|rpm|apk|jar|whl|bin',
    'mbox|eml|msg|pst|ics|vcf|css|m?js|json|jsonl|csv|tsv|ya?ml|sqlite|wasm|woff2?|ttf|otf',
  ].join('|')})$`,
  'i',
);

// Sites whose pages are players: their text is a cookie notice.
const VIDEO_HOST = /^(?:(?:www\.|m\.|music\.)?youtube\.com|youtu\.be|(?:www\.|player\.)?vimeo\.com)$/;

/**
 * The request for what may be a page: any http(s) URL that does not end like something else, any file that is HTML, any folder that has
 * HTML files and no other documents in it.
 */
export function acceptPage(resource: Resource): WebRequest | undefined {
  const url = normaliseUrl(resource.uri);
  if (typeof url !== 'string') return undefined;
  const { protocol, hostname, pathname } = new URL(url);
  if (protocol === 'file:') {
    if (
      !(resource.entries === undefined ? isPage(pathname, resource.head) : isFolderOfPages(resource.entries))
    )
      return undefined;
    // The folder of the rc file has an empty path.
    return resource.path === undefined ? { url } : { url, path: resource.path || '.' };
  }
  return OTHER_FILE.test(pathname) || VIDEO_HOST.test(hostname) ? undefined : { url };
}

function isPage(pathname: string, head: Uint8Array | undefined): boolean {
  return isPageFile(pathname) || (head !== undefined && looksLikeHtml(head));
}

function isFolderOfPages(names: readonly string[]): boolean {
  return names.some(isPageFile) && !names.some((name) => OTHER_DOCUMENT.test(name));
}
