// The faults of a hostile network, one a path, on loopback; and good pages between them. It speaks TCP, so that nothing is mended on
// the way.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const GOOD = Buffer.from(randomBytes(25_000).toString('hex'));
const BOMB = gzipSync(Buffer.alloc(1_000_000_000), { level: 9 });
const head = (...lines) =>
  `HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;

function write(socket, header, body, { cut = false } = {}) {
  socket.write(header);
  if (body !== undefined) socket.write(body);
  if (cut) socket.end();
}

/** Each gets a socket that has asked. `undetectable`: RFC 9112 (section 8) gives no way to tell it from a whole answer. */
export const FAULTS = {
  'gzip-bomb': (socket) =>
    write(socket, head('content-encoding: gzip', `content-length: ${BOMB.length}`), BOMB),
  'gzip-cut': (socket) => {
    const whole = gzipSync(GOOD);
    const part = whole.subarray(0, whole.length / 2);
    write(socket, head('content-encoding: gzip', `content-length: ${part.length}`), part);
  },
  'brotli-cut': (socket) => {
    const part = brotliCompressSync(GOOD).subarray(0, 5000);
    write(socket, head('content-encoding: br', `content-length: ${part.length}`), part);
  },
  'length-cut': (socket) =>
    write(socket, head('content-length: 50000'), GOOD.subarray(0, 1000), { cut: true }),
  'chunked-cut': (socket) => write(socket, head('transfer-encoding: chunked'), '3e8\r\nabc', { cut: true }),
  reset: (socket) => {
    socket.write(head('content-length: 50000'));
    setTimeout(() => socket.resetAndDestroy(), 20);
  },
  mislabelled: (socket) =>
    write(socket, head('content-encoding: gzip', `content-length: ${GOOD.length}`), GOOD),
  'unknown-coding': (socket) => write(socket, head('content-encoding: rot13', 'content-length: 3'), 'abc'),
  'coded-often': (socket) =>
    write(socket, head('content-encoding: gzip, gzip, gzip, gzip', 'content-length: 3'), 'abc'),
  drip: (socket) => {
    socket.write(head('content-length: 50000'));
    const timer = setInterval(() => socket.write('x'), 100);
    socket.on('close', () => clearInterval(timer));
  },
  silent: () => {},
  'silent-after-headers': (socket) => write(socket, head('content-length: 50000')),
  endless: (socket) => {
    socket.write(head('transfer-encoding: chunked'));
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    const more = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', more);
    more();
  },
  'redirect-loop': (socket) =>
    write(socket, 'HTTP/1.1 302 Found\r\nlocation: /redirect-loop\r\ncontent-length: 0\r\n\r\n'),
  'long-header': (socket) => write(socket, head(`x-long: ${'x'.repeat(32_768)}`, 'content-length: 0')),
  'not-http': (socket) => write(socket, 'SSH-2.0-OpenSSH_9.2\r\n', undefined, { cut: true }),
  'two-lengths': (socket) => write(socket, head('content-length: 3', 'content-length: 5'), 'abcde'),
};

/** Starts it. `good(index)` is the address of a good page, `fault(name)` that of a fault. */
export async function startFaultServer() {
  const sockets = new Set();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    socket.on('data', (data) => {
      const path = /^GET \/(\S*)/.exec(data.toString('latin1'))?.[1] ?? '';
      const fault = FAULTS[path];
      if (fault) fault(socket);
      else if (path === 'robots.txt') socket.write('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');
      else write(socket, head(`content-length: ${GOOD.length}`), GOOD);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    good: (index) => `${origin}/good-${index}`,
    fault: (name) => `${origin}/${name}`,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
