import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { LOOPBACK, page, serve, temporaryFolder } from './support.ts';

// What makes a start slow is what it loads: this can be told without a clock. `npm run bench -- start` has one.

const bin = fileURLToPath(new URL('../bin/bowerbird.js', import.meta.url));
const recorder = new URL('./record-loads.mjs', import.meta.url).href;

/** What a process has loaded. */
interface Loaded {
  readonly files: readonly string[];
  /** Packages of others, also those that are built into a file. */
  readonly packages: readonly string[];
  /** Modules of Node, as in `crypto`. */
  readonly builtins: readonly string[];
}

async function loadedBy(cwd: string, ...args: readonly string[]): Promise<Loaded> {
  const RECORDED = join(cwd, 'recorded.json');
  const env = {
    ...process.env,
    BOWERBIRD_HOME: join(cwd, '.home'),
    NO_COLOR: '1',
    NODE_OPTIONS: '',
    RECORDED,
  };
  const child = spawn(process.execPath, ['--import', recorder, ...args], { cwd, env, stdio: 'pipe' });
  for (const stream of [child.stdout, child.stderr]) stream.resume();
  await new Promise((resolve) => child.on('close', resolve));
  const { urls, builtins } = JSON.parse(readFileSync(RECORDED, 'utf8')) as Readonly<Record<string, string[]>>;
  const files = (urls ?? []).filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url));
  return {
    files,
    packages: [...new Set(files.flatMap(sourcesOf).flatMap(packageOf))].sort(),
    builtins: (builtins ?? []).flatMap((entry) => /^NativeModule (?!internal\/)(.+)$/.exec(entry)?.[1] ?? []),
  };
}

/** A file, and what it was built from, as its source map tells. */
function sourcesOf(file: string): readonly string[] {
  const map = `${file}.map`;
  return existsSync(map) ? [file, ...JSON.parse(readFileSync(map, 'utf8')).sources] : [file];
}

function packageOf(file: string): readonly string[] {
  return /^.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.slice(1) ?? [];
}

/** A project with one page, which is collected. */
async function collected() {
  const { url, asked } = await serve((_, response) =>
    response.setHeader('content-type', 'text/html').end(page('A page: with a title')),
  );
  const folder = temporaryFolder();
  writeFileSync(join(folder, '.bowerbirdrc.yaml'), `${LOOPBACK}pipelines:\n  pages: ["${url}/page"]\n`);
  return { folder, asked, first: await loadedBy(folder, bin, 'run') };
}

it.each([['--help'], ['--version'], ['help'], ['--unknown'], []])(
  'loads the parser of the command line, and nothing else, for: bowerbird %s',
  async (...args) => {
    const { packages, builtins, files } = await loadedBy(temporaryFolder(), bin, ...args);
    expect(packages).toEqual(['commander']);
    for (const name of ['crypto', 'fs/promises', 'http', 'readline', 'sqlite', 'worker_threads', 'zlib'])
      expect(builtins).not.toContain(name);
    expect(files.length).toBeLessThan(7);
  },
);

it('loads no client, no worker and no parser of pages where all is here already', async () => {
  const { folder, asked, first } = await collected();
  expect(first.packages).toEqual(expect.arrayContaining(['undici', 'piscina', 'zod']));
  const { packages, builtins, files } = await loadedBy(folder, bin, 'run');
  expect(asked).toEqual(['/page']);
  expect(packages).toEqual(expect.arrayContaining(['commander', 'zod', '@keyv/sqlite']));
  for (const name of ['undici', 'piscina', 'yaml', 'parse5', 'css-select', 'chardet'])
    expect(packages).not.toContain(name);
  for (const name of packages) expect(name).not.toMatch(/^@sindresorhus/);
  for (const name of ['child_process/promises', 'http', 'http2', 'tls', 'worker_threads'])
    expect(builtins).not.toContain(name);
  // Each costs half a millisecond, however little is in it.
  expect(files.length).toBeLessThan(30);
});

it.each([['approve'], ['mcp', '--help']])('loads no SDK for: bowerbird %s', async (...args) => {
  const { packages } = await loadedBy(temporaryFolder(), bin, ...args);
  for (const name of packages) expect(name).not.toMatch(/^@modelcontextprotocol/);
});

it('loads no command line for who imports it to write a plugin', async () => {
  const folder = temporaryFolder();
  const index = new URL('../dist/index.js', import.meta.url).href;
  const { files, packages } = await loadedBy(folder, '--input-type=module', '--eval', `import '${index}';`);
  expect(packages).toEqual([]);
  expect(files).toHaveLength(2);
});
