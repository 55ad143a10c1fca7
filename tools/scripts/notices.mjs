// Writes THIRD-PARTY-NOTICES.md beside every package that has other people's code in its built files, as their source maps tell;
// with --check it only says whether that would change anything.
import { existsSync, globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** The folders of the packages that are in the built files of another one. */
function bundledIn(folder) {
  const folders = globSync('{assets,dist}/*.js.map', { cwd: folder }).flatMap((name) => {
    const map = join(folder, name);
    const { sources } = JSON.parse(readFileSync(map, 'utf8'));
    return sources
      .map((source) => resolve(dirname(map), source))
      .map((source) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(source)?.[0])
      .filter((found) => found !== undefined);
  });
  return [...new Set(folders)];
}

function notice(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)/i.test(file));
  const said = files.map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
  const text = said.length > 0 ? said.join('\n\n') : `${license}, ${author?.name ?? author}`;
  const lines = text.split('\n').map((line) => `    ${line}`.trimEnd());
  return { title: `${name} ${version}`, text: `## ${name} ${version}\n\n${lines.join('\n')}\n` };
}

function noticesOf(folder) {
  const notices = bundledIn(folder).map(notice);
  if (notices.length === 0) return undefined;
  notices.sort((a, b) => (a.title < b.title ? -1 : 1));
  const head = '# Third-party notices\n\nThese packages are part of the built files of this one.\n';
  return [head, ...notices.map(({ text }) => text)].join('\n');
}

const check = process.argv.includes('--check');
for (const folder of globSync('{packages,plugins}/*', { cwd: root }).map((name) => join(root, name))) {
  const file = join(folder, 'THIRD-PARTY-NOTICES.md');
  const text = noticesOf(folder);
  const there = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (text === there) continue;
  if (check || text === undefined) {
    console.error(`${file} is not what the built files say; run: npm run notices`);
    process.exitCode = 1;
  } else writeFileSync(file, text);
}
