import type { Check, Diagnosis, DoctorOptions } from '@bowerbird/runner';
import { describe, expect, it } from 'vitest';
import { call, fakeIo } from '../../test/fake.ts';

const checks: readonly Check[] = [
  { name: 'node', status: 'ok', message: 'Node.js 24.21.0' },
  {
    name: 'rc file',
    status: 'problem',
    message: 'rc.yaml has 1 problem',
    details: ['timeout', '  expected\n  a \u001b[2Jduration'],
    hint: 'Mend it.',
  },
  { name: 'network', status: 'warning', message: 'no\nanswer', hint: 'Plug it in.' },
  { name: 'clock', status: 'skipped', message: 'nothing to compare it with' },
  { name: 'yt-dlp', status: 'info', message: 'not found' },
];

function looking(found: Diagnosis) {
  const asked: DoctorOptions[] = [];
  const doctor = async (options: DoctorOptions) => {
    asked.push(options);
    return found;
  };
  return { asked, module: { doctor } };
}

describe('doctor', () => {
  it('prints a line for each check, and below it what to do', async () => {
    const { code, out, err } = await call(['doctor'], looking({ ok: false, checks }));
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toMatchInlineSnapshot(`
      "bowerbird 1.2.3

      ok       node     Node.js 24.21.0
      problem  rc file  rc.yaml has 1 problem
                        timeout
                          expected
                          a duration
                        → Mend it.
      warning  network  no answer
                        → Plug it in.
      skipped  clock    nothing to compare it with
      info     yt-dlp   not found

      1 problem, 1 warning.
      "
    `);
  });

  it('ends well when nothing is a problem, and looks where it was called', async () => {
    const { asked, module } = looking({
      ok: true,
      checks: checks.filter(({ status }) => status !== 'problem'),
    });
    const { code, out } = await call(['doctor'], { module, env: { KEY: 'value' } });
    expect({ code, last: out.split('\n').at(-2) }).toEqual({ code: 0, last: '1 warning.' });
    expect(asked).toMatchObject([{ cwd: '/home/jane', env: { KEY: 'value' }, plugins: [] }]);
    const fine = await call(['doctor'], looking({ ok: true, checks: [] }));
    expect(fine.out).toBe('bowerbird 1.2.3\n\n\nEverything is in order.\n');
  });

  it('passes on what it is told', async () => {
    const { asked, module } = looking({ ok: true, checks: [] });
    await call(['doctor', '--config', 'my.yaml', '--offline'], { module });
    await call(['doctor', '--url', 'http://127.0.0.1:1/'], { module });
    expect(asked).toMatchObject([{ file: 'my.yaml', offline: true }, { url: 'http://127.0.0.1:1/' }]);
  });

  it('prints JSON', async () => {
    const { code, out } = await call(['doctor', '--json'], looking({ ok: false, checks }));
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({ version: '1.2.3', ok: false, checks });
  });

  it('shows in colour what is not right', async () => {
    const { out } = await call(['doctor'], { ...looking({ ok: false, checks }), terminal: true });
    expect(out).toContain('\u001b[31mproblem\u001b[39m  rc file  ');
    expect(out).toContain('\u001b[33mwarning\u001b[39m  network  ');
    expect(out).toContain('\nok       node     ');
  });

  it.each([
    [['--url', 'example.org'], '--url example.org: expected an address'],
    [['--url', 'file:///etc'], 'expected an address'],
    [['--url', 'https://a.example', '--offline'], 'cannot be used with'],
    [['--config', ''], '--config needs the name of a file'],
    [['--config', '/'], 'this is a folder'],
  ])('%j is told', async (flags, message) => {
    const { code, err } = await call(['doctor', ...flags]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('is stopped by a signal', async () => {
    const io = fakeIo();
    const doctor = async ({ signal }: DoctorOptions): Promise<Diagnosis> => {
      io.send('SIGINT');
      throw signal?.reason;
    };
    expect((await call(['doctor'], { io, module: { doctor } })).code).toBe(130);
  });
});
