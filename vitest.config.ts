import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

const source = '@bowerbird/source';
const root = import.meta.dirname;
const manifests = globSync('{packages,plugins,tools}/*/package.json', { cwd: root }).sort();

export default defineConfig({
  root,
  // Packages are tested from source: this is for what vite resolves, execArgv for what Node loads by itself.
  ssr: { resolve: { conditions: [source, ...defaultServerConditions] } },
  test: {
    execArgv: [`--conditions=${source}`],
    // Many tests wait for processes and sockets: with fewer workers than this the processors stand idle.
    maxWorkers: Math.max(4, availableParallelism()),
    // What hangs is to be found; how long something takes is no matter of a test.
    testTimeout: 120_000,
    reporters: process.env.CI ? ['default', './tools/scripts/plain-reporter.ts'] : ['default'],
    coverage: { provider: 'v8', include: ['{packages,plugins,tools}/*/src/**/*.ts'] },
    projects: manifests.map((manifest) => ({
      extends: true as const,
      root: join(root, dirname(manifest)),
      test: {
        name: JSON.parse(readFileSync(join(root, manifest), 'utf8')).name as string,
        include: ['{src,test}/**/*.test.ts'],
      },
    })),
  },
});
