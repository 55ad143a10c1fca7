import { dirname } from 'node:path';
import { type Command, Option } from 'commander';
import { EXIT } from '../exit-codes.ts';
import { addConfigOption } from '../flags.ts';
import { examples } from '../help.ts';
import { type ConfigFlag, openRunnerAnywhere, withRunner } from '../open-runner.ts';
import { writeSchema } from '../schema-file.ts';
import type { Session } from '../session.ts';

interface SchemaFlags extends ConfigFlag {
  readonly metrics?: boolean;
  readonly summary?: boolean;
  readonly write?: boolean;
}

/** `bowerbird schema` */
export function addSchema(command: Command, session: Session): void {
  command.description(
    'Prints the JSON Schema of the rc file, with the options of every plugin that it loads.',
  );
  addConfigOption(command)
    .option('--write', 'write it to .bowerbird/rc.schema.json, where editors find it')
    .addOption(
      new Option('--summary', 'of what `bowerbird run --summary` writes, instead').conflicts([
        'write',
        'config',
      ]),
    )
    .addOption(
      new Option('--metrics', 'of what `bowerbird run --metrics` writes, instead').conflicts([
        'write',
        'config',
        'summary',
      ]),
    )
    .addHelpText(
      'after',
      examples(
        ['bowerbird schema --write', 'after a plugin was added'],
        ['bowerbird schema --summary', 'how to read a summary'],
      ),
    )
    .action((flags: SchemaFlags) => session.finish(schema(session, flags)));
}

async function schema(session: Session, flags: SchemaFlags): Promise<number> {
  const { screen, io } = session;
  const print = (value: unknown): void => screen.out(`${JSON.stringify(value, undefined, 2)}\n`);
  if (flags.metrics) {
    print(await (await import('@bowerbird/report')).runMetricsSchema());
    return EXIT.done;
  }
  if (flags.summary) {
    print((await session.loadRunner()).runSummarySchema());
    return EXIT.done;
  }
  return withRunner(openRunnerAnywhere(session, flags), async (runner) => {
    if (flags.write) {
      const base = runner.file === undefined ? io.cwd : dirname(runner.file);
      screen.say(`Wrote ${await writeSchema(base, runner.schema)}`);
    } else {
      print(runner.schema);
    }
    return EXIT.done;
  });
}
