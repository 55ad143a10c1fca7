import { globSync } from 'node:fs';
import { defineConfig } from 'tsup';

// tsup looks upwards for its configuration: this one serves every package, with paths relative to the package.
// `*-parse.ts` modules run in worker threads, so each of them is an entry of its own.
export default defineConfig({
  entry: ['src/index.ts', ...globSync('src/*-parse.ts')],
  format: ['esm'],
  target: 'node22',
  platform: 'node',
  dts: { entry: 'src/index.ts' },
  sourcemap: true,
  clean: true,
  // `node:sqlite` is the only name that module has: without the protocol it would be a package.
  removeNodeProtocol: false,
});
