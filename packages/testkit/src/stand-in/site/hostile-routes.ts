import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { sendArticle } from './page-routes.ts';
import { HTML } from './pages.ts';
import type { SitePath } from './paths.ts';
import { type Route, send, type Visit } from './visit.ts';

const MEMBER_BYTES = 10_000_000;
const MEMBERS = 100;
const CODINGS = 20;
const HEADER_BYTES = 64 * 1024;
const HUGE_BYTES = 2 ** 40;
const DEPTH = 200_000;
const BEGIN = '<!doctype html><html lang="en"><head><title>Hostile</title></head><body>';

/** Answers that are made to take a client's memory or time. */
export const hostileRoutes = {
  '/hostile/endless': endless,
  '/hostile/huge-length': ({ response }) => {
    response.writeHead(200, { 'content-type': HTML, 'content-length': HUGE_BYTES });
    response.write('<');
  },
  // A gzip file may have many members (RFC 1952, section 2.2), so that the whole need never be here at once.
  '/hostile/gzip-bomb': (visit) => {
    const member = gzipSync(Buffer.alloc(MEMBER_BYTES, ' '), { level: 9 });
    sendCoded(visit, 'gzip', Buffer.concat(Array.from({ length: MEMBERS }, () => member)));
  },
  '/hostile/coded-often': (visit) => {
    const codings = Array.from({ length: CODINGS }, () => 'gzip');
    const body = codings.reduce((bytes) => gzipSync(bytes), Buffer.from(`${BEGIN}<p>Text.`));
    sendCoded(visit, codings.join(', '), body);
  },
  '/hostile/long-header': (visit) => {
    visit.response.setHeader('x-long', 'x'.repeat(HEADER_BYTES));
    sendArticle(visit);
  },
  '/hostile/nested': (visit) => send(visit, 200, { 'content-type': HTML }, BEGIN + '<div>'.repeat(DEPTH)),
} satisfies Partial<Record<SitePath, Route>>;

async function endless({ response }: Visit): Promise<void> {
  response.writeHead(200, { 'content-type': HTML });
  await pipeline(function* () {
    yield BEGIN;
    for (;;) yield '<p>There is always one more paragraph.</p>\n'.repeat(1000);
  }, response);
}

function sendCoded(visit: Visit, coding: string, body: Uint8Array): void {
  send(visit, 200, { 'content-type': HTML, 'content-encoding': coding }, body);
}
