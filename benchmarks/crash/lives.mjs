// Runs over one list of pages, one after the other: what each may ask for, and how it must end.
import { collectedIn, linesIn, prepare } from './bird.mjs';
import { keptIn } from './corpus.mjs';

/** A folder in which a run collects pages of the world into both sinks. */
export const prepareList = (folder, world, paths, rc = {}) =>
  prepare(
    folder,
    { sinks: ['markdown', 'jsonl'], ...rc, pipelines: { pages: [{ list: 'pages.txt' }] } },
    { 'pages.txt': paths.map((path) => world.url + path) },
  );

/** What is wrong with how a process ended that was to collect everything. */
export function endFaults({ code, signal, stderr }) {
  const lines = linesIn(stderr);
  const warnings = lines
    .filter(({ level, operation }) => level === 'warn' && operation === 'run')
    .map(({ msg }) => `warned: ${msg}`);
  const failures = lines
    .filter(({ level, operation }) => operation === 'collect' && level !== 'debug')
    .map(({ source, msg, reason }) => `${source} ${msg}: ${reason}`);
  const isDone = lines.some(
    ({ operation, msg, status }) => operation === 'run' && msg === 'ended' && status === 'done',
  );
  if (code === 0 && isDone) return [...warnings, ...failures];
  return [
    `ended with ${code ?? signal}`,
    ...warnings,
    ...(failures.length > 0 ? failures : [stderr.slice(-500)]),
  ];
}

/** What is wrong with the requests of one life. @param finished paths, and why they count as finished */
export function requestFaults(asked, finished) {
  const times = new Map(asked.map((path) => [path, asked.filter((other) => other === path).length]));
  return [...times].flatMap(([path, count]) => [
    ...(count > 1 ? [['twice', `asked for ${path} ${count} times`]] : []),
    ...(finished.has(path) ? [['redone', `asked for ${path} again: ${finished.get(path)}`]] : []),
  ]);
}

/** What counts as finished after a kill: paths, and why. A response that was sent in full may have been stored or not. */
export async function finishedIn(folder, world, corpus, log) {
  const pathOf = (url) => url.slice(world.url.length);
  const kept = await keptIn(folder);
  return new Map([
    ...kept.originals.map((url) => [pathOf(url), 'its original was kept']),
    ...kept.answers.map((url) => [pathOf(url), 'its answer was kept']),
    ...corpus.markdown.map(({ path }) => [path, 'its document was there']),
    ...corpus.jsonl.map(({ path }) => [path, 'its line was there']),
    ...collectedIn(log).map((url) => [pathOf(url), 'its task had ended']),
  ]);
}
