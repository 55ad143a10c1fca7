import { expect, it } from 'vitest';
import { siteForTest } from '../../../test/site.ts';

it('has rules as RFC 9309 writes them', async () => {
  const { url } = await siteForTest();
  const response = await fetch(`${url}/robots.txt`);
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  const text = await response.text();
  for (const line of text.split('\n')) expect(line).toMatch(/^(?:#.*|[A-Z][a-z]+(?:-[a-z]+)?: \S.*)?$/);
  expect(text).toContain('User-agent: *\nAllow: /private/open\nDisallow: /private/\n');
  expect(text).toContain('Crawl-delay: 10\n');
  expect(text).toContain(`Sitemap: ${url}/sitemap.xml\n`);
});

it('is switched to what else servers answer', async () => {
  const site = await siteForTest({ robots: 'missing' });
  const ask = () => fetch(`${site.url}/robots.txt`);
  expect((await ask()).status).toBe(404);
  site.robots('failing');
  expect((await ask()).status).toBe(503);
  site.robots({ text: 'User-agent: *\nDisallow: /\n' });
  expect(await (await ask()).text()).toBe('User-agent: *\nDisallow: /\n');
  site.robots('huge');
  const huge = await (await ask()).text();
  expect(huge.indexOf('Disallow: /private/')).toBeLessThan(200);
  // RFC 9309, section 2.5: 500 KiB are the least that must be read.
  expect(huge.lastIndexOf('Disallow: /\n')).toBeGreaterThan(500 * 1024);
});

it('keeps waiting those who ask, and no others', async () => {
  const site = await siteForTest({ robots: 'silent' });
  let isAnswered = false;
  const silent = fetch(`${site.url}/robots.txt`).finally(() => {
    isAnswered = true;
  });
  await expect.poll(() => site.requests().length).toBe(1);
  site.robots('slow');
  const slow = await fetch(`${site.url}/robots.txt`);
  expect(await slow.text()).toContain('Disallow: /private/');
  expect((await fetch(`${site.url}/articles/1`)).status).toBe(200);
  expect(isAnswered).toBe(false);
  await site.close();
  await expect(silent).rejects.toThrow('fetch failed');
});
