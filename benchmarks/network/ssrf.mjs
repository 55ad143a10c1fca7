// Which ways lead from a source into the network of this machine: none. A server on loopback counts what reaches it.
import { createServer } from 'node:http';
// biome-ignore lint/style/noRestrictedImports: names must be resolved as an attacker would, which the package does not export.
import { AddressGuard } from '../../packages/runner/src/network/addresses.ts';
// biome-ignore lint/style/noRestrictedImports: as above
import { HttpClient } from '../../packages/runner/src/network/client.ts';
import { table } from '../shared/measure.mjs';

const LITERALS = [
  '127.0.0.1',
  'localhost',
  '2130706433',
  '0x7f.1',
  '0177.0.0.1',
  '0.0.0.0',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::]',
];
const RANGES = [
  '169.254.169.254',
  'fd00:ec2::254',
  '100.100.100.200',
  '100.64.0.1',
  '198.18.0.1',
  '192.0.0.192',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '::ffff:169.254.169.254',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '0.0.0.0',
  '::',
  'fe80::1',
  '2001:db8::1',
  '192.0.2.1',
];
const PUBLIC = ['8.8.8.8', '2606:4700::1111'];

const familyOf = (address) => (address.includes(':') ? 6 : 4);
/** A name server that gives one answer after the other. */
function answering(...answers) {
  let calls = 0;
  return (_, __, callback) => {
    const address = answers[Math.min(calls++, answers.length - 1)];
    callback(null, [{ address, family: familyOf(address) }]);
  };
}

export async function ssrf() {
  let reached = 0;
  const server = createServer((request, response) => {
    reached++;
    const to = decodeURIComponent(request.url.split('to=')[1] ?? '');
    if (to) response.writeHead(302, { location: to });
    response.end('SECRET');
  });
  await new Promise((resolve) => server.listen(0, '::', resolve));
  const { port } = server.address();
  const rows = [];
  const leaks = [];
  /** Asks, and notes whether anything reached the server that should not have. */
  async function attempt(kind, name, url, { allowPrivate = false, lookup, allowed = 0, times = 1 } = {}) {
    const client = new HttpClient({
      maxBytes: 1e6,
      userAgent: 'bowerbird/bench',
      paceMs: 0,
      guard: new AddressGuard(allowPrivate, lookup),
    });
    const before = reached;
    let told = '';
    for (let time = 0; time < times; time++) {
      const caller = {
        signal: AbortSignal.timeout(2000),
        traffic: { requests: 0, bytes: 0 },
        robots: false,
        patient: false,
      };
      told = await client.send({ method: 'GET', url, headers: new Headers() }, caller).then(
        () => 'ANSWERED',
        (error) => error.code ?? error.name,
      );
    }
    await client.close();
    if (reached - before > allowed || told === 'ANSWERED') leaks.push(`${kind} ${name}`);
    rows.push([kind, name, told]);
  }
  try {
    for (const host of LITERALS) await attempt('literal', host, `http://${host}:${port}/`);
    for (const address of RANGES)
      await attempt('a name for', address, `http://name.test:${port}/`, { lookup: answering(address) });
    await attempt('rebinding', 'public, then loopback', `http://rebind.test:${port}/`, {
      lookup: answering('203.0.113.1', '127.0.0.1'),
      times: 2,
    });
    for (const host of LITERALS.slice(0, 4)) {
      const to = encodeURIComponent(`http://${host}:${port}/`);
      await attempt('redirect to', host, `http://allowed.test:${port}/?to=${to}`, {
        allowPrivate: ['allowed.test'],
        lookup: answering('127.0.0.1'),
        allowed: 1,
      });
    }
    // The proxy itself is on loopback: whoever names it in the environment may reach it, and no source may through it.
    process.env.HTTP_PROXY = `http://127.0.0.1:${port}`;
    for (const host of ['127.0.0.1', '[::1]', 'inside.test'])
      await attempt('through a proxy', host, `http://${host}:${port}/`, { lookup: answering('10.0.0.1') });
    delete process.env.HTTP_PROXY;
    const open = PUBLIC.filter((address) => !new AddressGuard(false).findProblem('x', address)).length;
    if (leaks.length > 0 || open !== PUBLIC.length) process.exitCode = 1;
    return {
      title: 'Ways into the own network (server-side request forgery)',
      text: `${table([['way', 'where', 'what is told'], ...rows])}\n\nLeaks: ${leaks.length} of ${rows.length}${leaks.length > 0 ? ` (${leaks.join(', ')})` : ''}. Public addresses let through: ${open} of ${PUBLIC.length}.`,
      figures: { ways: rows.length, leaks: leaks.length },
    };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
