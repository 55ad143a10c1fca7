import { readContent, writeMarkdown } from '@bowerbird/markdown';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { bodyOf } from '../../plugins/web/src/content/content.ts';
import { parseTree, toElement } from '../../plugins/web/src/html-tree.ts';
import { pageHooks } from '../../plugins/web/src/page-hooks.ts';

/** Markdown parsed by micromark (CommonMark and GFM) and written again as pages are. */
export function again(markdown) {
  // The HTML in it are the breaks in tables; all else that looks like it is escaped. Links of telephones are "dangerous".
  const html = micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
  });
  const root = toElement(bodyOf(parseTree(`<!doctype html><html><body>${html}</body></html>`)));
  return writeMarkdown(readContent(root, pageHooks(root, { pageUrl: undefined, baseUrl: undefined })));
}
