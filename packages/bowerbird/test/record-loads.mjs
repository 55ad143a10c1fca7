// Loaded with --import: writes what the process has loaded to the file that RECORDED names. By `getBuiltinModule`, so that it adds nothing.
const { registerHooks } = process.getBuiltinModule('node:module');
const { writeFileSync } = process.getBuiltinModule('node:fs');
const urls = [];
registerHooks({
  load(url, context, next) {
    urls.push(url);
    return next(url, context);
  },
});
process.on('exit', () => {
  writeFileSync(process.env.RECORDED, JSON.stringify({ urls, builtins: process.moduleLoadList }));
});
