import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a purchase is known again whose answer was lost. */
export type TillClass = 'key' | 'list' | 'id' | 'none';

/** How a till behaves. */
export interface TillOptions {
  /** How long a job takes, in polls. 0: it is done at once. Default: 2. */
  readonly polls?: number | undefined;
  /** What each costs, in US dollars. Default: 0.1. */
  readonly cost?: ((what: string) => number) | undefined;
  /** What is started stands in the list only after so many milliseconds. Default: 0. */
  readonly lagMs?: number | undefined;
  /** How long the answer to a start takes after it was charged. Default: at once. */
  readonly answerAfterMs?: (() => number) | undefined;
  /** Stands before each request: `drop` cuts it off before anything is done, a status refuses it. */
  readonly fault?: ((method: string, path: string) => 'drop' | number | undefined) | undefined;
}

interface Job {
  readonly id: string;
  readonly what: string;
  readonly created: number;
  readonly cost: number;
  polls: number;
}

/** A provider that charges for each job that is started, once for each key and for each id that the client chose. */
export interface Till {
  readonly url: string;
  /** What was charged for, in order. */
  readonly charges: readonly { readonly what: string; readonly cost: number }[];
  /** All requests: `POST /jobs`. */
  readonly requests: readonly string[];
  close(): void;
}

/** Starts a till on loopback. */
export async function startTill(options: TillOptions = {}): Promise<Till> {
  const jobs = new Map<string, Job>();
  const byKey = new Map<string, Job>();
  const charges: { what: string; cost: number }[] = [];
  const requests: string[] = [];

  function start(what: string, key: string, id: string): Job {
    const known = byKey.get(key) ?? jobs.get(id);
    if (known) return known;
    const cost = options.cost?.(what) ?? 0.1;
    const job = {
      id: id || `job-${jobs.size + 1}`,
      what,
      created: Date.now(),
      cost,
      polls: options.polls ?? 2,
    };
    jobs.set(job.id, job);
    if (key !== '') byKey.set(key, job);
    charges.push({ what, cost });
    return job;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    const { pathname } = new URL(url, 'http://till');
    requests.push(`${method} ${pathname}`);
    const body = await bodyOf(request);
    const fault = options.fault?.(method, pathname);
    if (fault === 'drop') return void response.destroy();
    if (fault !== undefined) return void response.writeHead(fault).end();
    const [, , id = ''] = pathname.split('/');
    if (method === 'POST' || method === 'PUT') {
      const job = start(body.what ?? '', String(request.headers['idempotency-key'] ?? ''), id);
      const wait = options.answerAfterMs?.() ?? 0;
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      return send(response, view(job));
    }
    if (id === '') {
      const listed = [...jobs.values()].filter(({ created }) => Date.now() - created >= (options.lagMs ?? 0));
      return send(
        response,
        listed.reverse().map(({ id: job, what, created }) => ({ id: job, what, created })),
      );
    }
    const job = jobs.get(id);
    if (!job) return void response.writeHead(404).end();
    if (job.polls > 0) job.polls--;
    send(response, view(job));
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    charges,
    requests,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function view({ id, what, cost, polls }: Job) {
  return polls > 0 ? { id, status: 'working' } : { id, status: 'done', cost, text: `All about ${what}.` };
}

function send(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

async function bodyOf(request: IncomingMessage): Promise<{ readonly what?: string }> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text === '' ? {} : JSON.parse(text);
}
