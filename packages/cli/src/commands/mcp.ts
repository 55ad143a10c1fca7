import { resolve } from 'node:path';
import { type Readable, Writable } from 'node:stream';
import type { ServeOptions } from '@bowerbird/mcp';
import type { LoadedConfig } from '@bowerbird/runner';
import type { Command } from 'commander';
import { readAmount } from '../approval.ts';
import { EXIT } from '../exit-codes.ts';
import { addConfigOption } from '../flags.ts';
import { examples } from '../help.ts';
import { interruptible } from '../interruption.ts';
import type { Output } from '../io.ts';
import { type ConfigFlag, loadAnywhere, withRunner } from '../open-runner.ts';
import type { Session } from '../session.ts';

interface McpFlags extends ConfigFlag {
  readonly root?: readonly string[];
  readonly maxCost: string;
  readonly maxCostPerCall?: string;
}

/** `bowerbird mcp` */
export function addMcp(command: Command, session: Session): void {
  command.description(
    'Serves the Model Context Protocol on standard input and output: an agent starts it, and collects by its tools.',
  );
  addConfigOption(command)
    .option('--root <folder...>', 'folders whose files tools may read (default: the folder of the rc file)')
    .option('--max-cost <amount>', 'what all calls may spend without asking, in US dollars', '0')
    .option('--max-cost-per-call <amount>', 'what one call may spend without asking (default: --max-cost)')
    .addHelpText(
      'after',
      examples(
        ['bowerbird mcp', 'buys nothing that nobody has approved'],
        ['bowerbird mcp --root ~/mail ~/books', 'reads files of these folders, and of no others'],
        ['bowerbird mcp --max-cost 5 --max-cost-per-call 1', 'may spend up to $5 before it ends'],
      ),
    )
    .action((flags: McpFlags) => session.finish(mcp(session, flags)));
}

async function mcp(session: Session, flags: McpFlags): Promise<number> {
  const maxCost = await readAmount(session, flags.maxCost);
  const maxCostPerCall =
    flags.maxCostPerCall === undefined
      ? maxCost
      : await readAmount(session, flags.maxCostPerCall, '--max-cost-per-call');
  const output = takeOutput(session);
  const loaded = await loadAnywhere(session, flags);
  const { serve } = await import('@bowerbird/mcp');
  const module = await session.loadRunner();
  const { plugins, version, io } = session;
  return withRunner(module.createRunner(loaded, { plugins }), async (runner) => {
    session.runner = runner;
    const createRunner: ServeOptions['createRunner'] = (config, options) =>
      module.createRunner(config, { ...options, plugins, shares: runner });
    warnOfProblems(session, module.formatProblems(runner.file, runner.problems), runner.problems.length);
    return interruptible(session, async (signal) => {
      await serve({
        ...{ loaded, createRunner, runner, maxCost, maxCostPerCall, version, output, signal },
        roots: rootsOf(flags, loaded).map((root) => resolve(io.cwd, root)),
        input: io.stdin as Readable,
        warn: (message) => session.screen.say(`warning: ${runner.scrub(message)}`),
      });
      return EXIT.done;
    });
  });
}

/** Without an rc file the folder where a client happens to start is no permission. */
function rootsOf({ root }: McpFlags, { file, base }: LoadedConfig): readonly string[] {
  return root ?? (file === undefined ? [] : [base]);
}

/** The server starts all the same: an agent reads the answer to a call, and nobody reads why a server has not started. */
function warnOfProblems({ screen }: Session, problems: string, count: number): void {
  if (count > 0) screen.say(problems);
}

/** Standard output for the protocol alone: whatever else is written to it goes to standard error. */
function takeOutput({ io: { stdout, stderr } }: Session): Writable {
  const write: Output['write'] = stdout.write.bind(stdout);
  Object.assign(stdout, { write: stderr.write.bind(stderr) });
  return new Writable({
    decodeStrings: false,
    write: (chunk: string, _, done) => void write(chunk, done),
  });
}
