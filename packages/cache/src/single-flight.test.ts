import { describe, expect, it } from 'vitest';
import { singleFlight } from './single-flight.ts';

/** A load that the test ends, and that counts its calls. */
function controlled() {
  const calls: { signal: AbortSignal; resolve: (value: object) => void; reject: (error: Error) => void }[] =
    [];
  const load = (signal: AbortSignal) =>
    new Promise<object>((resolve, reject) => {
      calls.push({ signal, resolve, reject });
    });
  return { calls, load };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('singleFlight', () => {
  it('loads once for all who ask meanwhile, and gives them the same object', async () => {
    const flight = singleFlight<object>();
    const { calls, load } = controlled();
    const waiting = Array.from({ length: 100 }, () => flight.run('a', undefined, load));
    await turn();
    waiting.push(flight.run('a', new AbortController().signal, load));
    const value = {};
    calls[0]!.resolve(value);
    for (const got of await Promise.all(waiting)) expect(got).toBe(value);
    expect(calls).toHaveLength(1);
  });

  it('loads again afterwards, and apart for other keys', async () => {
    const flight = singleFlight<string>();
    let calls = 0;
    const load = async () => `value ${++calls}`;
    const run = (key: string) => flight.run(key, undefined, load);
    expect(await Promise.all([run('a'), run('b'), run('a')])).toEqual(['value 1', 'value 2', 'value 1']);
    expect(await run('a')).toBe('value 3');
  });

  it('gives an error to all, and loads again afterwards', async () => {
    const flight = singleFlight<object>();
    const { calls, load } = controlled();
    const waiting = [1, 2, 3].map(() => flight.run('a', new AbortController().signal, load));
    await turn();
    const error = new Error('no');
    calls[0]!.reject(error);
    const results = await Promise.allSettled(waiting);
    expect(results).toEqual(waiting.map(() => ({ status: 'rejected', reason: error })));
    await expect(flight.run('a', undefined, () => Promise.resolve({}))).resolves.toEqual({});
  });

  it('rejects when load throws at once', async () => {
    const throws = () => {
      throw new Error('at once');
    };
    await expect(singleFlight().run('a', undefined, throws)).rejects.toThrow('at once');
  });

  it('lets the leader leave alone: followers get their value', async () => {
    const flight = singleFlight<object>();
    const { calls, load } = controlled();
    const leader = new AbortController();
    const first = flight.run('a', leader.signal, load);
    const second = flight.run('a', new AbortController().signal, load);
    await turn();
    leader.abort(new Error('the leader gives up'));
    await expect(first).rejects.toThrow('the leader gives up');
    expect(calls[0]!.signal.aborted).toBe(false);
    const third = flight.run('a', undefined, load);
    calls[0]!.resolve({ value: 1 });
    expect(await Promise.all([second, third])).toEqual([{ value: 1 }, { value: 1 }]);
    expect(calls).toHaveLength(1);
  });

  it('aborts the load when all have left, and starts anew for who comes then', async () => {
    const flight = singleFlight<object>();
    const { calls, load } = controlled();
    const controllers = [new AbortController(), new AbortController()];
    const waiting = controllers.map(({ signal }) => flight.run('a', signal, load));
    const settled = Promise.allSettled(waiting);
    await turn();
    for (const controller of controllers) controller.abort(new Error('over'));
    expect(calls[0]!.signal.aborted).toBe(true);
    const late = flight.run('a', undefined, load);
    await turn();
    expect(calls).toHaveLength(2);
    // The end of the first load, whenever it comes, is nothing to the second.
    calls[0]!.reject(new Error('aborted'));
    await turn();
    const joined = flight.run('a', undefined, load);
    calls[1]!.resolve({ value: 2 });
    expect(await Promise.all([late, joined])).toEqual([{ value: 2 }, { value: 2 }]);
    expect(await settled).toMatchObject([{ reason: { message: 'over' } }, { reason: { message: 'over' } }]);
    expect(calls).toHaveLength(2);
  });

  it('does not load for a signal that is aborted already', async () => {
    const { calls, load } = controlled();
    await expect(
      singleFlight<object>().run('a', AbortSignal.abort(new Error('before')), load),
    ).rejects.toThrow('before');
    expect(calls).toHaveLength(0);
  });

  it('never aborts a load that one waits for without a signal', async () => {
    const flight = singleFlight<object>();
    const { calls, load } = controlled();
    const controller = new AbortController();
    const leaving = flight.run('a', controller.signal, load);
    const staying = flight.run('a', undefined, load);
    await turn();
    controller.abort();
    await expect(leaving).rejects.toMatchObject({ name: 'AbortError' });
    expect(calls[0]!.signal.aborted).toBe(false);
    calls[0]!.resolve({});
    await staying;
  });

  it('leaves nothing behind on a signal that many share', async () => {
    const warnings: Error[] = [];
    const listen = (warning: Error) => warnings.push(warning);
    process.on('warning', listen);
    const flight = singleFlight<number>();
    const { signal } = new AbortController();
    let removed = 0;
    const remove = signal.removeEventListener.bind(signal);
    signal.removeEventListener = (...given: Parameters<typeof remove>) => {
      removed++;
      remove(...given);
    };
    await Promise.all(Array.from({ length: 50 }, () => flight.run('a', signal, async () => 1)));
    await turn();
    process.off('warning', listen);
    expect(removed).toBe(50);
    expect(warnings).toEqual([]);
  });
});
