/** Far in the future, in epoch milliseconds. */
export const FAR = 4e12;

/** Values that stores or their clients have changed, by what they are. */
export const VALUES: Readonly<Record<string, string>> = {
  'the empty string': '',
  JSON: '{"value":"x","expires":1}',
  'a JSON string': '"quoted"',
  null: 'null',
  'a number': '1.0',
  'a leading colon': ':x',
  'text of an encoding': ':base64:eA==',
  'what looks like an entry of a cache': 'b1t00000000|x',
  'space around': ' \n x \t ',
  NUL: 'a\0b\0',
  'several lines': '\r\n\t\u2028',
  'other scripts': 'Zoë 漢字 👩‍👩‍👧 \u0065\u0301',
  'half a surrogate pair': 'a\ud800b\udfff',
  '5 MB': 'ä漢x'.repeat(1_700_000),
};

const LONG = 'k'.repeat(600);

/** Keys of which some pair becomes one where a store trims, folds, normalises, cuts or parses. */
export const ALIKE_KEYS: readonly string[] = [
  ...['', ' ', 'a', 'A', 'a ', 'a\0', 'a\0b', ':a', 'a:', '::a', 'a::b', 'a/b', '/', '\\', '.', '..', '../a'],
  ...['*', '?', '[a]', 'é', 'e\u0301', '\ufffd', '%', '_', '1', '01', '1.0', 'constructor', '__proto__'],
  ...[LONG, `${LONG}2`, '漢字', '👩‍👩‍👧', "'; DROP TABLE keyv; --", '["a"]'],
];

/** Keys for `PREFIXES`. */
export const PREFIXED_KEYS: readonly string[] = [
  ...[
    'users',
    'users:1',
    'usersAbc',
    'user',
    'Users:1',
    'u%',
    'u_',
    'uX',
    'é:1',
    'e\u0301:1',
    '漢1',
    'n\0ul',
  ],
  ...['\ufeffbom', 'a*b', 'aXb', 'a?b', 'a[b]', 'ab', 'a\\b', 'ns::key', '\ufffd'],
];

/** Prefixes in which something is a wildcard somewhere, or ends at a place where an index can be wrong. */
export const PREFIXES: readonly string[] = [
  ...['', 'users', 'users:', 'u%', 'u_', 'é', '漢', 'n', 'ns::', '\ufeff', '\ufffd', 'none'],
  ...['a*', 'a?', 'a[', 'a\\', '[ab]', '*'],
];
