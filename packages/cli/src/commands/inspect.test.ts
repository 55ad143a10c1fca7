import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineCollector, defineSink } from '@bowerbird/core';
import type { LoadedPlugin } from '@bowerbird/runner';
import { describe, expect, it } from 'vitest';
import { call, notFound, temporaryFolder } from '../../test/fake.ts';

describe('plugins', () => {
  const request = {
    '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) },
  } as const;
  const never = (): never => {
    throw new Error('not here');
  };
  const plugins: readonly LoadedPlugin[] = [
    {
      specifier: '@bowerbird/plugin-web',
      location: '/lib/web.js',
      builtIn: true,
      definitions: [
        defineCollector({ name: 'web', summary: 'Web pages.', request, revision: 1, create: never }),
      ],
    },
    {
      specifier: './mine.mjs',
      builtIn: false,
      definitions: [defineSink({ name: 'tape', summary: 'A tape.', create: never })],
    },
    {
      specifier: 'bowerbird-plugin-podcast',
      builtIn: false,
      definitions: [],
      error: {
        code: 'PLUGIN_FAILED',
        message: 'it is not installed',
        hint: 'npm install bowerbird-plugin-podcast',
      },
    },
  ];

  it('are listed, the broken ones with the reason', async () => {
    const { code, out } = await call(['plugins'], { runner: { plugins }, module: { loadConfig: notFound } });
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "KIND       NAME  SUMMARY     FROM
      collector  web   Web pages.  @bowerbird/plugin-web (built in)
      sink       tape  A tape.     ./mine.mjs

      1 plugin could not be loaded

        bowerbird-plugin-podcast
          it is not installed
            → npm install bowerbird-plugin-podcast
      "
    `);
  });

  it('are printed as JSON', async () => {
    const printed = JSON.parse((await call(['plugins', '--json'], { runner: { plugins } })).out);
    expect(printed[0]).toEqual({
      specifier: '@bowerbird/plugin-web',
      location: '/lib/web.js',
      builtIn: true,
      definitions: [{ kind: 'collector', name: 'web', summary: 'Web pages.' }],
    });
    expect(printed[2].error.code).toBe('PLUGIN_FAILED');
  });
});

describe('schema', () => {
  it('is printed', async () => {
    expect(JSON.parse((await call(['schema'])).out)).toEqual({ type: 'object' });
    expect(JSON.parse((await call(['schema', '--summary'])).out)).toEqual({ title: 'RunSummary' });
  });

  it('is written beside the rc file', async () => {
    const cwd = temporaryFolder();
    const file = join(cwd, '.bowerbirdrc.yaml');
    expect(await call(['schema', '--write'], { runner: { file } })).toMatchObject({
      code: 0,
      out: '',
      err: 'Wrote .bowerbird/rc.schema.json\n',
    });
    expect(readFileSync(join(cwd, '.bowerbird', '.gitignore'), 'utf8')).toBe('*\n');
  });
});
