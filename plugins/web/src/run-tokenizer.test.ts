import fc from 'fast-check';
import { type DefaultTreeAdapterMap, Parser, parse } from 'parse5';
import { describe, expect, test } from 'vitest';
import { RunTokenizer } from './run-tokenizer.ts';

const OPTIONS = { scriptingEnabled: false };

function parseInRuns(markup: string) {
  const parser = new Parser<DefaultTreeAdapterMap>(OPTIONS);
  parser.tokenizer = new RunTokenizer(parser);
  parser.tokenizer.write(markup, true);
  return parser.document;
}

// What the two could differ in: line ends, references, NUL, pairs of surrogates and halves of them, where text may not stand.
const PIECES =
  `a|bc d| |  |\n|\r|\r\n|\t|\0|&|&amp;|&amp|&lt;|&#13;|&nosuch;|<|>|"|'|=|/|-|!|é|漢字|🎉|\ud83c|\udf89|&#x1f389;|<p>|<p class="a b">|<p class='a&amp;b'>|<p class="a\r\nb\0c">|<a href="x?a=1&b=2&copy=3" title='"'>|</a>|</p>|<b>|</b>|<i id=x y>|<pre>|</pre>|<textarea>|</textarea>|<title>|</title>|<script>|</script>|<script>var a = "<!--<script>" && 1;</script>|<style>|</style>|<!--|-->|<!doctype html>|<table>|<tr>|<td>|</td>|</table>|<col>|<colgroup>|<caption>|<select>|<option>|</select>|<template>|</template>|<svg>|<![CDATA[x y]]>|</svg>|<math>|<mi>|<noscript>|</noscript>|<frameset>|<frame>|</frameset>|<html lang="de">|<head>|</head>|<body class="x y">|</body>|</html>|<plaintext>|<p class="|<p class='`.split(
    '|',
  );

/** All of a tree, but for the way up. */
function shown(tree: object): string {
  return JSON.stringify(tree, (key, value: unknown) => (key === 'parentNode' ? undefined : value));
}

describe('RunTokenizer', () => {
  test('makes the tree that parse5 makes', () => {
    const piece = fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const markup = pieces.join('');
        expect(shown(parseInRuns(markup))).toBe(shown(parse<DefaultTreeAdapterMap>(markup, OPTIONS)));
      }),
      { numRuns: 1000 },
    );
  });

  test('also where the input is longer than the parser holds at once', () => {
    const markup = `<p class="x y">one 🎉 two\r\n&amp; three</p>\n<script>a < b && "</p>" 🎉</script>`.repeat(
      4000,
    );
    expect(shown(parseInRuns(markup))).toBe(shown(parse<DefaultTreeAdapterMap>(markup, OPTIONS)));
  });
});
