// A process of its own that writes into a sink, to be killed: node sink-writer.js <order as JSON>
import { once } from 'node:events';
import type { Sink } from '@bowerbird/core';
import { showError } from '../frame/ensure.ts';
import { createInstance } from '../frame/instance.ts';
import { changesMade, dieBeforeChange, placeCrashPoints } from './crash-points.ts';
import type { AnySinkDefinition } from './options.ts';
import { besides, failingBatches, GONE, tooLarge, versionOf } from './samples.ts';
import type { EndlessWork, RemovingWork, WriterMessage, WriterOrder } from './writer-process.ts';

const { module, name, options, home, work } = JSON.parse(process.argv[2] ?? '') as WriterOrder;

await placeCrashPoints();
const sink = await open().catch((error: unknown) => {
  const remedy =
    'Give the suite the `module` whose default export is or holds this definition, and let a process that starts after a kill go on there.';
  return broken(`the sink ${name} cannot be opened in a process of its own: ${showError(error)}`, remedy);
});
if (work.kind === 'endless') await writeEndlessly(sink, work);
else if (work.kind === 'removing') await removeAll(sink, work);
else if (work.kind === 'beside') await writeBeside(sink, work.who);
else await writeOnFullDisk(sink);

async function open(): Promise<Sink> {
  const { default: found } = (await import(module)) as { default?: unknown };
  const definitions = (Array.isArray(found) ? found : [found]) as readonly (AnySinkDefinition | undefined)[];
  const definition = definitions.find((one) => one?.kind === 'sink' && one.name === name);
  if (!definition) throw new Error(`the default export of ${module} holds no sink of that name`);
  return createInstance(definition, options, home);
}

async function writeEndlessly(sink: Sink, { from, dieAt }: EndlessWork): Promise<never> {
  for (let version = from; ; version++)
    await tell('write()', version, version === from ? dieAt : undefined, () =>
      sink.write(versionOf(version)),
    );
}

async function removeAll(sink: Sink, { dieAt }: RemovingWork): Promise<void> {
  await sink.write([...versionOf(1), ...GONE]);
  for (const [index, { id }] of GONE.entries())
    await tell('remove()', index, index === 0 ? dieAt : undefined, async () => sink.remove?.([id]));
  await sink.close();
  process.disconnect();
}

/** Does something and tells that it is done. @param dieAt where in the next of its kind to die: only now there is something to lose */
async function tell(
  doing: string,
  number: number,
  dieAt: number | undefined,
  work: () => Promise<void>,
): Promise<void> {
  const before = changesMade();
  await work().catch((error: unknown) =>
    broken(
      `${doing} in a process that starts after a kill has rejected with ${showError(error)}`,
      'Let the next process go on where the killed one stopped: finish or drop what it left, and take over its lock.',
    ),
  );
  const changes = changesMade() - before;
  await say({ written: number, changes });
  if (dieAt !== undefined && changes > 0) dieBeforeChange(1 + Math.round(dieAt * (changes - 1)));
}

async function writeBeside(sink: Sink, who: string): Promise<void> {
  for (const [index, document] of besides(who).entries()) {
    await sink
      .write([document])
      .catch((error: unknown) =>
        broken(
          `write() has rejected with ${showError(error)} while another process writes`,
          "Wait for the other's lock, as SQLite does with a timeout; or refuse the second instance and tell the suite `exclusive: true`.",
        ),
      );
    if (index > 0) continue;
    const told = once(process, 'message');
    await say({ written: index });
    await told;
  }
  await sink.close();
  process.disconnect();
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
