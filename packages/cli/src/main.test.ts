import { BowerbirdError } from '@bowerbird/core';
import type { RunOptions, RunSummary } from '@bowerbird/runner';
import { describe, expect, it } from 'vitest';
import { call, document, fakeIo, invalid, notFound, outcome, summary } from '../test/fake.ts';

const COMMANDS = ['run', 'plan', 'collect', 'init', 'plugins', 'schema', 'cache', 'costs', 'doctor'];

describe('help and version', () => {
  it('shows all commands', async () => {
    const { code, out, err, calls } = await call(['--help']);
    expect({ code, err, loaded: calls.loaded }).toEqual({ code: 0, err: '', loaded: 0 });
    expect(out).toMatchInlineSnapshot(`
      "Usage: bowerbird [options] [command]

      Collects web pages and files into one clean corpus, and never fetches the same thing twice.

      Options:
        -V, --version                       print the version
        -h, --help                          show help

      Commands:
        run [options] [pipeline...]         collect everything that the rc file names
        plan [options] [pipeline...]        show what a run would do
        collect [options] <url-or-path...>  print pages and files as Markdown; needs no rc file
        init [options] [url-or-path...]     write an rc file
        plugins [options]                   list what is plugged in
        schema [options]                    print the JSON Schema of the rc file
        cache                               look at what is kept, fill it, renew it, throw it away
        costs                               show what was bought and what it cost
        approve [options] [plan]            approve what an agent asks to buy
        mcp [options]                       serve the Model Context Protocol, for agents
        runs [options]                      list the last runs
        report [options] [run]              write a page about a run
        doctor [options]                    look for what could go wrong, and say what to do
        help [command]                      display help for command

      Examples:
        bowerbird collect https://example.com  print a page as Markdown; needs no set-up
        bowerbird init https://example.com     write an rc file
        bowerbird run                          collect everything that the rc file names

      Exit codes:
        0 all done · 1 some sources failed · 2 configuration or usage
        3 budget reached or purchases not approved · 4 paid work pending · 130 interrupted
      Documents and JSON go to standard output; progress, logs and summary to standard error.
      "
    `);
  });

  it.each([...COMMANDS.map((name) => [name]), ['cache', 'clear'], ['costs', 'show']])(
    'shows examples of %s %s',
    async (...path) => {
      const { code, out, calls } = await call([...path.filter((part) => typeof part === 'string'), '--help']);
      expect({ code, loaded: calls.loaded }).toEqual({ code: 0, loaded: 0 });
      expect(out.match(/^ {2}bowerbird .+ {2}\S/gm)?.length).toBeGreaterThanOrEqual(2);
    },
  );

  it.each(COMMANDS)('lists %s as it is called', async (name) => {
    const [, usage] = /^Usage: bowerbird (.*)$/m.exec((await call([name, '--help'])).out) ?? [];
    const listed = usage?.replace(' [options] [command]', '');
    expect((await call(['--help'])).out).toContain(`  ${listed}  `);
  });

  it('prints the version', async () => {
    expect(await call(['--version'])).toMatchObject({ code: 0, out: '1.2.3\n', err: '' });
  });

  it('shows help where no command is named', async () => {
    const { code, out, err } = await call([]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Usage: bowerbird');
  });
});

describe('a call that is wrong', () => {
  it.each([
    [['rnu'], 'Did you mean run?'],
    [['plan', '--itmes'], 'Did you mean --items?'],
    [['cache', 'claer'], 'Did you mean clear?'],
    [['costs', 'shwo'], 'too many arguments'],
    [['collect'], "missing required argument 'url-or-path'"],
    [['run', '--log', 'xml'], 'Allowed choices are json, text'],
    [['run', '--refresh', '--offline'], 'cannot be used with'],
    [['run', '--no-cache', '--offline'], 'leave nothing to read from'],
    [['run', '--config', ''], '--config needs the name of a file'],
    [['run', '--config', '/'], '--config /: this is a folder'],
    [['plugins', 'web'], 'too many arguments'],
  ])('%j is told', async (argv, message) => {
    const { code, out, err } = await call(argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});

describe('the configuration', () => {
  it('tells that there is none', async () => {
    const { code, err } = await call(['run'], { module: { loadConfig: notFound } });
    expect({ code, err }).toEqual({
      code: 2,
      err: 'error: there is no rc file\n  → Run `bowerbird init`.\n',
    });
  });

  it.each([
    [[], '.bowerbirdrc.yaml'],
    [['--config', 'other.yaml'], 'other.yaml'],
    [['--config', '/etc/other.yaml'], '/etc/other.yaml'],
  ])('shows everything that is wrong %j', async (flags, name) => {
    const plan = () => invalid({ path: 'pipelines.talks.use[0]', message: 'no such \u001b[2Jcollector' });
    const { code, err } = await call(['plan', ...flags], { runner: { plan } });
    expect({ code, err }).toEqual({
      code: 2,
      err: `${name} has 1 problems\n\n  pipelines.talks.use[0]\n    no such collector\n`,
    });
  });
});

describe('an error', () => {
  it('about a pipeline that is not there is one of usage', async () => {
    const run = () =>
      Promise.reject(
        new BowerbirdError('PIPELINE_NOT_FOUND', 'no pipeline is called "tlaks"; did you mean "talks"?', {
          hint: 'The pipelines are: pages, talks',
        }),
      );
    const { code, err } = await call(['run', 'tlaks'], { runner: { run } });
    expect(code).toBe(2);
    expect(err).toBe(
      'error: no pipeline is called "tlaks"; did you mean "talks"?\n  → The pipelines are: pages, talks\n',
    );
  });

  it('of Bowerbird is told with its remedy', async () => {
    const error = new BowerbirdError('CACHE_FAILED', 'the cache is locked', { hint: 'Try again.' });
    const { code, err, calls } = await call(['run'], { runner: { run: () => Promise.reject(error) } });
    expect({ code, err }).toEqual({ code: 1, err: 'error: the cache is locked\n  → Try again.\n' });
    expect(calls.closed).toBe(1);
  });

  it('that nobody expected is one line, and says how to see more', async () => {
    const runner = { run: () => Promise.reject(new TypeError('x is not\na function')) };
    const { code, err } = await call(['run'], { runner });
    expect({ code, err }).toEqual({
      code: 1,
      err: 'error: something unexpected happened: x is not a function\n  → Set BOWERBIRD_DEBUG=1 to see where; please report it.\n',
    });
    expect((await call(['run'], { runner, env: { BOWERBIRD_DEBUG: '1' } })).err).toContain('main.test.ts');
  });
});

it('ends quietly when nobody reads any more', async () => {
  const io = fakeIo();
  let delivered = 0;
  async function* collect() {
    for (let index = 0; index < 3; index++) {
      delivered++;
      yield outcome(`https://example.org/${index}`, { status: 'collected', documents: [document()] });
      io.streams.stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    }
  }
  const { code, out, err } = await call(['collect', 'a', 'b', 'c'], { io, runner: { collect } });
  expect({ code, err, delivered }).toEqual({ code: 0, err: '', delivered: 3 });
  expect(out.match(/Source:/g)).toHaveLength(1);
});

it('fails when its output cannot be written', async () => {
  for (const argv of [['collect', 'a'], ['plan'], ['schema'], ['plugins'], ['--help']]) {
    const io = fakeIo();
    io.stdout.write = (_, done) => {
      const error = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      done?.(error);
      io.streams.stdout.emit('error', error);
    };
    async function* collect() {
      yield outcome('a', { status: 'collected', documents: [document()] });
    }
    expect(await call(argv, { io, runner: { collect } }), argv[0]).toMatchObject({
      code: 1,
      err: 'error: the output could not be written: ENOSPC: no space left on device, write\n',
    });
  }
});

describe('an error that nobody waits for', () => {
  it('stops a run in order, and is told once, without secrets', async () => {
    const io = fakeIo();
    const run = ({ signal }: RunOptions): Promise<RunSummary> => {
      io.stray(new TypeError('x s3cret\nmore'));
      io.stray(new Error('another'));
      return Promise.resolve(summary({ status: signal?.aborted ? 'interrupted' : 'done' }));
    };
    const { code, err, calls } = await call(['run'], { io, runner: { run } });
    expect({ code, closed: calls.closed }).toEqual({ code: 1, closed: 1 });
    expect(err).toMatch(
      /^error: something failed outside of the run, probably in a plugin: TypeError: x \*\*\* more; stopping, what is done is kept\nStopped after/,
    );
    expect(err).not.toContain('another');
  });

  it('says only what it is where nobody knows the secrets yet', async () => {
    const io = fakeIo({ env: { BOWERBIRD_DEBUG: '1' } });
    const loadConfig = () => {
      io.stray(new TypeError('x s3cret'));
      return notFound();
    };
    const { code, err } = await call(['plugins'], { io, module: { loadConfig } });
    expect(code).toBe(1);
    expect(err).toContain('in a plugin: TypeError\n    at ');
    expect(err).not.toContain('s3cret');
  });

  it('is nobody’s when the command has ended', async () => {
    const { io, err } = await call(['plan']);
    io.stray(new Error('late'));
    expect(io.written.err).toBe(err);
  });
});
