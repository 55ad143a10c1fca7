import { Socket } from 'node:net';
import type { KeyvStorageAdapter } from 'keyv';
import type { PostgresAdapter, PostgresSource } from './postgres-table.ts';

const TIMEOUT_MS = 10_000;
let sources = 0;

/** Whether a class is `KeyvPostgres`. */
export function isPostgresClass<Class extends abstract new (...options: never[]) => KeyvStorageAdapter>(
  Adapter: Class,
): boolean {
  return 'useUnloggedTable' in Adapter.prototype;
}

/**
 * Makes adapters of the class `KeyvPostgres` whose connections are their own. By itself all adapters on one URI share theirs, so
 * that closing one closes the others; a connection that breaks while it is idle ends the process; and one that hangs does so for
 * good.
 */
export function postgresSource(
  Adapter: new (options: unknown) => KeyvStorageAdapter,
  given: unknown,
): PostgresSource {
  const sockets = new Set<Socket>();
  const { application_name: name = 'bowerbird', ...options } = optionsOf(given);
  const own = {
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
    ...options,
    // The adapter tells its pools of connections by their options.
    application_name: `${name}-${++sources}`,
    stream: () => newSocket(sockets),
    log: hearErrors,
  };
  return {
    make: () => new Adapter(own) as PostgresAdapter,
    release() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function optionsOf(given: unknown): Readonly<Record<string, unknown>> {
  if (typeof given === 'string') return { uri: given };
  return typeof given === 'object' && given !== null ? { ...given } : {};
}

function newSocket(sockets: Set<Socket>): Socket {
  const socket = new Socket();
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
  return socket;
}

// The adapter does not hand out its pool, but the pool calls this on itself before it connects. Without a listener the loss of
// an idle connection would end the process; the next call says whether the server is gone.
function hearErrors(this: unknown): void {
  const pool = this as NodeJS.EventEmitter;
  if (pool.listenerCount('error') === 0) pool.on('error', () => {});
}
