import { main, processIo } from '@bowerbird/cli';
import manifest from '../package.json' with { type: 'json' };

// Resolved from here, so that they are found whatever folder the command is called in.
const BUILT_IN = ['@bowerbird/plugin-web', '@bowerbird/plugin-files'];

/** The command `bowerbird`: the command line with the built-in plugins. Sets the exit code of the process. */
export async function run(argv: readonly string[]): Promise<void> {
  process.exitCode = await main(argv, processIo(), {
    plugins: BUILT_IN.map((specifier) => ({ specifier, from: import.meta.url })),
    version: manifest.version,
  });
}
