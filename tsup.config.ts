import { globSync } from 'node:fs';
import { defineConfig, type Plugin } from 'tsup';

// An `import` of a module of Node evaluates all that the module exports, whatever is taken of it: WebCrypto with `createHash`, the
// streams with `existsSync`. What `getBuiltinModule` gives is evaluated when it is used; that is a quarter of the start of the command.
const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  renderChunk: (code) => ({ code: code.replace(IMPORT_OF_NODE, useBuiltin) }),
};

// As esbuild writes them. Each stays on its lines, so that source maps hold.
const IMPORT_OF_NODE =
  /^import (?:\* as ([\w$]+)|([\w$]+)(?:, )?)?(?:\{([^}]*)\})?\s*from "(node:[\w/]+)";/gm;

function useBuiltin(
  _: string,
  namespace = '',
  whole = '',
  names: string | undefined,
  module: string,
): string {
  // `process` alone may be what is taken just here.
  const builtin = `globalThis.process.getBuiltinModule("${module}")`;
  const taken = names === undefined ? '' : `{${names.replaceAll(/([\w$]+) as ([\w$]+)/g, '$1: $2')}}`;
  return [namespace, whole, taken]
    .filter((target) => target !== '')
    .map((target) => `const ${target} = ${builtin};`)
    .join(' ');
}

/** For packages with CommonJS inside: what it requires of Node. */
export const banner = {
  js: 'const require = globalThis.process.getBuiltinModule("node:module").createRequire(import.meta.url);',
};

// tsup looks upwards for its configuration: this one serves every package, with paths relative to the package.
// `*-parse.ts` and `*-worker.ts` modules run in worker threads, so each of them is an entry of its own.
export default defineConfig({
  entry: ['src/index.ts', ...globSync('src/*-{parse,worker}.ts')],
  format: ['esm'],
  target: 'node22',
  platform: 'node',
  dts: { entry: 'src/index.ts' },
  sourcemap: true,
  clean: true,
  // `node:sqlite` is the only name that module has: without the protocol it would be a package.
  removeNodeProtocol: false,
  plugins: [lazyBuiltins],
});
