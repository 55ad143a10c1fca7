import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { call, temporaryFolder } from '../../test/fake.ts';

const RC = '.bowerbirdrc.yaml';
const read = (cwd: string, name = RC): string => readFileSync(join(cwd, name), 'utf8');

it('writes an example, its schema, and what to do next', async () => {
  const cwd = temporaryFolder();
  const { code, out, err } = await call(['init'], { cwd });
  expect({ code, out }).toEqual({ code: 0, out: '' });
  expect(err.replaceAll(cwd, '')).toMatchInlineSnapshot(`
    "Wrote /.bowerbirdrc.yaml
      and .bowerbird/rc.schema.json, which editors complete it by

    Next:
      edit .bowerbirdrc.yaml  to name what you want to collect
      bowerbird plan          to see what a run would do
      bowerbird run           to collect into corpus/
    "
  `);
  expect(read(cwd)).toMatchInlineSnapshot(`
    "# yaml-language-server: $schema=.bowerbird/rc.schema.json
    #
    # What Bowerbird collects: \`bowerbird plan\` shows what a run would do, \`bowerbird run\` does it.

    # Where documents go: a Markdown file for each, in corpus/<pipeline>/. \`jsonl\` writes a line for each, for programs.
    sinks: [{ use: markdown, options: { path: corpus } }]

    # When sources are compared with their originals again. \`bowerbird run --refresh\` compares now.
    cache: { ttl: 7d }

    pipelines:
      pages:
        # Addresses, files, patterns (./pages/*.html), and lists ({ list: pages.txt }, one source on each line).
        # Paths start from this file.
        sources:
          - https://example.com   # an example: put your own addresses and files here
    "
  `);
  expect(JSON.parse(read(cwd, '.bowerbird/rc.schema.json'))).toEqual({ type: 'object' });
  expect(read(cwd, '.bowerbird/.gitignore')).toBe('*\n');
});

it('takes the sources that are named, whatever YAML would make of them', async () => {
  const cwd = temporaryFolder();
  const sources = [
    'https://example.org/?a=1#b',
    './pages/*.html',
    '- x: "y"',
    'null',
    `https://example.org/${'a'.repeat(200)}`,
  ];
  expect(await call(['init', '--', ...sources], { cwd })).toMatchObject({ code: 0 });
  expect(parse(read(cwd)).pipelines).toEqual({ pages: { sources } });
});

it('never overwrites, unless it is told to', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, RC), 'mine');
  const { code, err } = await call(['init'], { cwd });
  expect({ code, text: read(cwd) }).toEqual({ code: 2, text: 'mine' });
  expect(err).toContain(`${RC} is here already; nothing was written`);
  expect(await call(['init', '--force'], { cwd })).toMatchObject({ code: 0 });
  expect(read(cwd)).toContain('pipelines:');
});

it('does not write a second rc file beside another one, but beside a package.json', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'package.json'), '{}');
  expect(await call(['init'], { cwd })).toMatchObject({ code: 0 });
  const other = temporaryFolder();
  writeFileSync(join(other, 'bowerbird.config.mjs'), '');
  const { code, err } = await call(['init', '--force'], { cwd: other });
  expect(code).toBe(2);
  expect(err).toContain('bowerbird.config.mjs is here already');
  expect(existsSync(join(other, RC))).toBe(false);
});

it('writes nothing that would not run', async () => {
  const cwd = temporaryFolder();
  const problems = [
    { path: 'pipelines.pages.sources[0]', message: 'no collector accepts x.zip', pipeline: 'pages' },
  ];
  const { code, err } = await call(['init', 'x.zip'], { cwd, runner: { problems } });
  expect({ code, files: readdirSync(cwd) }).toEqual({ code: 2, files: [] });
  expect(err).toContain('no collector accepts x.zip');
});
