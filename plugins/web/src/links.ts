import type { Element } from '@bowerbird/markdown';

/** The URL, absolute, if it leads anywhere a reader can go; relative as it is when there is no base (a local file). */
export function resolveUrl(value: string | null | undefined, base: string | undefined): string | undefined {
  const trimmed = value?.trim().replace(/[\t\r\n]/g, '') ?? '';
  if (trimmed === '') return undefined;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme !== undefined && !/^(?:https?|mailto|ftp|tel|magnet|doi)$/.test(scheme)) return undefined;
  if (base === undefined && scheme === undefined) return encodeSpaces(trimmed);
  const url = URL.parse(trimmed, base);
  return url === null ? undefined : url.href;
}

/** Where relative addresses of a page start: its `<base>`, if that is an http(s) address, else the page's own address, if it has one. */
export function documentBase(declared: string | undefined, pageUrl: string | undefined): string | undefined {
  const base = declared === undefined ? null : URL.parse(declared.trim(), pageUrl);
  return base !== null && /^https?:$/.test(base.protocol) ? base.href : pageUrl;
}

/**
 * Where a link of a page leads: absolute, and `undefined` for what only runs a script, holds data or leads to a place of the same page.
 */
export function linkTarget(
  href: string,
  pageUrl: string | undefined,
  baseUrl: string | undefined,
): string | undefined {
  const raw = href.trim();
  const target = raw.startsWith('#') ? undefined : resolveUrl(raw, baseUrl);
  const isSamePage =
    target !== undefined && pageUrl !== undefined && target.startsWith(`${pageUrl.split('#', 1)[0]}#`);
  return isSamePage ? undefined : target;
}

const LAZY = ['data-src', 'data-original', 'data-lazy-src', 'data-hi-res-src'];

/** Where a picture is, also one that scripts load; `undefined` for counters, spacers and data. */
export function pictureSource({ attributes }: Element, baseUrl: string | undefined): string | undefined {
  const isPixel = [attributes.width, attributes.height].some((size) =>
    /^\s*[01](?:px)?\s*$/.test(size ?? ''),
  );
  if (isPixel) return undefined;
  const set = attributes.srcset ?? attributes['data-srcset'];
  const sources = [
    attributes.src,
    ...LAZY.map((name) => attributes[name]),
    set?.trim().split(/\s+/, 1)[0]?.replace(/,$/, ''),
  ];
  return sources.map((source) => resolveUrl(source, baseUrl)).find((source) => source !== undefined);
}

function encodeSpaces(path: string): string {
  return path.replace(/ /g, '%20');
}
