import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { examineProxies, examineUserAgent, withoutCredentials } from './introduction.ts';

describe('the user agent', () => {
  it.each([
    [undefined, 'ok'],
    ['my-archive (me@example.org)', 'ok'],
    ['my-archive/2 (+https://example.org/bot)', 'ok'],
    ['my-archive', 'warning'],
    ['my-archive (me @ home)', 'warning'],
    ['my-archive (https://)', 'warning'],
  ])('%s', (userAgent, status) => {
    expect(examineUserAgent({ userAgent }).status).toBe(status);
  });

  it('is shown with the name that robots.txt knows', () => {
    const { message } = examineUserAgent({ userAgent: 'my-archive/2 (me@example.org)' });
    expect(message).toBe('my-archive/2 (me@example.org) (in robots.txt: my-archive)');
  });
});

describe('passwords', () => {
  const secret = fc.string({ minLength: 8, maxLength: 20 }).map((text) => `<${text}>`);

  it('of proxies are not told, however odd they are', () => {
    fc.assert(
      fc.property(secret, fc.constantFrom('http://', 'socks5://', ''), (password, scheme) => {
        const [check] = examineProxies({ HTTPS_PROXY: `${scheme}joe:${password}@proxy.example:3128` });
        expect(check?.details).toEqual([`HTTPS_PROXY=${scheme}proxy.example:3128`]);
      }),
    );
  });

  it('in URLs are not told', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w.~!$&'()*+,;=%-]{4,20}$/), (password) => {
        const text = `cannot reach redis://joe:${password}@cache.example:6379/0 (me@example.org)`;
        expect(withoutCredentials(text)).toBe('cannot reach redis://cache.example:6379/0 (me@example.org)');
      }),
    );
  });
});

it('says nothing of proxies where there are none', () => {
  expect(examineProxies({ HTTPS_PROXY: '' })).toEqual([]);
});
