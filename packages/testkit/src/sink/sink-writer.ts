// A process of its own that writes into a sink, to be killed: node sink-writer.js <order as JSON>
import type { Sink } from '@bowerbird/core';
import { showError } from '../frame/ensure.ts';
import { createInstance } from '../frame/instance.ts';
import { dieBeforeChange, placeCrashPoints } from './crash-points.ts';
import type { AnySinkDefinition } from './options.ts';
import { failingBatches, tooLarge, versionOf } from './samples.ts';
import type { EndlessWork, WriterMessage, WriterOrder } from './writer-process.ts';

const { module, name, options, home, work } = JSON.parse(process.argv[2] ?? '') as WriterOrder;

await placeCrashPoints();
const sink = await open().catch((error: unknown) => {
  const remedy =
    'Give the suite the `module` whose default export is or holds this definition, and let a process that starts after a kill go on there.';
  return broken(`the sink ${name} cannot be opened in a process of its own: ${showError(error)}`, remedy);
});
if (work.kind === 'endless') await writeEndlessly(sink, work);
else await writeOnFullDisk(sink);

async function open(): Promise<Sink> {
  const { default: found } = (await import(module)) as { default?: unknown };
  const definitions = (Array.isArray(found) ? found : [found]) as readonly (AnySinkDefinition | undefined)[];
  const definition = definitions.find((one) => one?.kind === 'sink' && one.name === name);
  if (!definition) throw new Error(`the default export of ${module} holds no sink of that name`);
  return createInstance(definition, options, home);
}

async function writeEndlessly(sink: Sink, { from, dieBefore }: EndlessWork): Promise<never> {
  for (let version = from; ; version++) {
    await sink
      .write(versionOf(version))
      .catch((error: unknown) =>
        broken(
          `write() in a process that starts after a kill has rejected with ${showError(error)}`,
          'Let the next process go on where the killed one stopped: finish or drop what it left, and take over its lock.',
        ),
      );
    await say({ written: version });
    // Only now there is something that must not get lost.
    if (version === from && dieBefore !== undefined) dieBeforeChange(dieBefore);
  }
}

async function writeOnFullDisk(sink: Sink): Promise<void> {
  const { before, failing, after } = failingBatches(tooLarge());
  for (const [index, batch] of [before, failing, after].entries()) {
    await say(
      await sink.write(batch).then(
        () => ({ written: index }),
        (error: unknown) => ({ refused: showError(error) }),
      ),
    );
  }
  await sink
    .close()
    .catch((error: unknown) =>
      broken(
        `close() has rejected with ${showError(error)} after a write had failed`,
        'Let go of what is open.',
      ),
    );
  process.disconnect();
}

async function broken(what: string, remedy: string): Promise<never> {
  await say({ broken: what, remedy });
  process.exit(1);
}

/** Resolves when it is on its way: what comes after it happens after it, also for the one who reads. */
function say(message: WriterMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, (error: Error | null) => (error ? reject(error) : resolve()));
  });
}
