import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bodyOf, serveLoopback } from '../stand-in/loopback.ts';
import { openTape, type Tape } from './tape.ts';

const SECRET = 'sk-4f/+=&"é 9Zq';
const OTHER = 'no-key';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tape-'));
  file = join(folder, 'one.json');
  vi.stubEnv('BOWERBIRD_RECORD', '');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.unstubAllEnvs();
});

async function recording(
  answer: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>,
  use: (tape: Tape, url: string) => Promise<void>,
  secrets: readonly string[] = [SECRET],
): Promise<string> {
  const server = await serveLoopback(answer);
  try {
    const tape = openTape(file, { mode: 'record', secrets });
    await use(tape, server.url);
    await tape.save();
  } finally {
    await server.close();
  }
  return server.url;
}

const escaped = (secret: string) =>
  secret.replace(/[^a-z0-9]/gi, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`);
const spellings: readonly [string, (secret: string) => string][] = [
  ['as it is', (secret) => secret],
  ['in JSON', (secret) => JSON.stringify({ [secret]: { deep: [`Bearer ${secret}`] } })],
  ['in JSON in ASCII', (secret) => `{"key": "${escaped(secret)}"}`],
  ['in JSON in JSON', (secret) => JSON.stringify({ inner: JSON.stringify({ secret }) })],
  ['in a URL', (secret) => `https://a.test/?key=${encodeURIComponent(secret)}`],
  ['in a form', (secret) => new URLSearchParams({ secret }).toString()],
  ['in HTML', (secret) => `<a title="${secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}">`],
  ['in base64', (secret) => `Basic ${Buffer.from(`user:${secret}`).toString('base64')}`],
  ['in hexadecimal digits', (secret) => Buffer.from(secret).toString('hex')],
];

/** Nothing of a secret is left in the file, however it is spelled: not its head, nor its tail. */
function expectNone(): void {
  const text = readFileSync(file, 'utf8');
  expect(text).toContain('***');
  for (const part of ['sk-4f', '9Zq']) {
    expect(text).not.toContain(part);
    expect(text.toLowerCase()).not.toContain(Buffer.from(part).toString('hex'));
  }
  for (const [, spell] of spellings) expect(text).not.toContain(spell(SECRET));
}

describe('a secret is not on the tape', () => {
  it.each(spellings)('from an address, a header, a body or an answer: %s', async (_, spell) => {
    const answer = async (request: IncomingMessage, response: ServerResponse) => {
      const body = await bodyOf(request);
      response.setHeader('x-asked', encodeURI(request.url ?? ''));
      response.setHeader('content-length', body.length);
      response.end(body);
    };
    const ask = (tape: Tape, url: string, secret: string) =>
      tape.fetch(`${url}/${encodeURIComponent(secret)}?q=${encodeURIComponent(secret)}`, {
        method: 'POST',
        body: spell(secret),
        headers: { accept: encodeURIComponent(secret) },
      });
    const url = await recording(answer, async (tape, at) => {
      // Whoever records needs the answer as it is.
      expect(await (await ask(tape, at, SECRET)).text()).toBe(spell(SECRET));
    });
    expectNone();
    const replayed = await ask(openTape(file, { secrets: [SECRET] }), url, SECRET);
    const text = await replayed.text();
    expect(text).toContain('***');
    expect(replayed.headers.get('content-length')).toBe(`${Buffer.byteLength(text)}`);
  });

  it('and a request with another key, or with the placeholder, is the same', async () => {
    const ask = async (tape: Tape, url: string, key: string, file: string | Uint8Array<ArrayBuffer>) => {
      const form = new FormData();
      form.set('key', key);
      form.set('file', new Blob([file]), 'talk.mp3');
      const answers = [
        await tape.fetch(`${url}/?key=${encodeURIComponent(key)}`),
        await tape.fetch(url, { headers: { authorization: `Bearer ${key}`, 'x-api-key': key } }),
        await tape.fetch(url, { method: 'POST', body: JSON.stringify({ key }) }),
        await tape.fetch(url, { method: 'POST', body: new URLSearchParams({ key }) }),
        await tape.fetch(url, { method: 'POST', body: form }),
      ];
      return Promise.all(answers.map((answer) => answer.text()));
    };
    const audio = new Uint8Array([255, 0, 254]);
    let count = 0;
    const url = await recording(
      (_request, response) => void response.end(`${++count}`),
      async (tape, at) => void (await ask(tape, at, SECRET, audio)),
    );
    for (const [key, secrets] of [
      [OTHER, [OTHER]],
      ['***', []],
      [SECRET, ['', SECRET]],
    ] as const)
      expect(await ask(openTape(file, { secrets }), url, key, audio)).toEqual(['1', '2', '3', '4', '5']);
  });

  it('nor are headers that carry credentials', async () => {
    const headers = {
      authorization: 'Bearer aaa-1',
      'proxy-authorization': 'Basic aaa-2',
      cookie: 'session=aaa-3',
      'set-cookie': ['session=aaa-4', 'id=aaa-5'],
      'x-api-key': 'aaa-6',
      'api-key': 'aaa-7',
      'xi-api-key': 'aaa-8',
      'x-auth-token': 'aaa-9',
      'x-amz-security-token': 'aaa-10',
    };
    const url = await recording(
      (_request, response) =>
        void response.writeHead(200, { ...headers, 'x-ratelimit-remaining-tokens': '12' }).end('here'),
      async (tape, at) => {
        const { 'set-cookie': _, ...asked } = headers;
        const response = await tape.fetch(at, { headers: asked });
        expect(response.headers.getSetCookie()).toHaveLength(2);
      },
      [],
    );
    expect(readFileSync(file, 'utf8')).not.toContain('aaa-');
    const replayed = await openTape(file).fetch(url);
    expect(replayed.headers.get('x-ratelimit-remaining-tokens')).toBe('12');
    expect(replayed.headers.get('set-cookie')).toBeNull();
  });
});

describe('a tape is not saved', () => {
  const bytes = (text: string | Buffer) => Buffer.concat([Buffer.from([255, 254, 0]), Buffer.from(text)]);
  it.each<[string, Buffer, readonly string[], RegExp]>([
    ['in bytes', bytes(SECRET), [SECRET], /GET http.*\/x: its body holds a secret at byte 3,/],
    ['in base64 in bytes', bytes(Buffer.from(`user:${SECRET}`).toString('base64')), [SECRET], /at byte \d+,/],
    ['in UTF-16', bytes(Buffer.from('secret-key', 'utf16le')), ['secret-key'], /a secret in UTF-16,/],
    ['in UTF-16 alone', Buffer.from('secret-key', 'utf16le'), ['secret-key'], /a secret in UTF-16,/],
    ['as a number', Buffer.from('{"key":123456789}'), ['123456789'], /a secret at byte 7,/],
    ['as a number, with spaces', Buffer.from('{ "key": 123456789 }'), ['123456789'], /a secret at byte 9,/],
  ])('with a secret that cannot be taken out: %s', async (_, body, secrets, message) => {
    writeFileSync(file, readFileSync(await tapeWithOne()));
    const before = readFileSync(file, 'utf8');
    let count = 0;
    const saved = recording(
      (_request, response) => void response.end(count++ === 0 ? body : 'none'),
      async (tape, url) => {
        const live = await tape.fetch(`${url}/x`);
        await tape.fetch(`${url}/x`);
        expect(Buffer.from(await live.arrayBuffer())).toEqual(body);
      },
      secrets,
    );
    await expect(saved).rejects.toThrow(message);
    await expect(saved).rejects.toThrow(/→ Ask for something that does not give the secret back/);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('when a secret is too short to be found', () => {
    expect(() => openTape(file, { mode: 'record', secrets: ['', 'abc'] })).toThrow(
      /a secret of 3 characters would be on the tape.*→ Record with the real key/s,
    );
    expect(openTape(file, { secrets: ['abc'] }).mode).toBe('replay');
  });
});

async function tapeWithOne(): Promise<string> {
  const other = join(folder, 'other.json');
  const tape = openTape(other, { mode: 'record', fetch: async () => new Response('one') });
  await tape.fetch('http://a.test/');
  await tape.save();
  return other;
}
