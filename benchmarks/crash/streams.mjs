// Closes streams of the command: its reader goes away, or they are closed when it starts.
import { basename, join } from 'node:path';
import { run } from './bird.mjs';
import { faultsOf, readCorpus } from './corpus.mjs';
import { prepareList } from './lives.mjs';
import { pages } from './world.mjs';

const PAGES = 100;
const STACK = /^ {4}at /m;

/** Lines of a shell in which `bird` is the command; `collects`: everything must be collected all the same. */
const LINES = [
  { line: 'bird collect --json $PAGE $OTHER | head -c 1 >/dev/null' },
  { line: 'bird plan --items | head -c 1 >/dev/null' },
  { line: 'bird plan --json | head -c 1 >/dev/null' },
  { line: 'bird cache ls --json | head -c 1 >/dev/null' },
  { line: 'bird schema | head -c 1 >/dev/null' },
  { line: 'bird --help | head -c 1 >/dev/null' },
  { line: 'bird run --summary /dev/stdout | head -c 1 >/dev/null', collects: true },
  { line: 'bird run --log json 2>&1 >/dev/null | head -c 1 >/dev/null', collects: true },
  { line: 'bird run --log text 2>&1 >/dev/null | head -c 1 >/dev/null', collects: true },
  { line: 'bird run --log json >&-', collects: true },
  { line: 'bird run 2>&-', collects: true },
  { line: 'bird run <&- >&- 2>&-', collects: true },
];

/** @returns what is wrong with one line */
async function close(folder, world, { line, collects }) {
  const paths = pages(PAGES, `${basename(folder)}/`);
  prepareList(folder, world, paths, { concurrency: 8 });
  if (!collects) await run(folder, ['run']);
  const [page, other] = paths;
  const script = `node=("$@"); bird() { "\${node[@]}" "$@"; }\n${line}\nexit \${PIPESTATUS[0]}`;
  const { code, stdout, stderr } = await run(folder, [], {
    wrap: ['bash', '-c', script, 'bash'],
    env: { PAGE: world.url + page, OTHER: world.url + other },
  });
  await world.quiet();
  const said = stdout + stderr;
  return [
    ...(code === 0 ? [] : [`ended with ${code}: ${said.slice(-300)}`]),
    ...(STACK.test(said) ? [`printed a stack trace: ${said.slice(0, 500)}`] : []),
    ...faultsOf(readCorpus(folder, world), paths),
  ].map((fault) => `${line}: ${fault}`);
}

/** Closes streams in every way. */
export async function closeStreams(folder, world) {
  const failures = [];
  for (const [index, line] of LINES.entries())
    failures.push(...(await close(join(folder, `stream-${index + 1}`), world, line)));
  return { lines: LINES.length, failures };
}
