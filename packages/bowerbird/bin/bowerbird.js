#!/usr/bin/env node
// Plain JavaScript, committed: it must run on an old Node to say what is wrong, and npm links no bin that is not there at install.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(
    `bowerbird needs Node.js 22.19 or newer; this is ${process.version} (${process.execPath}). Install it from https://nodejs.org`,
  );
  process.exit(1);
}
// Not `import`: it evaluates all that these modules export, streams and promises with it, and this takes 4 ms.
const { existsSync } = process.getBuiltinModule('node:fs');
const built = new URL('../dist/run.js', import.meta.url);
if (!existsSync(built)) {
  console.error('bowerbird is not built yet; run: npm run build');
  process.exit(1);
}
// Node 22 says of node:sqlite that it is experimental. Whoever runs this command cannot act on it, and standard error may be read by
// a machine (`--log json`).
const { emitWarning } = process;
process.emitWarning = (warning, ...rest) => {
  if (!String(warning).startsWith('SQLite is an experimental')) emitWarning.call(process, warning, ...rest);
};
// Start-up is mostly compiling: the second start takes it from a cache.
const { enableCompileCache } = process.getBuiltinModule('node:module');
enableCompileCache();
const { run } = await import(built.href);
// Not awaited: where a plugin lets it wait for ever, Node would add a warning about this line.
void run(process.argv.slice(2));
