import type { AnyDefinition, PipelineHome } from '@bowerbird/core';
import { optionsOf } from './definition.ts';
import { fail, showError } from './ensure.ts';
import { settled } from './settle.ts';

/**
 * Makes an instance as the runner does: with the options as the definition's own schema reads them. Rejects as `create()` does.
 * @param given the options as they stand in an rc file
 * @throws {AssertionError} when `create()` does not settle, or takes no options and was given some
 */
export async function createInstance<D extends AnyDefinition>(
  definition: D,
  given: unknown,
  home: PipelineHome,
): Promise<Awaited<ReturnType<D['create']>>> {
  const options = await optionsOf(definition, given);
  const made = await settled(
    'create()',
    () => definition.create(options as never, home),
    'Let create() make an instance, cheaply: what takes its time, or waits for a server, belongs into the first call.',
  );
  if (made.status === 'rejected') throw made.reason;
  return made.value as Awaited<ReturnType<D['create']>>;
}

/**
 * Closes an instance, where it can be closed.
 * @throws {AssertionError} when `close()` does not settle, or rejects
 */
export async function closeInstance(instance: { close?(): Promise<void> | void }): Promise<void> {
  const closed = await settled(
    'close()',
    () => instance.close?.(),
    'Let close() end what still runs, and wait for no more than that.',
  );
  if (closed.status === 'rejected') {
    fail(
      `close() has rejected with ${showError(closed.reason)}`,
      'Let close() succeed whatever went before: a run that has collected everything would fail by it.',
      closed.reason,
    );
  }
}
