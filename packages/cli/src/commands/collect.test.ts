import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  call,
  document,
  event,
  fakeIo,
  invalid,
  notFound,
  outcome,
  temporaryFolder,
} from '../../test/fake.ts';

afterEach(() => void vi.useRealTimers());

const page = outcome('https://example.org/a', {
  status: 'collected',
  documents: [document({ authors: ['Jane Doe', 'A. N. Other'], published: '2024-05-06T07:08:09Z' })],
});
const file = outcome('notes.html', {
  status: 'collected',
  documents: [document({ url: undefined, text: '# Own heading\n\nText.\n', title: 'Another title' })],
});
const lost = outcome('https://example.org/b', {
  status: 'failed',
  error: {
    code: 'SOURCE_NOT_FOUND',
    message: 'https://example.org/b is not there (HTTP 404)',
    hint: 'Check it.',
  },
});

async function* all() {
  yield* [page, lost, file];
}

it('prints documents as Markdown and tells of failures', async () => {
  const { code, out, err, calls } = await call(['collect', 'a', 'b', 'c'], { runner: { collect: all } });
  expect({ code, closed: calls.closed }).toEqual({ code: 1, closed: 1 });
  expect(out).toMatchInlineSnapshot(`
    "# Bowers

    Source: <https://example.org/a> · Jane Doe, A. N. Other · 2024-05-06

    Bowers are built by males.

    ---

    # Own heading

    Source: notes.html

    Text.
    "
  `);
  expect(err).toMatchInlineSnapshot(`
    "  https://example.org/b
        is not there (HTTP 404)
          → Check it.
    "
  `);
});

it('prints a line of JSON for each document', async () => {
  const { out } = await call(['collect', '--json', 'a'], { runner: { collect: all } });
  const documents = [page, file].flatMap((one) => (one.status === 'collected' ? one.documents : []));
  expect(
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(JSON.parse(JSON.stringify(documents)));
});

it.each([
  ['gone', { status: 'gone', reason: 'HTTP 410' }, 'HTTP 410'],
  ['skipped', { status: 'skipped', reason: 'robots.txt' }, 'robots.txt'],
  ['without a document', { status: 'collected', documents: [] }, 'there is no document in it'],
] as const)('fails when a source is %s', async (_, rest, message) => {
  async function* collect() {
    yield outcome('https://example.org/x', rest);
  }
  const { code, err } = await call(['collect', 'x'], { runner: { collect } });
  expect(code).toBe(1);
  expect(err).toContain(message);
});

it('lets no control characters through to a terminal, and changes nothing in a file', async () => {
  async function* collect() {
    yield outcome('a', { status: 'collected', documents: [document({ text: 'one\u001b[2J\n\ttwo' })] });
  }
  const runner = { collect };
  expect((await call(['collect', 'a'], { runner, terminal: true })).out).toContain('\n\none\n\ttwo\n');
  expect((await call(['collect', 'a'], { runner })).out).toContain('one\u001b[2J');
});

it('needs no rc file', async () => {
  const { code, err } = await call(['collect', 'a'], { module: { loadConfig: notFound } });
  expect({ code, err }).toEqual({ code: 0, err: '' });
});

it('passes over a broken rc file that is near, but not over one that was named', async () => {
  const problem = { path: 'sinks', message: 'expected an array' };
  const loadConfig = () => invalid(problem);
  const near = await call(['collect', 'a'], { module: { loadConfig } });
  expect(near.code).toBe(0);
  expect(near.err).toMatch(/^warning: .*is not used.*expected an array/);
  expect(await call(['collect', '-c', 'x.yaml', 'a'], { module: { loadConfig } })).toMatchObject({ code: 2 });
  const checked = await call(['collect', 'a'], { runner: { problems: [problem] } });
  expect({ code: checked.code, closed: checked.calls.closed }).toEqual({ code: 0, closed: 2 });
  expect(checked.err).toContain('is not used');
});

it('does not call what was stopped a failure', async () => {
  const io = fakeIo();
  async function* collect() {
    io.send('SIGINT');
    yield outcome('https://example.org/x', { status: 'skipped', reason: 'the run was stopped' });
  }
  const { code, err } = await call(['collect', 'x'], { io, runner: { collect } });
  expect({ code, err }).toEqual({
    code: 130,
    err: 'stopping; what is done is kept (Ctrl-C again to stop at once)\n',
  });
});

describe('what is typed', () => {
  /** A folder with files, and what the runner is asked for when `sources` are typed in it. */
  async function typeIn(cwd: string, ...sources: string[]) {
    const asked: string[] = [];
    async function* collect(given: readonly string[]) {
      asked.push(...given);
      for (const source of given) {
        const message = `${source}: there is no such file or folder`;
        yield outcome(source, { status: 'failed', error: { code: 'SOURCE_NOT_FOUND', message } });
      }
    }
    return { ...(await call(['collect', ...sources], { cwd, runner: { collect } })), asked };
  }

  function folderWith(...names: string[]): string {
    const cwd = join(temporaryFolder(), 'a [b] {c}');
    mkdirSync(cwd);
    for (const name of names) writeFileSync(join(cwd, name), 'x');
    return cwd;
  }

  it('starts at the working folder, and is shown as it was typed', async () => {
    const cwd = folderWith('q.html');
    const { asked, err } = await typeIn(cwd, 'q.html', './missing', 'https://example.org/*', 'file:///x');
    expect(asked).toEqual([join(cwd, 'q.html'), join(cwd, 'missing'), 'https://example.org/*', 'file:///x']);
    expect(err).not.toContain(cwd);
    expect(err).toContain('  ./missing\n');
    expect(err).toContain('    there is no such file or folder\n');
  });

  it('may be a pattern, unless a file has that name', async () => {
    const cwd = folderWith('b.html', 'a.html', 'c.txt', '[x].md');
    const { asked, err } = await typeIn(cwd, '*.html', '[x].md', '*.pdf');
    expect(asked).toEqual(['a.html', 'b.html', '[x].md'].map((name) => join(cwd, name)));
    expect(err).toContain('  *.pdf\n    matches no file\n');
    expect(err).toContain('  a.html\n');
  });

  it.each([
    ['example.com', 'https://example.com'],
    ['www.example.museum/a?b#c', 'https://www.example.museum/a?b#c'],
    ['example.org:8080', 'https://example.org:8080'],
    ['localhost:3000', 'http://localhost:3000'],
    ['127.0.0.1/x', 'http://127.0.0.1/x'],
  ])('may lack https: %s', async (text, address) => {
    const { asked, code, err } = await typeIn(folderWith(), text);
    expect({ asked, code }).toEqual({ asked: [], code: 1 });
    expect(err).toContain(`there is no file or folder "${text}"; did you mean "${address}"?`);
  });

  it.each(['notes.html', './example.com', '../x.org', 'version.2'])('is no host name: %s', async (text) => {
    const cwd = folderWith();
    expect((await typeIn(cwd, text)).asked).toEqual([join(cwd, text)]);
  });

  it('is a file that is there, whatever it looks like', async () => {
    const cwd = folderWith('example.com', 'mail:box');
    expect((await typeIn(cwd, 'example.com', 'mail:box')).asked).toEqual([
      join(cwd, 'example.com'),
      join(cwd, 'mail:box'),
    ]);
  });
});

it('says of what could not be checked that it is what is here, and what went wrong beside it', async () => {
  let emit: (fact: ReturnType<typeof event>) => void = () => {};
  async function* collect() {
    yield outcome('a.html', { status: 'collected', stale: 'a.html is not available now (HTTP 503)' });
    emit(event({ type: 'warning', message: 'the cache failed once in writing', hint: 'Mend it.' }));
  }
  const subscribe = (listener: typeof emit) => {
    emit = listener;
    return () => {};
  };
  const { code, out, err } = await call(['collect', 'a.html'], { runner: { collect, subscribe } });
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('# Bowers') });
  expect(err).toBe(
    'warning: a.html is not available now (HTTP 503); what is here was printed, though it is due to be checked\n' +
      'warning: the cache failed once in writing\n  → Mend it.\n',
  );
});

it('shows progress on a terminal, and takes it away before a document is printed', async () => {
  vi.useFakeTimers();
  const run = (terminal: boolean) => {
    const io = fakeIo({ terminal });
    let emit: (fact: ReturnType<typeof event>) => void = () => {};
    let shownBefore = '';
    const write = io.stdout.write.bind(io.stdout);
    io.stdout.write = (...args) => {
      shownBefore = io.written.err;
      return write(...args);
    };
    async function* collect() {
      emit(event({ type: 'task-add', pipeline: 'collect', key: 'k', source: 'a' }));
      await new Promise((resolve) => setTimeout(resolve, 5000));
      yield page;
    }
    const subscribe = (listener: typeof emit) => {
      emit = listener;
      return () => {};
    };
    const running = call(['collect', 'a'], { io, runner: { collect, subscribe } });
    return { running, io, shownBefore: () => shownBefore };
  };
  // What draws is loaded when it is needed.
  await import('log-update');
  const seen = run(true);
  const unseen = run(false);
  await vi.advanceTimersByTimeAsync(6000);
  expect((await seen.running).code).toBe(0);
  expect((await unseen.running).err).toBe('');
  expect(stripVTControlCharacters(seen.shownBefore())).toContain('0 of 1 so far');
  // It ends with what erases.
  expect(seen.shownBefore().slice(-20)).toContain('\u001b[');
  expect(stripVTControlCharacters(seen.shownBefore())).not.toMatch(/far$/);
});
