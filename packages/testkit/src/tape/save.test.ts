import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openTape, type TapeMode } from './tape.ts';

type Fetch = typeof globalThis.fetch;

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

/** A network where each address answers with itself and what is given. */
function network(says = ''): Fetch {
  return async (input) => new Response(`${new URL(new Request(input).url).pathname}${says}`);
}

async function record(paths: readonly string[], mode: TapeMode = 'record', send = network()): Promise<void> {
  const tape = openTape(file, { mode, fetch: send });
  for (const path of paths) await tape.fetch(`http://a.test${path}`);
  await tape.save();
}

function urls(): readonly string[] {
  const { exchanges } = JSON.parse(readFileSync(file, 'utf8'));
  return exchanges.map(({ request }: { request: { url: string } }) => new URL(request.url).pathname);
}

describe('a mode', () => {
  it('replay writes nothing and touches no network', async () => {
    const send = vi.fn(network());
    const tape = openTape(pathToFileURL(file), { fetch: send });
    await expect(tape.fetch('http://a.test/')).rejects.toThrow(
      /^GET http:\/\/a\.test\/ is not on the tape .*one\.json, which has nothing on it\n {2}→ Record it with BOWERBIRD_RECORD=1/,
    );
    await tape.save();
    expect([send.mock.calls, readdirSync(folder), tape.unused()]).toEqual([[], [], []]);
  });

  it('missing asks the network only for what was not there, and writes only if there is something new', async () => {
    await record(['/a', '/b']);
    const before = readFileSync(file, 'utf8');
    const send = vi.fn(network(' again'));
    await record(['/a', '/a'], 'missing', send);
    expect([send.mock.calls.length, readFileSync(file, 'utf8')]).toEqual([0, before]);
    await record(['/c', '/a', '/c'], 'missing', send);
    expect([send.mock.calls.length, urls()]).toEqual([2, ['/a', '/b', '/c', '/c']]);
  });

  it.each([
    ['1', 'record'],
    ['missing', 'missing'],
    ['0', 'replay'],
    ['', 'replay'],
  ])('comes from BOWERBIRD_RECORD=%s', (value, mode) => {
    vi.stubEnv('BOWERBIRD_RECORD', value);
    expect(openTape(file).mode).toBe(mode);
    expect(openTape(file, { mode: 'missing' }).mode).toBe('missing');
  });

  it('that nobody knows is refused', () => {
    vi.stubEnv('BOWERBIRD_RECORD', 'yes');
    expect(() => openTape(file)).toThrow(/BOWERBIRD_RECORD is yes.*→ Set it to 1/s);
  });

  it('records through the fetch that is global when the tape is opened', async () => {
    vi.stubGlobal('fetch', network(' of then'));
    const tape = openTape(file, { mode: 'record' });
    vi.unstubAllGlobals();
    expect(await (await tape.fetch('http://a.test/x')).text()).toBe('/x of then');
  });
});

it('an address that is its own answer is none for a tape', async () => {
  expect(await (await openTape(file).fetch('data:,bird')).text()).toBe('bird');
});

describe('what is asked for and not there', () => {
  it('is told with what comes nearest', async () => {
    const tape = openTape(file, { mode: 'record', fetch: network(), secrets: ['secret-key'] });
    await tape.fetch('http://a.test/talks?key=secret-key', { method: 'POST', body: '{"page":1}' });
    await tape.fetch('http://other.test/');
    await tape.save();
    const asked = openTape(file, { secrets: ['other-key'] }).fetch('http://a.test/talks?key=other-key', {
      method: 'POST',
      body: '{"page":2}',
      headers: { accept: 'text/html' },
    });
    await expect(asked).rejects.toThrow(
      new RegExp(
        [
          '^POST http://a.test/talks\\?key=\\*{3} is not on the tape .*one.json',
          '  nearest: POST http://a.test/talks\\?key=\\*{3}',
          '    accept: on the tape undefined, asked for "text/html"',
          '    body: on the tape \\{"json":\\{"page":1\\}\\}, asked for \\{"json":\\{"page":2\\}\\}',
          '  nearest: GET http://other.test/',
          '  → Record it with BOWERBIRD_RECORD=1 .*or BOWERBIRD_RECORD=missing .*',
        ].join('\n'),
      ),
    );
  });

  it('is told with the same path first, wherever it was recorded', async () => {
    const tape = openTape(file, { mode: 'record', fetch: network() });
    await tape.fetch('http://127.0.0.1:5005/');
    await tape.fetch('http://localhost:4001/talks/7');
    await tape.save();
    await expect(openTape(file).fetch('http://127.0.0.1:5006/talks/7')).rejects.toThrow(
      /nearest: GET http:\/\/localhost:4001\/talks\/7\n {2}nearest: GET http:\/\/127/,
    );
  });

  it('is told why when the key is not named', async () => {
    const tape = openTape(file, { mode: 'record', fetch: network(), secrets: ['secret-key'] });
    await tape.fetch('http://a.test/talks?key=secret-key');
    await tape.save();
    await expect(openTape(file).fetch('http://a.test/talks?key=dummy')).rejects.toThrow(
      /If \*{3} stands for a key: name the value that you use instead of it in `secrets`\.$/,
    );
  });
});

describe('saving', () => {
  it('keeps the order in which things were first recorded', async () => {
    await record(['/a', '/b', '/a', '/c']);
    await record(['/c', '/d', '/a', '/a', '/a', '/b']);
    expect(urls()).toEqual(['/a', '/b', '/a', '/c', '/d', '/a']);
    await record(['/c']);
    expect(urls()).toEqual(['/c']);
  });

  it('writes in the order in which things were asked for, whatever came first', async () => {
    const late = Promise.withResolvers<void>();
    const tape = openTape(file, {
      mode: 'record',
      fetch: async (input) => {
        if (new Request(input).url.endsWith('/slow')) await late.promise;
        else late.resolve();
        return network()(input);
      },
    });
    const urlsAsked = ['/slow', '/fast'].map((path) => `http://a.test${path}`);
    await Promise.all(urlsAsked.map((url) => tape.fetch(url)));
    await tape.save();
    expect(urls()).toEqual(['/slow', '/fast']);
  });

  it.each<[string, RegExp, (tape: ReturnType<typeof openTape>) => Promise<unknown>]>([
    [
      'nothing was recorded',
      /nothing was recorded, so .* stays.*→ Give the `fetch` of the tape/s,
      async () => {},
    ],
    [
      'a request failed',
      /GET http:\/\/a\.test\/broken: it failed \(fetch failed: \*{3} reset\), so the tape.*→ Record again\./s,
      (tape) => tape.fetch('http://a.test/broken').catch(() => {}),
    ],
    [
      'an answer is on its way',
      /GET http:\/\/a\.test\/endless has no answer yet.*→ Await every fetch, then save\(\)/s,
      async (tape) => {
        void tape.fetch('http://a.test/endless');
        await new Promise(setImmediate);
      },
    ],
  ])('is refused when %s, and the old tape stays', async (_, message, use) => {
    await record(['/a']);
    const before = readFileSync(file, 'utf8');
    const tape = openTape(file, {
      mode: 'record',
      secrets: ['my-secret'],
      fetch: (input) => {
        const { url } = new Request(input);
        if (url.endsWith('/endless')) return new Promise(() => {});
        return Promise.reject(new TypeError('fetch failed', { cause: new Error('my-secret reset') }));
      },
    });
    await use(tape);
    await expect(tape.save()).rejects.toThrow(message);
    expect([readFileSync(file, 'utf8'), readdirSync(folder)]).toEqual([before, ['one.json']]);
  });

  it('goes on after a failure that did not last', async () => {
    let times = 0;
    const tape = openTape(file, {
      mode: 'record',
      fetch: (input) => (times++ === 0 ? Promise.reject(new TypeError('reset')) : network()(input)),
    });
    await expect(tape.fetch('http://a.test/a')).rejects.toThrow('reset');
    await tape.fetch('http://a.test/a');
    await tape.save();
    expect(urls()).toEqual(['/a']);
  });

  it('leaves the old tape and no draft when the file cannot be replaced', async () => {
    const tape = openTape(file, { mode: 'record', fetch: network() });
    await tape.fetch('http://a.test/a');
    mkdirSync(join(file, 'in-the-way'), { recursive: true });
    await expect(tape.save()).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['one.json']);
  });

  it('writes through a link', async () => {
    const target = join(folder, 'target.json');
    await record(['/a']);
    writeFileSync(target, readFileSync(file));
    rmSync(file);
    symlinkSync(target, file);
    await record(['/b']);
    expect(readFileSync(target, 'utf8')).toContain('/b');
  });
});

describe('a file that is no good', () => {
  const exchange = {
    request: { method: 'GET', url: 'http://a.test/' },
    response: { status: 200, headers: {} },
  };
  const tape = (changes: object) =>
    JSON.stringify({ format: 'bowerbird-tape', version: 1, exchanges: [], ...changes });
  const withExchange = (changes: object) => tape({ exchanges: [{ ...exchange, ...changes }] });
  it.each([
    ['', /one\.json is damaged: it is no JSON \(.*\)\n {2}→ Restore it from version control, or delete it/],
    [tape({}).slice(0, -3), /one\.json is damaged: it is no JSON/],
    ['null', /one\.json is damaged: it holds no object/],
    ['{"name":"a-package"}', /one\.json is no tape: it has no "format".*→ Name another file/s],
    [
      tape({ version: 2 }),
      /tape of version 2, and this testkit reads version 1\n {2}→ Update @bowerbird\/testkit/,
    ],
    [tape({ exchanges: {} }), /damaged: exchanges is no array/],
    [tape({ exchanges: [exchange, null] }), /damaged: exchanges\[1\] is no object/],
    [withExchange({ request: { method: 'GET' } }), /exchanges\[0\]\.request\.url is no text/],
    [
      withExchange({ response: { ...exchange.response, status: '200' } }),
      /\.response\.status is no whole number/,
    ],
    [
      withExchange({ response: { ...exchange.response, redirected: 1 } }),
      /redirected is neither true nor false/,
    ],
    [withExchange({ response: { status: 200, headers: { a: 1 } } }), /\.headers is no object of texts/],
    [
      withExchange({ response: { ...exchange.response, body: {} } }),
      /\.body has neither json nor text nor base64/,
    ],
    [withExchange({ response: { ...exchange.response, body: { base64: '!' } } }), /\.body is no base64/],
    [withExchange({ request: { ...exchange.request, body: { sha256: 1 } } }), /\.request\.body is no text/],
  ])('is told, and stays: %s', (text, message) => {
    writeFileSync(file, text);
    for (const mode of ['replay', 'record', 'missing'] as const)
      expect(() => openTape(file, { mode })).toThrow(message);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('is told when it is a folder', () => {
    expect(() => openTape(folder)).toThrow(/cannot be read \(EISDIR\)\n {2}→ Name a file/);
  });

  it('a good one is read, also when it was written by hand', async () => {
    writeFileSync(file, withExchange({ response: { ...exchange.response, body: { text: ['a\n', 'b'] } } }));
    expect(await (await openTape(file).fetch('http://a.test')).text()).toBe('a\nb');
  });
});
