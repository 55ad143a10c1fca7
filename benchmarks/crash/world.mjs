// A web server on loopback that remembers what it was asked for and what it has answered.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const PARAGRAPHS = 6;

/** The Markdown that a page must become. No two servings are alike, so that documents tell which one they are made of. */
function textOf(path, serving) {
  const told = Array.from(
    { length: PARAGRAPHS },
    (_, index) => `Paragraph ${index + 1} of ${path} tells something that is worth being kept for a while.`,
  );
  return [`This is serving ${serving} of all.`, ...told, `The end of ${path}.`].join('\n\n');
}

function htmlOf(path, text) {
  const paragraphs = text.split('\n\n').map((paragraph) => `<p>${paragraph}</p>`);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Title of ${path}</title></head>
<body><main><article><h1>Title of ${path}</h1>${paragraphs.join('')}</article></main></body></html>`;
}

/**
 * Opens the server.
 * @param delayMs of a request; `undefined`: it is never answered
 */
export async function openWorld({ delayMs = () => 5 + Math.random() * 25 } = {}) {
  const requests = [];
  const servings = new Map();
  const paths = new Set();
  const sockets = new Set();
  const listeners = new Set();
  const world = { delayMs };

  const tell = (what, path) => {
    for (const listener of listeners) listener(what, path);
  };
  const server = createServer((request, response) => {
    const path = request.url;
    requests.push({ path, at: performance.now() });
    tell('request', path);
    const wait = world.delayMs(path);
    if (wait === undefined) return;
    setTimeout(() => {
      if (response.destroyed) return;
      const serving = requests.length;
      const text = textOf(path, serving);
      const html = htmlOf(path, text);
      servings.set(createHash('sha256').update(html).digest('hex'), { path, text });
      paths.add(path);
      response.setHeader('content-type', 'text/html');
      response.end(html, () => tell('response', path));
    }, wait);
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

  return Object.assign(world, {
    url: `http://127.0.0.1:${server.address().port}`,
    /** In order: the path, and when it came. */
    requests,
    /** What was served, by the SHA-256 of its bytes. */
    servings,
    /** The paths of that. */
    paths,
    /** Hears of requests that came and answers that were given to the system. */
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Resolves when a process that has ended can not be heard of any more: its connections are closed. */
    async quiet() {
      while (sockets.size > 0) await sleep(2);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  });
}

/** Paths of pages. */
export const pages = (count, folder = '') =>
  Array.from({ length: count }, (_, index) => `/${folder}page-${index}`);
