// What a run has left on the disk, judged by what the server has served.
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqliteCache } from '@bowerbird/cache';
import { homeOf } from './bird.mjs';

// A page of the world as the sink `markdown` writes it, every line of it.
const MARKDOWN =
  /^---\nid: web:(?<id>\S+)\ntitle: Title of \S+\nurl: (?<url>\S+)\nlanguage: en\nmetadata:\n(?: {2}\w+: .+\n)+provenance:\n {2}collector: web\n {2}revision: \d+\n {2}retrieved: "[^"\n]+"\n {2}evidence:\n {4}- sha256:(?<digest>[0-9a-f]{64})\n---\n\n(?<text>[\s\S]*)\n$/;

/** What is said of hidden files that ought to be gone. */
export const LEFT = 'was left behind';

const filesIn = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => ({ name, path: join(parentPath, name) }))
    : [];

/**
 * Reads the corpus of a pipeline.
 * @returns the documents of both sinks as path and serving, what is broken, and the hidden files that are left
 */
export function readCorpus(folder, world, pipeline = 'pages') {
  const corpus = join(folder, 'corpus');
  const broken = [];
  const [markdown, jsonl] = [[], []];
  const hidden = filesIn(corpus).filter(({ name }) => name.startsWith('.'));
  const note = (list, where, url, digest, text) => {
    const serving = world.servings.get(digest);
    if (!serving || serving.text !== text || world.url + serving.path !== url)
      broken.push(`${where} is not what was served as ${url}`);
    else list.push({ path: serving.path, digest });
  };
  for (const { name, path } of filesIn(join(corpus, pipeline))) {
    if (name.startsWith('.')) continue;
    const found = MARKDOWN.exec(readFileSync(path, 'utf8'))?.groups;
    if (!found) broken.push(`${path} is no whole document`);
    else note(markdown, path, found.url, found.digest, found.text);
  }
  const file = join(corpus, `${pipeline}.jsonl`);
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [''];
  if (lines.pop() !== '') broken.push(`${file} does not end with its last line`);
  for (const [index, line] of lines.entries()) {
    try {
      const { url, text, provenance } = JSON.parse(line);
      note(jsonl, `${file}:${index + 1}`, url, provenance.evidence[0].slice('sha256:'.length), text);
    } catch {
      broken.push(`${file}:${index + 1} is no JSON`);
    }
  }
  return { markdown, jsonl, broken, hidden: hidden.map(({ path }) => path) };
}

/** What is wrong with a corpus that ought to be complete: every page once in each sink, of one serving, and nothing else. */
export function faultsOf({ markdown, jsonl, broken, hidden }, paths) {
  const faults = [...broken, ...hidden.map((path) => `${path} ${LEFT}`)];
  const digests = new Map(markdown.map(({ path, digest }) => [path, digest]));
  for (const [sink, documents] of Object.entries({ markdown, jsonl })) {
    const counts = Map.groupBy(documents, ({ path }) => path);
    for (const path of paths) {
      const count = counts.get(path)?.length ?? 0;
      if (count !== 1) faults.push(`${path} is ${count} times in ${sink}`);
    }
    const foreign = [...counts.keys()].filter((path) => !paths.includes(path));
    faults.push(...foreign.map((path) => `${path} is in ${sink}, and in no list`));
  }
  for (const { path, digest } of jsonl)
    if (digests.has(path) && digests.get(path) !== digest)
      faults.push(`${path} is of one serving in markdown and of another in jsonl`);
  return faults;
}

/**
 * The sources whose answer, and whose original, the cache of a trial holds. Reads a copy: to open a database after a kill mends it, and
 * that is for the next run to do.
 */
export async function keptIn(folder) {
  const [cache, copy] = [join(homeOf(folder), 'cache'), join(folder, '.copy')];
  if (!existsSync(join(cache, 'cache.sqlite'))) return { answers: [], originals: [] };
  cpSync(cache, copy, { recursive: true, force: true });
  const store = await sqliteCache({ file: join(copy, 'cache.sqlite') });
  const valuesOf = async (prefix) => {
    const keys = await Array.fromAsync(store.scan(prefix));
    return (await store.getMany(keys)).flatMap((value) => (value === undefined ? [] : [JSON.parse(value)]));
  };
  const answers = (await valuesOf('answer/')).map(({ source }) => source);
  const originals = (await valuesOf('evidence/')).flatMap(({ http }) => http?.request?.url ?? []);
  await store.close();
  return { answers, originals };
}
