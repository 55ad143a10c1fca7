// A server that answers in the ways in which a secret can come back.
import { createServer } from 'node:http';

/** Answers as it is asked to. */
function answer(request, response) {
  const url = new URL(request.url, 'http://a/');
  const [, route, status] = url.pathname.split('/');
  const value = url.searchParams.get('value') ?? '';
  const secret = request.headers['x-secret'] ?? '';
  const locations = {
    query: `/ok?key=${encodeURIComponent(secret)}`,
    missing: `/status/404/${secret}`,
    ftp: `ftp://a/${secret}`,
  };
  const headers = {
    to: { location: locations[status] },
    'for-ever': { location: request.url },
    echo: { 'x-echo': value, link: `<${value}>` },
    cookie: { 'set-cookie': `session=${value}` },
    cut: { 'content-length': '100' },
    status: status === '429' ? { 'retry-after': '700' } : {},
  };
  const code = { to: 302, 'for-ever': 302, status: Number(status) }[route] ?? 200;
  response.writeHead(code, { 'content-type': 'text/plain', ...headers[route] });
  if (route !== 'cut') response.end(route === 'body' ? value : 'The text of a page.');
  else response.write('x', () => response.destroy());
}

/** Opens it. */
export async function openServer() {
  const server = createServer(answer);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
