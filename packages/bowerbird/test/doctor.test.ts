import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bowerbird, serve, temporaryFolder } from './support.ts';

const RC = 'pipelines: { pages: ["https://example.org/"] }\n';

it('looks at everything, and finds it in order', async () => {
  const { url } = await serve((_, response) => response.end());
  const folder = temporaryFolder();
  writeFileSync(join(folder, '.bowerbirdrc.yaml'), `network: { allowPrivate: [127.0.0.1] }\n${RC}`);
  const { code, stdout, stderr } = await bowerbird(folder, 'doctor', '--url', url);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^bowerbird \d.*\n\nok {7}node {10}Node\.js \d/);
  expect(stdout).toContain(`ok       network       ${url} answers (HTTP 200)\n`);
  expect(stdout).toContain('in WAL mode\n');
});

it('ends with 1 for a broken rc file, and looks at the rest', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, '.bowerbirdrc.yaml'), 'pipelines: [');
  const { code, stdout } = await bowerbird(folder, 'doctor', '--offline', '--json');
  const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: { name: string; status: string }[] };
  expect({ code, ok }).toEqual({ code: 1, ok: false });
  expect(checks).toContainEqual(expect.objectContaining({ name: 'store sqlite', status: 'ok' }));
});

it('ends though a store holds the process', async () => {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, 'store.mjs'),
    `const create = () => { setInterval(() => {}, 1000); throw new Error('no such host'); };
export default { apiVersion: 1, kind: 'cache-adapter', name: 'odd', summary: 'Is odd.', create };`,
  );
  writeFileSync(join(folder, '.bowerbirdrc.yaml'), `plugins: [./store.mjs]\ncache: { store: odd }\n${RC}`);
  const { code, stdout, stderr } = await bowerbird(folder, 'doctor', '--offline');
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(stdout).toContain('problem  store odd     no such host\n');
});
