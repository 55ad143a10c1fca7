// Two entries: `import … from 'bowerbird'` must not load a command line, and the bin must not load more than one.
// A plain object, since `defineConfig` of tsup is a tool of the workspace, no dependency of this package.
export default {
  entry: ['src/index.ts', 'src/run.ts'],
  format: ['esm'],
  target: 'node22',
  platform: 'node',
  dts: { entry: 'src/index.ts' },
  sourcemap: true,
  clean: true,
};
