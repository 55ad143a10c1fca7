import { brotliCompressSync, gzipSync } from 'node:zlib';
import { pageBytes } from './coding-routes.ts';
import { HTML } from './pages.ts';
import type { SitePath } from './paths.ts';
import { type Route, send, sendRaw, type Visit } from './visit.ts';

/** Answers that are none: a client that takes one of them for a page has lost something without knowing. */
export const brokenRoutes = {
  '/broken/cut-off': async (visit) => {
    const page = pageBytes(visit);
    await sendRaw(visit, 200, head(`content-length: ${page.length * 2}`), page);
    visit.request.socket.end();
  },
  '/broken/chunked-cut-off': async (visit) => {
    const page = pageBytes(visit);
    const size = (page.length * 2).toString(16);
    await sendRaw(visit, 200, head('transfer-encoding: chunked'), `${size}\r\n`, page);
    visit.request.socket.end();
  },
  '/broken/gzip-cut-off': (visit) => sendCoded(visit, 'gzip', half(gzipSync(pageBytes(visit)))),
  '/broken/br-cut-off': (visit) => sendCoded(visit, 'br', half(brotliCompressSync(pageBytes(visit)))),
  '/broken/not-gzip': (visit) => sendCoded(visit, 'gzip', pageBytes(visit)),
  '/broken/unknown-coding': (visit) => sendCoded(visit, 'rot13', pageBytes(visit)),
  '/broken/reset': async (visit) => {
    const page = pageBytes(visit);
    await sendRaw(visit, 200, head(`content-length: ${page.length}`), page.subarray(0, 100));
    visit.request.socket.resetAndDestroy();
  },
  '/broken/reset-at-once': ({ request }) => void request.socket.resetAndDestroy(),
  '/broken/not-http': async (visit) => {
    await sendRaw(visit, undefined, 'SSH-2.0-OpenSSH_9.2\r\n');
    visit.request.socket.end();
  },
  '/broken/two-lengths': async (visit) => {
    const page = pageBytes(visit);
    const lengths = [`content-length: ${page.length}`, `content-length: ${page.length - 7}`];
    await sendRaw(visit, 200, head(...lengths), page);
    visit.request.socket.end();
  },
} satisfies Partial<Record<SitePath, Route>>;

function head(...lines: readonly string[]): string {
  return `HTTP/1.1 200 OK\r\ncontent-type: ${HTML}\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
}

function half(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.length / 2);
}

function sendCoded(visit: Visit, coding: string, body: Uint8Array): void {
  send(visit, 200, { 'content-type': HTML, 'content-encoding': coding }, body);
}
