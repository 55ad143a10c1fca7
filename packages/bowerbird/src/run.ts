import { writeSync } from 'node:fs';
import { inspect } from 'node:util';
import { kindOf, main, processIo } from '@bowerbird/cli';
import manifest from '../package.json' with { type: 'json' };

// Resolved from here, so that they are found whatever folder the command is called in.
const BUILT_IN = ['web', 'book', 'email', 'video', 'text', 'files'].map(
  (name) => `@bowerbird/plugin-${name}`,
);

/** The command `bowerbird`: the command line with the built-in plugins. Sets the exit code of the process. */
export async function run(argv: readonly string[]): Promise<void> {
  keepOutputClean();
  const end = watchEnd();
  const io = processIo();
  const exit = (code: number): void => {
    end(code);
    io.exit(code);
  };
  const code = await main(
    argv,
    { ...io, exit },
    {
      plugins: BUILT_IN.map((specifier) => ({ specifier, from: import.meta.url })),
      version: manifest.version,
    },
  );
  end(code);
  // What a plugin left behind may still fail. Nobody knows any more what is secret in it.
  io.strays.on((error) => {
    say(`error: something failed after the end of the command, probably in a plugin: ${kindOf(error)}`);
    // At once: all is written, and what throws whenever the process wants to end would hold it for ever.
    io.exit(1);
  });
}

/** Until `end` is called, the end of the process is a failure: a plugin called `process.exit`, or something waits for nothing. */
function watchEnd(): (code: number) => void {
  let ended = false;
  process.exitCode = 1;
  process.on('exit', () => {
    if (ended) return;
    say('bowerbird was ended from inside, probably by a plugin: what is done is kept');
    process.exitCode = 1;
  });
  return (code) => {
    ended = true;
    process.exitCode = code;
  };
}

/** Standard output holds documents and JSON: what a plugin prints goes to standard error. */
function keepOutputClean(): void {
  for (const method of ['log', 'info', 'debug'] as const) console[method] = console.error.bind(console);
  console.dir = (item, options) => console.error(inspect(item, options));
}

// At the end of a process only what is written at once is written.
function say(text: string): void {
  try {
    writeSync(2, `${text}\n`);
  } catch {
    // Nobody reads it.
  }
}
