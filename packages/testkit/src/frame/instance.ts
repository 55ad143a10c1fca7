import type { AnyDefinition, PipelineHome } from '@bowerbird/core';
import { optionsOf } from './definition.ts';
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
