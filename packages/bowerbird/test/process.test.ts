import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bowerbird, page, temporaryFolder } from './support.ts';

const bin = fileURLToPath(new URL('../bin/bowerbird.js', import.meta.url));
const built = new URL('../dist/index.js', import.meta.url).href;
const CANARY = 'canary-7f3a9';

/** A folder with a plugin that runs `code` for the second of its two sources. `key` is a secret. */
function folderWith(code: string): string {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, 'plugin.mjs'),
    `import { defineCollector } from ${JSON.stringify(built)};
const any = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } };
export default defineCollector({
  name: 'odd', summary: 'Is odd.', revision: 1, request: any, options: any,
  accepts: ({ uri }) => (uri.startsWith('https://odd.example/') ? { url: uri } : undefined),
  create: ({ key }) => ({
    async collect({ url }) {
      console.log('from the plugin');
      console.dir({ from: 'the plugin' });
      if (url.endsWith('/2')) { ${code} }
      return [{ id: url, text: 'The text.' }];
    },
  }),
});
`,
  );
  writeFileSync(join(folder, '.env'), `ODD_KEY=${CANARY}\n`);
  writeFileSync(
    join(folder, '.bowerbirdrc.yaml'),
    `plugins: ["./plugin.mjs"]
pipelines:
  pages:
    use: [{ collector: odd, options: { key: "\${env:ODD_KEY}" } }]
    sources: ["https://odd.example/1", "https://odd.example/2"]
`,
  );
  return folder;
}

const FROM_INSIDE = 'bowerbird was ended from inside, probably by a plugin: what is done is kept\n';

describe('a plugin', () => {
  it('prints to standard error, whatever it prints with', async () => {
    const { code, stdout, stderr } = await bowerbird(folderWith(''), 'run');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain("from the plugin\n{ from: 'the plugin' }\n");
  });

  it.each([0, 7])('that ends the process with %d does not end it well', async (with_) => {
    const { code, stderr } = await bowerbird(folderWith(`process.exit(${with_})`), 'run');
    expect(code).toBe(1);
    expect(stderr.endsWith(FROM_INSIDE)).toBe(true);
  });

  it.each([
    ['a rejection', 'Promise.reject(error)'],
    ['an exception', '(() => { throw error; })()'],
  ])('that lets %s stray ends the run in order and gives no secret away', async (_, fail) => {
    const folder = folderWith(
      `setTimeout(() => { const error = new TypeError('x ' + key); return ${fail}; }); await new Promise(() => {});`,
    );
    const { code, stderr } = await bowerbird(folder, 'run');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'error: something failed outside of the run, probably in a plugin: TypeError: x ',
    );
    expect(stderr).toContain('Stopped after');
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(stderr).not.toContain(CANARY);
  });

  it('that fails after the end of the command makes it fail, and gives no secret away', async () => {
    const folder = folderWith("process.on('beforeExit', () => { throw new RangeError(key); });");
    const { code, stderr } = await bowerbird(folder, 'run');
    expect(code).toBe(1);
    expect(stderr).toContain('after the end of the command, probably in a plugin: RangeError\n');
    expect(stderr).not.toContain(CANARY);
  });
});

it
  .skipIf(!existsSync('/dev/full'))
  .each([
    [['collect', 'page.html']],
    [['collect', '--json', 'page.html']],
    [['plan']],
    [['schema']],
    [['plugins']],
    [['cache', 'stats']],
    [['--help']],
  ])('fails when its output cannot be written: %j', (args) => {
  const folder = folderWith('');
  writeFileSync(join(folder, 'page.html'), page('A page'));
  const full = openSync('/dev/full', 'w');
  const env = { ...process.env, BOWERBIRD_HOME: join(folder, '.home'), NODE_OPTIONS: '' };
  const { status, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  });
  closeSync(full);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(/^error: the output could not be written: ENOSPC.*\n$/),
  });
});
