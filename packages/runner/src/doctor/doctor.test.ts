import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hold, openLedger } from '../../test/ledger-support.ts';
import { serve } from '../../test/server.ts';
import { temporaryFolder } from '../../test/support.ts';

import { doctor } from './doctor.ts';
import type { Check, DoctorOptions } from './types.ts';

const PLUGINS = ['@bowerbird/plugin-web', '@bowerbird/plugin-files'].map((specifier) => ({
  specifier,
  from: pathToFileURL(import.meta.filename).href,
}));
const CANARY = 'canary-7f3a9';

/** A folder with files in it. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** What is found in a folder, by name. Nothing outside of it is touched. */
async function examined(cwd: string, options: Partial<DoctorOptions> = {}) {
  const { ok, checks } = await doctor({
    cwd,
    offline: true,
    plugins: PLUGINS,
    ...options,
    env: { BOWERBIRD_HOME: join(cwd, 'home'), ...options.env },
  });
  return { ok, checks, by: Object.fromEntries(checks.map((check) => [check.name, check])) };
}

const store = (options: string, create: string) =>
  `const any = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } };
export default { apiVersion: 1, kind: 'cache-adapter', name: 'odd', summary: 'Is odd.', options: any, create: (${options}) => ${create} };`;
const RC = 'pipelines: { pages: ["https://example.org/"] }';

describe('without an rc file', () => {
  it('finds everything in order, and leaves nothing behind but the folders and an empty cache', async () => {
    const cwd = temporaryFolder();
    const { ok, checks } = await examined(cwd);
    expect(ok).toBe(true);
    expect(checks.map(({ name, status }) => `${status} ${name}`)).toEqual([
      'ok node',
      'info rc file',
      'ok cache folder',
      'ok data folder',
      'ok store sqlite',
      'skipped clock',
      'skipped network',
      'ok user agent',
      'info yt-dlp',
      'info ffmpeg',
      'info ffprobe',
    ]);
    expect(JSON.parse(JSON.stringify(checks))).toEqual(checks);
    expect(readdirSync(join(cwd, 'home'), { recursive: true }).sort()).toEqual([
      'cache',
      'cache/cache.sqlite',
      'data',
    ]);
  });

  it('takes one that was named for a problem when it is not there', async () => {
    const { ok, by } = await examined(temporaryFolder(), { file: 'mine.yaml' });
    expect(ok).toBe(false);
    expect(by['rc file']).toMatchObject({ status: 'problem', hint: expect.stringContaining('--config') });
  });
});

describe('an rc file', () => {
  it('that is right is named', async () => {
    const cwd = folderWith({ '.bowerbirdrc.yaml': RC });
    const { ok, by } = await examined(cwd);
    expect(ok).toBe(true);
    expect(by['rc file']?.message).toBe(`${join(cwd, '.bowerbirdrc.yaml')}, with 1 pipeline`);
  });

  it('with problems is told of with all of them, and everything else is looked at', async () => {
    const cwd = folderWith({
      '.bowerbirdrc.yaml': `timeout: 60\nplugins: [./gone.mjs]\nconcurency: 3\n${RC}`,
    });
    const { ok, by, checks } = await examined(cwd);
    expect(ok).toBe(false);
    expect(by['rc file']).toMatchObject({
      message: expect.stringMatching(/rc\.yaml has 2 problems$/),
      details: [
        'concurency',
        '  there is no such field; did you mean "concurrency"?',
        'timeout',
        '  expected a duration with a unit, such as 60s, received 60',
      ],
    });
    expect(by['plugin ./gone.mjs']).toMatchObject({ status: 'problem', hint: expect.any(String) });
    expect(by['store sqlite']?.status).toBe('ok');
    expect(checks).toHaveLength(12);
  });

  it('that cannot be read shows where, and not what stands there', async () => {
    const cwd = folderWith({ '.bowerbirdrc.yaml': `key: ${CANARY}\npipelines: [` });
    const { ok, by, checks } = await examined(cwd);
    expect(ok).toBe(false);
    expect(by['rc file']?.message).toMatch(/cannot be used: line \d+, column \d+: /);
    expect(by['store sqlite']?.status).toBe('ok');
    expect(JSON.stringify(checks)).not.toContain(CANARY);
  });

  it('that never ends loading holds nothing up', async () => {
    const cwd = folderWith({ 'bowerbird.config.mjs': 'await new Promise(() => {});\nexport default {};' });
    const { by } = await examined(cwd, { timeoutMs: 2000 });
    expect(by['rc file']).toMatchObject({ status: 'problem', message: 'there is no answer after 2 s' });
    expect(by['store sqlite']?.status).toBe('ok');
  });
});

describe('what was bought', () => {
  async function ledgerIn(cwd: string, closed: 'unconfirmed' | 'released' | undefined): Promise<string> {
    const file = join(cwd, 'home', 'data', 'ledger.sqlite');
    mkdirSync(join(cwd, 'home', 'data'), { recursive: true });
    const ledger = await openLedger(file);
    const held = await hold(ledger, 'a');
    if (closed) await ledger.close(held, closed, 'the line broke');
    await ledger.end();
    return file;
  }

  it('is counted', async () => {
    const cwd = temporaryFolder();
    const file = await ledgerIn(cwd, 'released');
    const { by } = await examined(cwd);
    expect(by.ledger).toEqual({
      name: 'ledger',
      status: 'ok',
      message: `1 purchase in ${file}, 0 under way`,
    });
  });

  it('waits for a person where nobody can tell', async () => {
    const cwd = temporaryFolder();
    await ledgerIn(cwd, 'unconfirmed');
    const { by } = await examined(cwd);
    expect(by.ledger).toMatchObject({
      status: 'warning',
      message: expect.stringContaining('of 1 nobody can tell'),
      hint: expect.stringContaining('bowerbird costs list --state unconfirmed'),
    });
  });

  it('waits for a run where one was left', async () => {
    const cwd = temporaryFolder();
    await ledgerIn(cwd, undefined);
    const { by } = await examined(cwd);
    expect(by.ledger).toMatchObject({
      status: 'warning',
      message: expect.stringContaining('1 waits for a run'),
    });
  });

  it('that cannot be read is a problem', async () => {
    const cwd = temporaryFolder();
    writeFileSync(
      await ledgerIn(cwd, undefined),
      'no database, and long enough to be looked at: '.repeat(200),
    );
    const { by, ok } = await examined(cwd);
    expect(ok).toBe(false);
    expect(by.ledger).toMatchObject({ status: 'problem', hint: expect.any(String) });
  });
});

describe('the variables that it names', () => {
  const rc = `plugins: [./store.mjs]
cache: { store: [odd, { use: odd, options: { key: "\${env:ODD_KEY}-\${env:ODD_NAME}", more: ["\${env:ODD_KEY}"] } }] }
pipelines: { pages: ["https://example.org/?\${env:ELSEWHERE}"] }`;
  const files = (create: string) => ({
    '.bowerbirdrc.yaml': rc,
    'store.mjs': store('options', create),
    '.env': `ODD_KEY=${CANARY}\nODD_EMPTY=`,
  });

  it('are set or not, and their values are not told', async () => {
    const cwd = folderWith(files("{ throw new Error('no ' + JSON.stringify(options)); }"));
    const { by, checks } = await examined(cwd, { env: { ODD_NAME: '' } });
    const { 'variable ODD_KEY': key, 'variable ODD_NAME': name } = by;
    expect(key).toEqual({
      name: 'variable ODD_KEY',
      status: 'ok',
      message: 'set in .env, needed by cache.store[1].options.key, cache.store[1].options.more[0]',
    });
    expect(name).toEqual({
      name: 'variable ODD_NAME',
      status: 'problem',
      message: 'empty in the environment, needed by cache.store[1].options.key',
      hint: `Set it in the environment, or write ODD_NAME=… into ${join(cwd, '.env')}.`,
    });
    expect(Object.keys(by)).not.toContain('variable ELSEWHERE');
    expect(JSON.stringify(checks)).not.toContain(CANARY);
  });

  it('are taken out of what a store says', async () => {
    const cwd = folderWith(files("{ throw new Error('no ' + JSON.stringify(options)); }"));
    const { checks } = await examined(cwd, { env: { ODD_NAME: 'problem' } });
    expect(checks.filter(({ name }) => name === 'store odd').at(-1)).toEqual({
      name: 'store odd',
      status: 'problem',
      message: 'no {"key":"***-***","more":["***"]}',
      hint: expect.any(String),
    });
  });
});

describe('stores', () => {
  const look = async (create: string, options: Partial<DoctorOptions> = {}) => {
    const cwd = folderWith({
      '.bowerbirdrc.yaml': `plugins: [./store.mjs]\ncache: { store: [memory, odd] }\n${RC}`,
      'store.mjs': store('', create),
    });
    return examined(cwd, options);
  };
  const working = (parts: string) => `{ const kept = new Map(); return {
    getMany: async (keys) => keys.map((key) => kept.get(key)),
    setMany: async (entries) => { for (const { key, value } of entries) kept.set(key, value); },
    deleteMany: async (keys) => { for (const key of keys) kept.delete(key); },
    ${parts} }; }`;
  const never = 'new Promise(() => {})';

  it.each<[string, string, Partial<Check>]>([
    ['works', working(''), { status: 'ok' }],
    ['forgets', working('setMany: async () => {}'), { status: 'problem', message: /give back what was/ }],
    ['keeps all', working('deleteMany: async () => {}'), { status: 'problem', message: /was deleted/ }],
    ['cannot write', working("setMany: async () => { throw new Error('full'); }"), { message: 'full' }],
    ['does not open', never, { status: 'problem', message: 'there is no answer after 2 s' }],
    ['does not answer', working(`setMany: () => ${never}, close: () => ${never}`), { status: 'problem' }],
    ['fails and hangs', working(`getMany: async () => [], close: () => ${never}`), { message: /give back/ }],
  ] as never)('one that %s', async (_, create, expected: Partial<Check>) => {
    const { by } = await look(create, { timeoutMs: 2000 });
    const patterns = Object.entries(expected).map(([name, value]: [string, unknown]) => [
      name,
      value instanceof RegExp ? expect.stringMatching(value) : value,
    ]);
    expect(by['store odd']).toMatchObject(Object.fromEntries(patterns));
    expect(by['store memory']?.status).toBe('ok');
  });
});

describe('the network', () => {
  const OPEN = { '.bowerbirdrc.yaml': `network: { allowPrivate: [127.0.0.1] }\n${RC}` };

  it('works when anything answers, and its clock is compared with this one', async () => {
    const { url, requests } = await serve((_, response) => response.writeHead(404).end());
    const { by, checks } = await examined(folderWith(OPEN), {
      offline: false,
      url: url.replace('//', '//jane:pass@'),
    });
    expect(by.network).toEqual({ name: 'network', status: 'ok', message: `${url} answers (HTTP 404)` });
    expect(by.clock?.status).toBe('ok');
    expect(requests.map(({ method, url: path, headers }) => [method, path, headers.authorization])).toEqual([
      ['HEAD', '/', undefined],
    ]);
    expect(JSON.stringify(checks)).not.toContain('jane');
  });

  it('is reached as a run would reach it: at public addresses, unless others are allowed', async () => {
    const { url, asked } = await serve((_, response) => response.end());
    const { by } = await examined(temporaryFolder(), { offline: false, url });
    expect(by.network).toEqual({
      name: 'network',
      status: 'warning',
      message: '127.0.0.1 is no public address',
      hint: expect.stringContaining('network: { allowPrivate: ["127.0.0.1"] }'),
    });
    expect(asked).toEqual([]);
  });

  it('may lie behind proxies, which are shown without their passwords', async () => {
    const env = { HTTP_PROXY: 'http://joe:p@ss/word@proxy.invalid:3128', no_proxy: 'localhost' };
    const { by, checks } = await examined(temporaryFolder(), { env });
    expect(by.proxy).toEqual({
      name: 'proxy',
      status: 'info',
      message: 'HTTP_PROXY, no_proxy are set',
      details: ['HTTP_PROXY=http://proxy.invalid:3128', 'no_proxy=localhost'],
    });
    expect(JSON.stringify(checks)).not.toMatch(/ss\/word|joe/);
  });

  it('that does not answer is a warning, and no problem', async () => {
    const { url } = await serve((_, response) => response.destroy());
    const { ok, by } = await examined(folderWith(OPEN), { offline: false, url });
    expect(ok).toBe(true);
    expect(by.network).toMatchObject({ status: 'warning', hint: expect.stringContaining('--offline') });
    expect(by.clock?.status).toBe('skipped');
  });

  it('that hangs is left after a while', async () => {
    const { url } = await serve(() => {});
    const { by } = await examined(folderWith(OPEN), { offline: false, url, timeoutMs: 2000 });
    expect(by.network).toMatchObject({ status: 'warning', message: 'there is no answer after 2 s' });
  });

  it('is not touched offline', async () => {
    const { url, asked } = await serve((_, response) => response.end());
    const { by } = await examined(temporaryFolder(), { url });
    expect({ asked, status: by.network?.status }).toEqual({ asked: [], status: 'skipped' });
  });
});

it('says that there is no store to look at', async () => {
  const cwd = folderWith({ '.bowerbirdrc.yaml': `cache: { store: sqlight }\n${RC}` });
  expect((await examined(cwd)).by.store).toMatchObject({ status: 'skipped' });
});

it('stops when it is told to', async () => {
  const stop = new AbortController();
  const { url } = await serve(() => stop.abort(new Error('enough')));
  const cwd = folderWith({ '.bowerbirdrc.yaml': `network: { allowPrivate: true }\n${RC}` });
  const work = examined(cwd, { offline: false, url, signal: stop.signal });
  await expect(work).rejects.toThrow('enough');
});

it('tells of a home folder that cannot be one', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'home'), 'a file');
  const { ok, by } = await examined(cwd);
  expect(ok).toBe(false);
  for (const name of ['cache folder', 'data folder', 'store sqlite']) {
    expect(by[name]).toMatchObject({ status: 'problem', hint: expect.stringContaining('BOWERBIRD_HOME') });
  }
});

it('tells of a folder in the place of the database', async () => {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'home/cache/cache.sqlite'), { recursive: true });
  const { by } = await examined(cwd);
  expect(by['store sqlite']).toMatchObject({
    status: 'problem',
    message: expect.stringContaining('unable to open database file'),
  });
});

it('tells of a damaged database until it is thrown away, and looks at a folder of the store', async () => {
  const cwd = folderWith({
    '.bowerbirdrc.yaml': `cache: { store: { use: sqlite, options: { directory: own } } }\n${RC}`,
  });
  mkdirSync(join(cwd, 'own'));
  writeFileSync(join(cwd, 'own/cache.sqlite'), 'no database'.repeat(1000));
  for (const _ of ['mended by this', 'mended before']) {
    const { ok, by } = await examined(cwd);
    expect(ok).toBe(true);
    expect(by['store folder']?.message).toContain(join(cwd, 'own'));
    expect(by['store sqlite']).toMatchObject({
      status: 'warning',
      details: [join(cwd, 'own/cache.sqlite')],
      hint: expect.stringContaining('cache prune'),
    });
  }
});
