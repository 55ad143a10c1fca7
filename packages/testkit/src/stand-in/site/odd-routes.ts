import { pageBytes } from './coding-routes.ts';
import { HTML } from './pages.ts';
import type { SitePath } from './paths.ts';
import { type Route, send } from './visit.ts';

/** Whole answers that are not what they are called, or nothing. */
export const oddRoutes = {
  '/odd/empty': (visit) => send(visit, 200, { 'content-type': HTML }),
  '/odd/blank': (visit) =>
    send(visit, 200, { 'content-type': HTML }, '<!doctype html><body><div id="root"></div><script></script>'),
  '/odd/pdf-as-html': (visit) => send(visit, 200, { 'content-type': HTML }, pdf()),
  '/odd/image-as-html': (visit) => send(visit, 200, { 'content-type': HTML }, PNG),
  '/odd/pdf': (visit) => send(visit, 200, { 'content-type': 'application/pdf' }, pdf()),
  '/odd/html-as-text': (visit) => send(visit, 200, { 'content-type': 'text/plain' }, pageBytes(visit)),
  '/odd/untyped': (visit) => send(visit, 200, {}, pageBytes(visit)),
} satisfies Partial<Record<SitePath, Route>>;

/** The smallest image: one pixel (PNG, third edition). */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** A file of one empty page, with a right table of where its objects are (ISO 32000-1, section 7.5). */
function pdf(): Buffer {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>',
  ];
  let file = '%PDF-1.4\n%\xe2\xe3\xcf\xd3\n';
  const places = objects.map((object, index) => {
    const place = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${places.join('')}`;
  return Buffer.from(
    `${file}${table}trailer\n<</Size ${size}/Root 1 0 R>>\nstartxref\n${file.length}\n%%EOF\n`,
    'latin1',
  );
}
