import { fileURLToPath } from 'node:url';
import { collectorSuite, replies } from '@bowerbird/testkit';
import { test } from 'vitest';
import { web } from './web-collector.ts';

const page = `<!doctype html><html lang="en"><head><title>The bower</title></head><body><article><h1>The bower</h1>
<p>Bowerbirds build a bower of sticks, and lay out before it what they have collected: shells, flowers, feathers, and bits of glass.</p>
<p>Each bird keeps to a colour of its own, and puts back whatever is moved out of its place, however often.</p></article></body></html>`;
const html = { headers: { 'content-type': 'text/html; charset=utf-8' }, body: page };

collectorSuite(test, web, {
  cases: [
    {
      source: 'https://example.org/bower#fragment',
      fetch: replies({ 'https://example.org/bower': html }),
    },
    {
      source: 'https://example.org/notes.txt',
      fetch: replies({
        'https://example.org/notes.txt': { headers: { 'content-type': 'text/plain' }, body: 'Just a note.' },
      }),
      ids: ['web:https://example.org/notes.txt'],
    },
    {
      source: fileURLToPath(new URL('./__fixtures__/article.html', import.meta.url)),
      ids: ['web:article.html'],
    },
  ],
  discovers: [{ source: fileURLToPath(new URL('./__fixtures__', import.meta.url)) }],
  unknown: [{ with: { url: 'file:///no/such/page.html', path: 'page.html' } }],
});
