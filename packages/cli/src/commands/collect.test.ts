import { expect, it } from 'vitest';
import { call, document, fakeIo, invalid, notFound, outcome } from '../../test/fake.ts';

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
