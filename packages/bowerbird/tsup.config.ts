import base, { banner } from '../../tsup.config.ts';

// Two entries: `import … from 'bowerbird'` must not load a command line. The command is one bundle with all that is a development
// dependency here, split where it imports at need: to find and to compile hundreds of files is most of what a start takes.
export default {
  ...base,
  banner,
  entry: ['src/index.ts', 'src/run.ts'],
  // Never loaded: see the configuration of the cache.
  external: ['better-sqlite3', 'bun:sqlite'],
};
