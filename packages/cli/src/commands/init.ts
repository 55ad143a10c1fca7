import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Runner } from '@bowerbird/runner';
import type { Command } from 'commander';
import { EXIT, UsageError } from '../exit-codes.ts';
import { examples } from '../help.ts';
import { withRunner } from '../open-runner.ts';
import { rcTemplate } from '../rc-template.ts';
import { table } from '../render/table.ts';
import { writeSchema } from '../schema-file.ts';
import type { RunnerModule, Session } from '../session.ts';
import { writeWhole } from '../write-file.ts';

const RC_FILE = '.bowerbirdrc.yaml';

interface InitFlags {
  readonly force?: boolean;
}

/** `bowerbird init [url-or-path…]` */
export function addInit(command: Command, session: Session): void {
  command
    .description(`Writes ${RC_FILE} into this folder, with the JSON Schema that editors complete it by.`)
    .argument('[url-or-path...]', 'what to collect: addresses, files, patterns')
    .option('--force', `replace a ${RC_FILE} that is there`)
    .addHelpText(
      'after',
      examples(
        ['bowerbird init', 'with an example to change'],
        ['bowerbird init https://example.com', 'with a page to collect'],
        ["bowerbird init './pages/*.html'", 'with the files of a folder'],
      ),
    )
    .action((sources: string[], flags: InitFlags) => session.finish(init(session, sources, flags)));
}

async function init(session: Session, sources: readonly string[], flags: InitFlags): Promise<number> {
  const module = await session.loadRunner();
  await refuseToOverwrite(session, module, flags);
  const { parse } = await import('../yaml.ts');
  const text = await rcTemplate(sources);
  const config = module.inlineConfig({ base: session.io.cwd, config: parse(text) as object });
  const opening = module.createRunner(config, { plugins: session.plugins });
  return withRunner(opening, async (runner) => {
    refuseProblems(runner);
    const path = join(session.io.cwd, RC_FILE);
    await mkdir(session.io.cwd, { recursive: true });
    await writeWhole(path, text);
    const schema = await writeSchema(session.io.cwd, runner.schema);
    session.screen.say(
      `Wrote ${path}\n  and ${schema}, which editors complete it by\n\n${nextSteps(sources)}`,
    );
    return EXIT.done;
  });
}

async function refuseToOverwrite(session: Session, module: RunnerModule, flags: InitFlags): Promise<void> {
  // A package.json is no rc file unless it has a part for Bowerbird.
  for (const place of module.CONFIG_PLACES.filter((name) => name !== 'package.json')) {
    if (place === RC_FILE && flags.force) continue;
    const there = await access(join(session.io.cwd, place)).then(
      () => true,
      () => false,
    );
    if (!there) continue;
    throw new UsageError(
      `${place} is here already; nothing was written`,
      place === RC_FILE
        ? 'Add to it, or replace it with --force.'
        : `Add to it, or take it away: one rc file is enough.`,
    );
  }
}

function refuseProblems(runner: Runner): void {
  if (runner.problems.length === 0) return;
  const lines = runner.problems.map((problem) => problem.message);
  throw new UsageError(`${lines.join('\n       ')}\n       nothing was written`);
}

function nextSteps(sources: readonly string[]): string {
  const steps = [
    ...(sources.length === 0 ? [[`  edit ${RC_FILE}`, 'to name what you want to collect']] : []),
    ['  bowerbird plan', 'to see what a run would do'],
    ['  bowerbird run', 'to collect into corpus/'],
  ];
  return `Next:\n${table(steps)}`;
}
