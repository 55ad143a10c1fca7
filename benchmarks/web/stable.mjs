import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { toDom } from '../../plugins/web/src/dom.ts';
import { toMarkdown } from '../../plugins/web/src/markdown.ts';
import { prepare } from '../../plugins/web/src/prepare.ts';
import { toSections } from '../../plugins/web/src/sections.ts';

/** Markdown parsed by micromark (CommonMark and GFM) and written again as pages are. */
export function again(markdown) {
  const html = micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  const { body } = toDom(`<!doctype html><html><body>${html}</body></html>`);
  prepare(body, undefined, undefined);
  return toSections(toMarkdown(body), undefined).text;
}
