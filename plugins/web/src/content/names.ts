import { remember } from './remember.ts';
import { signsOf } from './signs.ts';

// After Readability (Copyright (c) 2010 Arc90 Inc, and Mozilla; Apache-2.0, https://github.com/mozilla/readability): its classes.
const UNLIKELY =
  /-ad-|ai2html|banner|breadcrumbs|combx|comment|community|cover-wrap|disqus|extra|footer|gdpr|header|legends|menu|related|remark|replies|rss|shoutbox|sidebar|skyscraper|social|sponsor|supplemental|ad-break|agegate|pagination|pager|popup|yom-remote/i;
const MAYBE = /and|article|body|column|content|main|mathjax|shadow/i;
const POSITIVE = /article|body|content|entry|hentry|h-entry|main|page|pagination|post|text|blog|story/i;
const NEGATIVE =
  /-ad-|hidden|(?:^|\s)hid(?:\s|$)|banner|combx|comment|com-|contact|footer|gdpr|masthead|media|meta|outbrain|promo|related|scroll|share|shoutbox|sidebar|skyscraper|sponsor|shopping|tags|widget/i;

export const IS_UNLIKELY = 1;
export const IS_MAYBE = 2;
export const IS_POSITIVE = 4;
export const IS_NEGATIVE = 8;

/** What a class or an id says by itself; what both of an element say is what either of them does. */
export interface Names {
  /** One bit per sign, see `SIGNS`. */
  readonly signs: number;
  /** Readability's verdict, one bit each: `IS_UNLIKELY` and the others. */
  readonly verdict: number;
  /** Without its digits, and not too long: what a template repeats. */
  readonly plain: string;
}

/** Reads a class or an id. */
export const readNames = remember(
  (names): Names => ({
    signs: signsOf(names),
    verdict:
      (UNLIKELY.test(names) ? IS_UNLIKELY : 0) |
      (MAYBE.test(names) ? IS_MAYBE : 0) |
      (POSITIVE.test(names) ? IS_POSITIVE : 0) |
      (NEGATIVE.test(names) ? IS_NEGATIVE : 0),
    plain: names.replace(/\d+/g, '').slice(0, 80),
  }),
);
