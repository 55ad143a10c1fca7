import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server of media on loopback for one test, with ranges (RFC 9110, section 14) or without. */
export async function serveMedia(files: Readonly<Record<string, Uint8Array>>, { ranges = true } = {}) {
  let sent = 0;
  const server = createServer((request, response) => {
    const bytes = files[new URL(request.url ?? '/', 'http://x').pathname.slice(1)];
    if (bytes === undefined) {
      response.writeHead(404).end();
      return;
    }
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const isPart = ranges && from !== undefined;
    const [start, end] = isPart ? [Number(from), Math.min(Number(to) + 1, bytes.length)] : [0, bytes.length];
    if (start >= bytes.length && isPart) {
      response.writeHead(416).end();
      return;
    }
    const part = bytes.subarray(start, end);
    response.writeHead(isPart ? 206 : 200, {
      'content-length': part.length,
      ...(isPart && { 'content-range': `bytes ${start}-${end - 1}/${bytes.length}` }),
    });
    sent += part.length;
    response.end(part);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sent: () => sent };
}
