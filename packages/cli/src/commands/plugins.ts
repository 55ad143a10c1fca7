import { toJsonSchema } from '@bowerbird/core';
import type { LoadedPlugin } from '@bowerbird/runner';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes.ts';
import { addConfigOption } from '../flags.ts';
import { examples } from '../help.ts';
import { type ConfigFlag, openRunnerAnywhere, withRunner } from '../open-runner.ts';
import { arrow } from '../render/errors.ts';
import { describe } from '../render/failures.ts';
import { cleanLine, count, indent } from '../render/format.ts';
import type { Style } from '../render/style.ts';
import { table } from '../render/table.ts';
import type { Session } from '../session.ts';

interface PluginsFlags extends ConfigFlag {
  readonly json?: boolean;
}

/** `bowerbird plugins` */
export function addPlugins(command: Command, session: Session): void {
  command.description('Lists everything that rc files can name, and the plugins that could not be loaded.');
  addConfigOption(command)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        ['bowerbird plugins', 'kind, name and summary of each'],
        ['bowerbird plugins --json', 'with the files that they were loaded from'],
      ),
    )
    .action((flags: PluginsFlags) => session.finish(plugins(session, flags)));
}

function plugins(session: Session, flags: PluginsFlags): Promise<number> {
  const { screen } = session;
  return withRunner(openRunnerAnywhere(session, flags), async (runner) => {
    // Definitions are the plugins' own, and may say what they should not.
    screen.out(
      flags.json
        ? `${JSON.stringify(runner.scrub(runner.plugins.map(toJson)), undefined, 2)}\n`
        : runner.scrub(renderPlugins(runner.plugins, screen.outStyle)),
    );
    return EXIT.done;
  });
}

function renderPlugins(loaded: readonly LoadedPlugin[], style: Style): string {
  const rows = loaded.flatMap((plugin) =>
    plugin.definitions.map(({ kind, name, summary }) => [
      kind,
      name,
      cleanLine(summary),
      `${cleanLine(plugin.specifier)}${plugin.builtIn ? ' (built in)' : ''}`,
    ]),
  );
  const broken = loaded.filter((plugin) => plugin.error !== undefined);
  const list =
    rows.length > 0 ? table([['KIND', 'NAME', 'SUMMARY', 'FROM'], ...rows]) : 'Nothing is plugged in.\n';
  if (broken.length === 0) return list;
  const title = style.red(`${count(broken.length, 'plugin')} could not be loaded`);
  const reasons = broken.map(({ specifier, error }) =>
    error === undefined
      ? ''
      : `  ${cleanLine(specifier)}\n${indent(`${describe({ ...error, source: specifier })}${arrow(error.hint)}`, 4)}\n`,
  );
  return `${list}\n${title}\n\n${reasons.join('\n')}`;
}

function toJson({ definitions, ...plugin }: LoadedPlugin): object {
  return {
    ...plugin,
    definitions: definitions.map((definition) => ({
      kind: definition.kind,
      name: definition.name,
      summary: definition.summary,
      options: toJsonSchema(definition.options),
      ...(definition.kind === 'collector' && { request: toJsonSchema(definition.request) }),
    })),
  };
}
