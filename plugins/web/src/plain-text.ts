import { type Token, type TokenHandler, Tokenizer, TokenizerMode } from 'parse5';

const RAW_TEXT = new Set(['style', 'xmp', 'iframe', 'noembed', 'noframes']);
const HIDDEN = new Set([...RAW_TEXT, 'script', 'title', 'textarea']);
const INLINE = new Set(
  'a abbr b bdi bdo big cite code data del dfn em font i img ins kbd label mark q s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
);

/** The text of a page without its structure: for pages that are too large for a tree. Linear in time and memory. */
export function plainText(markup: string): string {
  const parts: string[] = [];
  let hidden = false;
  const append = (text: string): void => {
    if (!hidden) parts.push(text);
  };
  const handler: TokenHandler = {
    onStartTag(token: Token.TagToken): void {
      const { tagName } = token;
      if (tagName === 'script') tokenizer.state = TokenizerMode.SCRIPT_DATA;
      else if (RAW_TEXT.has(tagName)) tokenizer.state = TokenizerMode.RAWTEXT;
      else if (tagName === 'title' || tagName === 'textarea') tokenizer.state = TokenizerMode.RCDATA;
      hidden = HIDDEN.has(tagName);
      if (!INLINE.has(tagName)) parts.push('\n');
    },
    onEndTag(token: Token.TagToken): void {
      hidden = false;
      if (!INLINE.has(token.tagName)) parts.push('\n');
    },
    onCharacter: (token: Token.CharacterToken): void => append(token.chars),
    onWhitespaceCharacter: (token: Token.CharacterToken): void => append(token.chars.replace(/\s+/g, ' ')),
    onNullCharacter: nothing,
    onComment: nothing,
    onDoctype: nothing,
    onEof: nothing,
  };
  const tokenizer = new Tokenizer({ sourceCodeLocationInfo: false }, handler);
  tokenizer.write(markup, true);
  return parts
    .join('')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function nothing(): void {}
