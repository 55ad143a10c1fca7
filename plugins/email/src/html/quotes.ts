import {
  attribute,
  type Element,
  fromHere,
  isElement,
  type Node,
  type Parent,
  remove,
  textOf,
  walk,
} from './tree.ts';

// What mail programs call the element that holds what they quote.
const QUOTE_CLASS =
  /(?:^|\s)(?:gmail_quote|gmail_quote_container|yahoo_quoted|protonmail_quote|zmail_extra|tutanota_quote|moz-forward-container-none|quoted-message|OutlookMessageHeader|mail-quote-collapse|history_container|email_quote)(?:\s|$)/i;
const QUOTE_ID =
  /^(?:OLK_SRC_BODY_SECTION|yiv\d+ymail_quote|mail-editor-reference-message-container|replySplit|isReplyContent|oriMsgHtmlSeperator)$/i;
const ATTRIBUTION_CLASS =
  /(?:^|\s)(?:gmail_attr|moz-cite-prefix|protonmail_quote_header|yahoo_quoted_header|AppleOriginalContents)(?:\s|$)/i;
// From these on all is quoted: the message itself stands beside them and not inside.
const FROM_HERE_ID =
  /^(?:divRplyFwdMsg|x_divRplyFwdMsg|appendonsend|stopSpelling|ms-outlook-mobile-reference-message)$/i;
const FROM_HERE_CLASS = /(?:^|\s)(?:ms-outlook-mobile-reference-message)(?:\s|$)/i;
// Outlook's rule above a quoted header, in the colours of its releases.
const OUTLOOK_RULE = /border:\s*none;\s*border-top:\s*solid\s+#?(?:B5C4DF|E1E1E1|BAC2D0|AAAAAA)\b/i;
const FORWARDED =
  /forwarded message|weitergeleitete nachricht|message transféré|mensaje reenviado|пересылаемое/i;

/**
 * Takes out of a mail's tree what its markup says is quoted: the containers of mail programs, cited blockquotes, and the last
 * blockquote below a reply. Forwarded messages stay. Changes the tree, and gives what was taken out.
 */
export function removeQuotes(body: Parent): readonly Node[] {
  const removed: Node[] = [];
  let left = lettersOf(body);
  const take = (element: Element, whole: boolean): void => {
    left -= lettersOf(element);
    for (const node of whole ? fromHere(element) : [element]) {
      removed.push(node);
      remove(node);
    }
  };
  const found: { element: Element; whole: boolean }[] = [];
  walk(body, (element) => {
    const how = howQuoted(element);
    if (how === undefined) return true;
    found.push({ element, whole: how === 'from-here' });
    return false;
  });
  for (const { element, whole } of found) {
    // Some programs put all of a message into the container of its quote.
    if (!whole && lettersOf(element) >= left) continue;
    if (FORWARDED.test(textOf(element).slice(0, 200))) continue;
    take(element, whole);
  }
  const last = lastBlockquote(body);
  if (last !== undefined && lettersOf(last) < lettersOf(body)) take(last, false);
  return removed;
}

function howQuoted(element: Element): 'this' | 'from-here' | undefined {
  const id = attribute(element, 'id');
  const className = attribute(element, 'class');
  if (FROM_HERE_ID.test(id) || FROM_HERE_CLASS.test(className)) return 'from-here';
  if (element.tagName === 'div' && OUTLOOK_RULE.test(attribute(element, 'style'))) return 'from-here';
  if (QUOTE_CLASS.test(className) || QUOTE_ID.test(id) || ATTRIBUTION_CLASS.test(className)) return 'this';
  const isCited = element.tagName === 'blockquote' && /^cite$/i.test(attribute(element, 'type'));
  return isCited ? 'this' : undefined;
}

// Looking for the last text costs time for each level.
const DEEPEST = 60;

/** The last blockquote, if no text follows it. */
function lastBlockquote(body: Parent): Element | undefined {
  let at: Parent = body;
  for (let depth = 0; depth < DEEPEST; depth++) {
    const last = at.childNodes.findLast(
      (node) => !(node.nodeName === '#comment') && (isElement(node) ? !isEmpty(node) : textIn(node) !== ''),
    );
    if (last === undefined || !isElement(last)) return undefined;
    if (last.tagName === 'blockquote') return last;
    at = last;
  }
  return undefined;
}

function textIn(node: object): string {
  return 'value' in node ? String(node.value).trim() : '';
}

function isEmpty(element: Element): boolean {
  if (element.tagName === 'img') return false;
  return textOf(element).trim() === '';
}

function lettersOf(element: Parent): number {
  return textOf(element).replaceAll(/\s/g, '').length;
}
