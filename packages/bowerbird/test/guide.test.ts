import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRunner, loadConfig } from '@bowerbird/runner';
import { expect, it, onTestFinished } from 'vitest';
import { filesIn, LOOPBACK, serve, temporaryFolder } from './support.ts';

const root = join(import.meta.dirname, '../../..');
const pages = globSync(['docs/guide/*.md', '{packages,plugins}/*/README.md'], { cwd: root }).sort();
const snippets = pages.flatMap((page) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => ({
    page,
    code,
  })),
);
const collector = snippets.find(({ page }) => page.endsWith('write-a-collector.md'))?.code ?? '';

/** In the workspace, so that the snippet finds what it imports. */
function folderInWorkspace(): string {
  const parent = join(import.meta.dirname, '.guide');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

it('has a whole collector in fifteen lines', () => {
  expect(
    collector
      .trim()
      .split('\n')
      .filter((line) => line !== ''),
  ).toHaveLength(15);
});

it('has snippets that compile', () => {
  const folder = folderInWorkspace();
  expect(snippets.length).toBeGreaterThan(3);
  for (const [index, { page, code }] of snippets.entries()) {
    writeFileSync(join(folder, `${page.replaceAll(/\W/g, '-')}-${index}.ts`), code);
  }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: join(root, 'tsconfig.base.json'), include: ['*.ts'] }),
  );
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  expect(execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })).toBe('');
});

it('has a collector that collects, once, and again offline', async () => {
  const folder = folderInWorkspace();
  const { url, asked } = await serve((request, response) => {
    response.writeHead(request.url === '/raw/42' ? 200 : 404).end('jane | 2026-01-01\n\nHello.');
  });
  mkdirSync(join(folder, 'collectors'));
  writeFileSync(join(folder, 'collectors/discourse.ts'), collector);
  writeFileSync(
    join(folder, '.bowerbirdrc.yaml'),
    `${LOOPBACK}plugins: ["./collectors/discourse.ts"]\npipelines:\n  forum: ["${url}/t/some-topic/42", "${url}/t/another/43"]\n`,
  );
  const runner = await createRunner(await loadConfig({ cwd: folder }), {
    plugins: [{ specifier: '@bowerbird/plugin-files', from: import.meta.url }],
    env: { BOWERBIRD_HOME: join(folder, 'home') },
    retry: { attempts: 1, delayMs: 1 },
  });
  onTestFinished(() => runner.close());
  expect(await runner.run()).toMatchObject({
    total: { collected: 1, failed: 1 },
    failures: [{ code: 'SOURCE_NOT_FOUND' }],
  });
  expect((await runner.run({ offline: true })).total).toMatchObject({ from: { cache: 1 }, requests: 0 });
  expect(asked).toEqual(['/raw/42', '/raw/43']);
  const corpus = Object.values(filesIn(join(folder, 'corpus/forum')));
  expect(corpus).toHaveLength(1);
  expect(corpus[0]).toContain('Hello.');
});

const blocks = ['README.md', ...pages].flatMap((page) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => ({
    page,
    yaml,
  })),
);

const KEYS = { ASSEMBLYAI_API_KEY: 'a key', OPENAI_API_KEY: 'a key' };

it.each(blocks)('shows rc files whose fields exist: $page', async ({ yaml }) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, '.bowerbirdrc.yaml'), yaml);
  const plugins = ['web', 'video', 'text', 'files']
    .map((name) => `@bowerbird/plugin-${name}`)
    .map((specifier) => ({
      specifier,
      from: import.meta.url,
    }));
  const { problems } = await createRunner(await loadConfig({ cwd: folder }), { plugins, env: KEYS });
  // Files and plugins of an example are not there; everything else must be right.
  expect(
    problems.filter(
      ({ message }) => /no such field|expected/.test(message) && !/at least one pipeline/.test(message),
    ),
  ).toEqual([]);
});
