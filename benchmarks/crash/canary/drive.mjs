// The commands of a scene, and everything that they write.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { sqliteCache } from '@bowerbird/cache';
import { homeOf, prepare, run } from '../bird.mjs';
import { furnish } from './scenes.mjs';

// What is looked at with `cache get`, of the answers that are there.
const MOST_GETS = 12;
// A view that fails at what it is to show, or is taken out of the run.
const BROKEN =
  /something unexpected happened: (?:The "|Cannot|[^\n]* is not a function)[^\n]*|a subscriber threw[^\n]*/;

/** The file in which the plugin notes what it has given away. */
export const REACHED = join('inputs', 'reached.txt');

/**
 * Drives the commands of a scene, and keeps what they write in files beside what they leave.
 * @returns how many, and those that broke in place of telling what went wrong
 */
export async function drive(folder, { rc, commands, getsAnswers }, secrets, server) {
  prepare(folder, rc);
  furnish(folder, secrets.secretOf);
  const out = join(folder, 'out');
  mkdirSync(out);
  let number = 0;
  const broken = [];
  async function one(args, env) {
    const { stdout, stderr } = await run(folder, args, {
      env: { ...secrets.env, BB_SERVER: server, BB_REACHED: join(folder, REACHED), ...env },
    });
    const words = args
      .slice(0, 3)
      .join(' ')
      .replace(/[^\w -]/g, '_')
      .slice(0, 40);
    const name = `${String(++number).padStart(2, '0')} ${words}${env?.BOWERBIRD_DEBUG ? ' (debug)' : ''}`;
    for (const [stream, text] of Object.entries({ stdout, stderr }))
      writeFileSync(join(out, `${name}.${stream}`), text);
    if (BROKEN.test(stderr))
      broken.push(`bowerbird ${args.slice(0, 4).join(' ')}: ${BROKEN.exec(stderr)[0]}`);
    return stdout;
  }
  for (const [args, env] of commands) await one(args, env);
  if (!getsAnswers) return { commands: number, broken };
  const lines = (await one(['cache', 'ls', '--json'])).trim().split('\n');
  for (const line of lines.slice(0, MOST_GETS)) {
    const { key } = JSON.parse(line);
    for (const args of [
      ['cache', 'get', key],
      ['cache', 'get', key, '--json'],
    ])
      await one(args);
  }
  return { commands: number, broken };
}

/** Everything that is in a folder, as texts: files as they are, their names, and the entries of the cache as they are read. */
export async function* textsIn(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    if (name.startsWith('inputs') || name === '.bowerbirdrc.json') continue;
    yield { place: 'the name of a file', text: name };
    if (entry.isFile())
      yield {
        place: name.replace(/^out\/\d+ /, 'bowerbird ').replace(/^\.home\//, ''),
        text: readFileSync(path, 'latin1'),
      };
  }
  const file = join(homeOf(folder), 'cache', 'cache.sqlite');
  const store = await sqliteCache({ file });
  for await (const key of store.scan('')) {
    const [value = ''] = await store.getMany([key]);
    yield { place: `cache, a key ${key.split('/')[0]}/…`, text: key };
    yield { place: `cache, ${key.split('/')[0]}/…`, text: value };
  }
  await store.close();
}
