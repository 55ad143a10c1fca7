// A provider on loopback that charges for each job that is started, and remembers what it was asked for.
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Opens a till. It charges when a job is started: once for each idempotency key, and once for each id that the client chose.
 * @param how.polls how many find a job unfinished
 * @param how.costOf what each costs, in US dollars
 * @param how.lagMs a job stands in the list only after so long
 * @param how.behindMs its clock is behind ours by so much
 * @param how.answerAfterMs of a start, after it was charged
 * @param how.fault stands before each request: `drop` cuts it off before anything is done, a status refuses it, and of a start `lose`
 * cuts it off when it was charged
 */
export async function openTill({
  polls = 2,
  costOf = () => 0.1,
  lagMs = 0,
  behindMs = 0,
  answerAfterMs = () => 5 + Math.random() * 10,
  fault = () => undefined,
} = {}) {
  const jobs = new Map();
  const byKey = new Map();
  const charges = [];
  const requests = [];
  const sockets = new Set();

  function start(what, key, chosen) {
    const known = byKey.get(key) ?? jobs.get(chosen);
    if (known) return known;
    const job = {
      id: chosen || `job-${jobs.size + 1}`,
      what,
      created: Date.now() - behindMs,
      cost: costOf(what),
      left: polls,
    };
    jobs.set(job.id, job);
    if (key !== undefined) byKey.set(key, job);
    charges.push({ what, cost: job.cost });
    return job;
  }

  function list(response, since) {
    const now = Date.now() - behindMs;
    const seen = [...jobs.values()].filter(({ created }) => created >= since && now - created >= lagMs);
    send(
      response,
      seen.reverse().map(({ id, what, created }) => ({ id, what, created })),
    );
  }

  async function answer(request, response) {
    const { method, url } = request;
    const at = performance.now();
    const { pathname, searchParams } = new URL(url, 'http://till');
    const id = decodeURIComponent(pathname.split('/')[2] ?? '');
    const starts = method !== 'GET';
    // Who is killed in the middle of a start has bought nothing.
    const what = starts ? JSON.parse(await text(request)).what : (jobs.get(id)?.what ?? id);
    requests.push({ starts, what, at });
    const wrong = fault();
    if (wrong === 'drop') return response.destroy();
    if (typeof wrong === 'number') return response.writeHead(wrong).end();
    if (starts) {
      const job = start(what, request.headers['idempotency-key'], id);
      await sleep(answerAfterMs());
      if (wrong === 'lose') return response.destroy();
      return send(response, view(job));
    }
    if (id === '') return list(response, Number(searchParams.get('since')));
    const job = jobs.get(id);
    if (!job) return response.writeHead(404).end();
    send(response, view(job));
    job.left--;
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  function close() {
    server.closeAllConnections();
    server.close();
  }
  return {
    url: `http://127.0.0.1:${port}`,
    /** In order: for what, and how much. */
    charges,
    /** In order: whether it starts a job, for what (empty: the list), and when it came. */
    requests,
    /** How often each was charged. */
    timesCharged: () =>
      new Map([...Map.groupBy(charges, ({ what }) => what)].map(([k, all]) => [k, all.length])),
    total: () => charges.reduce((sum, { cost }) => sum + cost, 0),
    /** Resolves when a process that has ended can not be heard of any more: its connections are closed. */
    async quiet() {
      while (sockets.size > 0) await sleep(2);
    },
    /** Takes connections again, after `close`. */
    open: () => server.listen(port, '127.0.0.1'),
    close,
  };
}

const view = ({ id, what, cost, left }) =>
  left > 0 ? { id, status: 'working' } : { id, status: 'done', cost, text: `All about ${what}.` };

function send(response, value) {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
