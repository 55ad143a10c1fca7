import { defineConfig } from 'tsup';
import base from '../../tsup.config.ts';

// Beside the package itself what runs in the page: one script and one style sheet, with all that they need.
export default defineConfig([
  {
    ...base,
    entry: { index: 'src/index.ts', tracing: 'src/tracing/traces.ts' },
    dts: { entry: { index: 'src/index.ts', tracing: 'src/tracing/traces.ts' } },
  },
  {
    entry: { client: 'src/page/client/client.ts' },
    outDir: 'assets',
    format: ['iife'],
    target: 'es2022',
    platform: 'browser',
    noExternal: [/./],
    minify: true,
    // They tell whose code is in it.
    sourcemap: true,
    clean: true,
  },
]);
