import { AsyncLocalStorage, createHook } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensure } from './ensure.ts';
import { isDeclared } from './network.ts';

const watched = new AsyncLocalStorage<true>();

// Node tells what has ended a turn or two later.
const AFTERWARDS_MS = 25;

interface Holding {
  hasRef(): boolean;
}

/**
 * Runs `work`, which opens something and closes it.
 * @throws {AssertionError} when something that it has begun keeps the process alive: a timer, a server, a socket
 */
export async function ensureNothingRuns(work: () => Promise<void>): Promise<void> {
  const running = new Map<number, { readonly type: string; readonly resource: Holding }>();
  const hook = createHook({
    init(id, type, _trigger, resource) {
      if (watched.getStore() && !isDeclared() && holds(resource)) running.set(id, { type, resource });
    },
    destroy: (id) => running.delete(id),
  }).enable();
  try {
    await watched.run(true, work);
    await sleep(AFTERWARDS_MS);
  } finally {
    hook.disable();
  }
  const left = [...running.values()].filter(({ resource }) => resource.hasRef()).map(({ type }) => type);
  ensure(
    left.length === 0,
    `it is closed, and still keeps the process alive: ${left.join(', ')}`,
    'Let close() clear its timers and close its servers and sockets, or unref() them; begin nothing in create() that nobody ends.',
  );
}

function holds(resource: object): resource is Holding {
  return 'hasRef' in resource && typeof resource.hasRef === 'function';
}
