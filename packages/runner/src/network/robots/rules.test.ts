import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPattern } from './pattern.ts';
import { parseRobots, productToken } from './rules.ts';

const allows = (robots: string | Uint8Array, agent: string, path: string) =>
  parseRobots(typeof robots === 'string' ? Buffer.from(robots) : robots, agent).allows(
    `http://foo.bar${path}`,
  );

describe('groups (RFC 9309, 2.2.1)', () => {
  it.each([
    ['a program takes its own group', 'user-agent: *\ndisallow: /\nuser-agent: FooBot\nallow: /', true],
    [
      'and no other one, even if its own says nothing',
      'user-agent: *\ndisallow: /\nuser-agent: FooBot',
      true,
    ],
    ['all of its groups are one', 'user-agent: foobot\nallow: /x/\n\nuser-agent: foobot\ndisallow: /', false],
    ['one group may be for many', 'user-agent: A\nuser-agent: FooBot\nuser-agent: B\ndisallow: /', false],
    [
      'what is no rule does not end the list',
      'user-agent: FooBot\nsitemap: /x\nfoo: bar\nuser-agent: B\ndisallow: /',
      false,
    ],
    ['a rule does', 'user-agent: FooBot\nallow: /x/\nuser-agent: B\ndisallow: /', true],
    ['rules before any group are nobody’s', 'disallow: /\nuser-agent: FooBot\nallow: /x', true],
    ['a name counts up to what no name may have', 'user-agent: FooBot/2.1\ndisallow: /', false],
    ['and not a part of it', 'user-agent: Foo\ndisallow: /\nuser-agent: FooBotNews\ndisallow: /', true],
    ['* may have a comment behind it', 'user-agent: * some words\ndisallow: /', false],
    ['* must stand alone', 'user-agent: *foo\ndisallow: /', true],
    ['nothing is closed by nothing', '', true],
    ['an empty rule closes nothing', 'user-agent: FooBot\ndisallow:', true],
  ])('%s', (_, robots, expected) => {
    expect(allows(robots, 'FooBot', '/y')).toBe(expected);
  });
});

describe('rules (RFC 9309, 2.2.2 and 2.2.3)', () => {
  const rules = (...lines: readonly string[]) => `user-agent: FooBot\n${lines.join('\n')}\n`;
  it.each([
    [rules('disallow: /a', 'allow: /a/b'), '/a/b/c', true],
    [rules('allow: /a/b', 'disallow: /a'), '/a/c', false],
    [rules('disallow: /a', 'allow: /a'), '/a', true],
    [rules('disallow: /x/page.html', 'allow: /x/'), '/x/page.html', false],
    [rules('disallow: /X'), '/x', true],
    [rules('disallow: /*.php$'), '/index.php', false],
    [rules('disallow: /*.php$'), '/index.php?x=1', true],
    [rules('disallow: /*.php$', 'allow: /index.php$'), '/index.php', true],
    [rules('disallow: /fish*.php'), '/fishheads/catfish.php?id=1', false],
    [rules('disallow: /fish*.php'), '/Fish.PHP', true],
    [rules('disallow: /a$b'), '/a$b/c', false],
    [rules('disallow: *'), '/', false],
    [rules('disallow: /a**b'), '/a-b', false],
    [rules('disallow: $'), '/', true],
    [rules('disallow: /', 'allow: /$'), '/', true],
    [rules('disallow: /', 'allow: /$'), '/a', false],
    [rules('disallow: /', 'allow: /robots.txt'), '/robots.txt', true],
    [rules('disallow: /'), '/robots.txt', true],
    [rules('disallow: /x?a'), '/x?ab', false],
    [rules('disallow: /', 'allow: /allowed-slash/index.html'), '/allowed-slash/', true],
    [rules('disallow: /', 'allow: /allowed-slash/index.html'), '/allowed-slash/other', false],
    [rules('disallow: /', 'allow: /index.htm'), '/', true],
    // Escapes: bytes beyond ASCII and the case of the digits are brought into one form, and nothing is decoded.
    [rules('disallow: /', 'allow: /foo/bar/ツ'), '/foo/bar/%E3%83%84', true],
    [rules('disallow: /', 'allow: /foo/bar/%e3%83%84'), '/foo/bar/%E3%83%84', true],
    [rules('disallow: /', 'allow: /foo/bar?qux=http://a/%2f'), '/foo/bar?qux=http://a/%2F', true],
    [rules('disallow: /', 'allow: /foo/%62%61%7A'), '/foo/baz', false],
    [rules('disallow: /a #comment'), '/a', false],
    [rules('disallow: /a'), '/b#/a', true],
  ])('%j %s: %s', (robots, path, expected) => {
    expect(allows(robots, 'FooBot', path)).toBe(expected);
  });
});

describe('files that are not written as they should be', () => {
  it.each([
    ['USER-AGENT: FooBot\nDISALLOW: /'],
    ['  user-agent :FooBot  \n\tdisallow\t:\t/  '],
    ['user-agent FooBot\ndisallow /'],
    ['user agent: FooBot\ndisallow: /'],
    ['useragent: FooBot\ndissallow: /'],
    ['user-agent: FooBot\ndisalow: /'],
    ['user-agent: FooBot\ndiasllow: /'],
    ['user-agent: FooBot\ndisallaw: /'],
    ['user-agent: FooBot\rdisallow: /\r'],
    ['user-agent: FooBot\r\n\r\n\r\ndisallow: /'],
    ['\ufeffuser-agent: FooBot\ndisallow: /'],
    ['<html>\nuser-agent: FooBot\nallow: /z\ndisallow: /'],
  ])('are understood: %j', (robots) => {
    expect(allows(robots, 'FooBot', '/x')).toBe(false);
  });

  it('may begin with a part of a byte order mark', () => {
    const rest = Buffer.from('user-agent: FooBot\ndisallow: /\n');
    for (const mark of [[0xef], [0xef, 0xbb]])
      expect(allows(Buffer.concat([Buffer.from(mark), rest]), 'FooBot', '/x')).toBe(false);
    const broken = Buffer.concat([Buffer.from([0xef, 0x11, 0xbf]), rest]);
    expect(allows(broken, 'FooBot', '/x')).toBe(true);
  });

  it('are no sentences', () => {
    expect(allows('user-agent: FooBot\ndisallow everything here', 'FooBot', '/everything')).toBe(true);
  });

  it('have lines that are cut where they become too long', () => {
    const long = `/x/${'a'.repeat(2083 * 8 - 12 - 3)}`;
    const robots = `user-agent: FooBot\ndisallow: ${long}/qux\n`;
    expect(allows(robots, 'FooBot', '/fux')).toBe(true);
    expect(allows(robots, 'FooBot', `${long}/fux`)).toBe(false);
  });

  it('never throw, whatever their bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.webUrl(), (bytes, url) => {
        expect(typeof parseRobots(bytes, 'FooBot').allows(url)).toBe('boolean');
      }),
    );
  });
});

describe('addresses', () => {
  it.each([
    ['http://foo.bar', '/'],
    ['http://foo.bar?a=1', '/?a=1'],
    ['http://foo.bar/a;b?c#d', '/a;b?c'],
    ['https://user@foo.bar:8080/a', '/a'],
    ['http://foo.bar#/a', '/'],
    ['//foo.bar/a', '/a'],
    ['foo.bar/a', '/a'],
  ])('are compared by path and query: %s', (url, path) => {
    const robots = Buffer.from(`user-agent: *\nallow: ${path.replace('?', '?')}$\ndisallow: /\n`);
    expect(parseRobots(robots, 'x').allows(url)).toBe(true);
  });
});

it.each([
  ['crawl-delay: 10', 10_000],
  ['Crawl-Delay: 0.5', 500],
  ['crawl-delay: soon', undefined],
  ['crawl-delay: -1', undefined],
  ['crawl-delay: 1\ncrawl-delay: 7', 1000],
])('knows how long to wait between two requests: %j', (line, expected) => {
  expect(parseRobots(Buffer.from(`user-agent: *\n${line}\n`), 'x').crawlDelayMs).toBe(expected);
});

it('takes the delay of its own group', () => {
  const robots = 'user-agent: *\ncrawl-delay: 9\nuser-agent: FooBot\ncrawl-delay: 2\n';
  expect(parseRobots(Buffer.from(robots), 'FooBot').crawlDelayMs).toBe(2000);
});

it('matches patterns as a regular expression would', () => {
  const part = fc.stringMatching(/^[ab/$*]{0,8}$/);
  fc.assert(
    fc.property(part, fc.stringMatching(/^[ab/$]{0,10}$/), (pattern, path) => {
      const end = pattern.endsWith('$');
      const body = end ? pattern.slice(0, -1) : pattern;
      const source = body.split('*').map((text) => text.replace(/[$]/g, '\\$&'));
      const oracle = new RegExp(`^${source.join('.*')}${end ? '$' : ''}`);
      expect(readPattern(pattern).matches(path)).toBe(oracle.test(path));
    }),
    { numRuns: 2000 },
  );
});

it('reads of a user agent what it reads of a group', () => {
  expect(['archive2025/1.0', 'my-bot (x)', '2go/1.0'].map(productToken)).toEqual(['archive', 'my-bot', '']);
  expect(allows('User-agent: archive2025\nDisallow: /', 'archive', '/')).toBe(false);
  // Who has no name is none of those that have one.
  expect(allows('User-agent: 2go\nDisallow: /', '', '/')).toBe(true);
});

it('looks at so many patterns, and takes what is beyond for closed', () => {
  const many = Array.from({ length: 1000 }, (_, index) => `Disallow: /*/${index}-x`).join('\n');
  const robots = `User-agent: *\n${many}\nDisallow: /private/*.html\nAllow: /private/*a.html`;
  const isOpen = (path: string) => allows(robots, 'bowerbird', path);
  expect(isOpen('/private/a.html')).toBe(false);
  expect(isOpen('/private/a.txt')).toBe(false);
  expect(isOpen('/private')).toBe(true);
  expect(isOpen('/a/7-x')).toBe(false);
});
