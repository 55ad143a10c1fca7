import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { RunEvent } from '@bowerbird/core';
import { expect, it, onTestFinished } from 'vitest';
import { eventsOf, type GeneratedTask } from '../../test/events.ts';
import { traces } from './traces.ts';

interface Received {
  readonly name: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: { readonly code?: number };
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
}

/** A collector of OpenTelemetry on loopback, by its protocol over HTTP in JSON (OTLP 1.x). */
async function startCollector() {
  const spans: Received[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      const { resourceSpans } = body as {
        readonly resourceSpans: readonly {
          readonly scopeSpans: readonly { readonly spans: readonly Received[] }[];
        }[];
      };
      spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`, spans };
}

const attempt = { durationMs: 40, waitedMs: 3, requests: 1, bytes: 10, fails: false, deferrals: 0 };
const base = { collector: 'web', pipeline: 'articles', charge: undefined } as const;
const tasks: readonly GeneratedTask[] = [
  {
    ...base,
    source: 'https://a.example/',
    attempts: [{ ...attempt, fails: true }, attempt],
    outcome: {
      status: 'collected',
      from: 'source',
      change: 'new',
      by: 'web',
      answer: 'k',
      documents: 2,
      cost: 0,
      saved: 0,
      savedMs: 0,
      provider: undefined,
    },
  },
  {
    ...base,
    source: 'https://b.example/',
    attempts: [{ ...attempt, fails: true }],
    outcome: { status: 'failed', cost: 0, error: { code: 'TIMED_OUT', message: 'too slow' } },
  },
];

it('tells a collector of the run, its tasks and their attempts', async () => {
  const { url, spans } = await startCollector();
  const program = fileURLToPath(new URL('../../test/traced.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@bowerbird/source', program, url], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  child.stdin.end(JSON.stringify(eventsOf(tasks)));
  await once(child, 'exit');
  const named = (name: string) => spans.filter((span) => span.name === name);
  const [run] = named('run');
  expect(named('task articles').map(({ parentSpanId }) => parentSpanId)).toEqual([run?.spanId, run?.spanId]);
  const ids = named('task articles').map(({ spanId }) => spanId);
  expect(named('attempt web').map(({ parentSpanId }) => parentSpanId)).toEqual([ids[0], ids[0], ids[1]]);
  expect(named('attempt web').map(({ status }) => status.code)).toEqual([2, 0, 2]);
  const [first] = named('attempt web');
  const took = Number(BigInt(first?.endTimeUnixNano ?? 0) - BigInt(first?.startTimeUnixNano ?? 0)) / 1e6;
  expect(took).toBe(40);
  expect(JSON.stringify(named('task articles')[0]?.attributes)).toContain('"bowerbird.documents"');
});

it('makes nothing where no SDK is registered', () => {
  const hear = traces();
  const events: readonly RunEvent[] = eventsOf(tasks);
  for (const event of events) hear(event);
});
