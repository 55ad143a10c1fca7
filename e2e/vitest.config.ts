import { defineConfig } from 'vitest/config';

// On what is packed, not on the workspace: it installs from the registry, so it is no part of `npm test`.
export default defineConfig({
  root: import.meta.dirname,
  test: {
    globalSetup: './outside.ts',
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: process.env.CI ? ['default', '../tools/scripts/plain-reporter.ts'] : ['default'],
  },
});
