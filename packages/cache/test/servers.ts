// Real servers on free ports of this machine, for tests and benchmarks. Nothing here needs vitest.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, globSync, mkdtempSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Command, ServerProcess, type TestServer, type User } from './server-process.ts';

/** What to do about Redis not being installed; `undefined` when it is. */
export function missingRedis(): string | undefined {
  return find('redis-server') ? undefined : 'redis-server is not installed; apt-get install redis-server';
}

/** What to do about PostgreSQL not being installed; `undefined` when it is. */
export function missingPostgres(): string | undefined {
  return find('initdb') && find('postgres')
    ? undefined
    : 'PostgreSQL is not installed; apt-get install postgresql';
}

/** Starts a Redis that keeps nothing on disk. */
export async function startRedis(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'bowerbird-redis-'));
  const port = await freePort();
  const settings = { port, bind: '127.0.0.1', dir: folder, save: '', appendonly: 'no', loglevel: 'warning' };
  const command: Command = {
    program: programOf('redis-server'),
    arguments: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
  };
  const server = new ServerProcess(command, folder, port, `redis://127.0.0.1:${port}`, () =>
    answersPing(port),
  );
  await server.start();
  return server;
}

/** Starts a PostgreSQL with an empty database. */
export async function startPostgres(): Promise<TestServer> {
  const user = otherThanRoot();
  const folder = mkdtempSync(join(tmpdir(), 'bowerbird-postgres-'));
  const port = await freePort();
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const layout = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
  execFileSync(programOf('initdb'), layout, { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    fsync: 'off',
    max_connections: '60',
  };
  const command: Command = {
    program: programOf('postgres'),
    arguments: [
      ...['-D', data, '-p', String(port)],
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    user,
  };
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  const server = new ServerProcess(command, folder, port, url, () => takesPostgres(port));
  await server.start();
  return server;
}

/** A proxy in front of a port of this machine that holds everything back for half of `roundTripMs` each way, in order. */
export async function delayingProxy(port: number, roundTripMs: number): Promise<DelayingProxy> {
  // Either side may end before what it asked for has come through.
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    near.setNoDelay(true);
    pass(near, far, roundTripMs / 2);
    pass(far, near, roundTripMs / 2);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close();
      await once(server, 'close');
    },
  };
}

/** As `delayingProxy` makes it. */
export interface DelayingProxy {
  readonly port: number;
  /** Ends when its connections have ended. */
  close(): Promise<void>;
}

// PostgreSQL refuses to be run by root.
function otherThanRoot(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (which: string) => Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

function find(program: string): string | undefined {
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, program));
  // Debian keeps the programs of each version apart, and off the path.
  const ofDebian = globSync(`/usr/lib/postgresql/*/bin/${program}`);
  return [...ofDebian, ...onPath].find((path) => existsSync(path));
}

function programOf(name: string): string {
  const path = find(name);
  if (path === undefined) throw new Error(`${name} is not installed`);
  return path;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The first bytes that a port answers to a message; nothing when it does not answer. */
function answerOf(port: number, message: string | Uint8Array): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect(port, '127.0.0.1', () => socket.write(message));
  socket.setTimeout(1000, () => socket.destroy());
  socket.once('data', (data) => {
    resolve(data.toString('latin1'));
    socket.destroy();
  });
  socket.on('error', () => resolve(''));
  socket.on('close', () => resolve(''));
  return promise;
}

async function answersPing(port: number): Promise<boolean> {
  return (await answerOf(port, 'PING\r\n')).startsWith('+PONG');
}

// A startup message of protocol 3.0. The answer begins with R when it may go on, with E while the server starts or ends.
async function takesPostgres(port: number): Promise<boolean> {
  const settings = Buffer.from('user\0postgres\0database\0postgres\0\0', 'latin1');
  const head = Buffer.alloc(8);
  head.writeUInt32BE(head.length + settings.length, 0);
  head.writeUInt32BE(3 << 16, 4);
  return (await answerOf(port, Buffer.concat([head, settings]))).startsWith('R');
}

function pass(from: ReturnType<typeof connect>, to: ReturnType<typeof connect>, delayMs: number): void {
  const late = (action: () => void) => setTimeout(action, delayMs);
  from.on('data', (data) => late(() => to.write(data)));
  from.on('end', () => late(() => to.end()));
  from.on('error', () => to.destroy());
  from.on('close', () => late(() => to.destroy()));
}
