import { ensureEqual } from './ensure.ts';
import { inAnotherPlace, inAnotherWorld } from './world.ts';

/**
 * What a function answers, having made sure that it is pure: the same at the second call and in another world, and its input as it was.
 * @param name names it in errors, as in "identify()"
 * @throws {AssertionError} when it is not
 */
export async function pureAnswer<Input, Output>(
  name: string,
  call: (input: Input) => Output,
  input: Input,
): Promise<Output> {
  const given = structuredClone(input);
  const first = call(given);
  ensureEqual(
    given,
    input,
    `${name} changes what it is given`,
    'Make a new object instead: what it is given belongs to the runner.',
  );
  const remedy =
    'Let it use its argument and nothing else: no clock, no random numbers, no counter, no file, no environment.';
  ensureEqual(call(structuredClone(input)), first, `${name} answers differently at the second call`, remedy);
  const later = await inAnotherWorld(async () => call(structuredClone(input)));
  ensureEqual(later, first, `${name} answers differently at another time or in another time zone`, remedy);
  const elsewhere = inAnotherPlace(() => call(structuredClone(input)));
  ensureEqual(elsewhere, first, `${name} answers differently in another folder, or for another user`, remedy);
  return first;
}
