import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { fileURLToPath } from 'node:url';

// What changes files, or waits until they are changed, in `node:fs`, `node:fs/promises` and file handles.
const CHANGES = [
  'open',
  'write',
  'writev',
  'writeFile',
  'appendFile',
  'truncate',
  'ftruncate',
  'rename',
  'copyFile',
  'link',
  'symlink',
  'unlink',
  'rm',
  'fsync',
  'fdatasync',
  'sync',
  'datasync',
];

let left = Number.POSITIVE_INFINITY;

/** From now on, this process kills itself (SIGKILL) before its n-th change of files: between two steps of a write. */
export function dieBeforeChange(number: number): void {
  left = number;
}

/** Makes that possible. To be called before the modules are loaded that are to be killed. */
export async function placeCrashPoints(): Promise<void> {
  const { openSync } = fs;
  const handle = await fs.promises.open(fileURLToPath(import.meta.url));
  for (const name of CHANGES) {
    place(fs, name, openSync);
    place(fs, `${name}Sync`, openSync);
    place(fs.promises, name, openSync);
    place(Object.getPrototypeOf(handle), name, openSync);
  }
  await handle.close();
  syncBuiltinESMExports();
}

function place(owner: object, name: string, openSync: typeof fs.openSync): void {
  const original: unknown = Reflect.get(owner, name);
  if (typeof original !== 'function') return;
  const counted = new Proxy(original, {
    apply(target, self, args) {
      if (--left === 0) die(name, args, openSync);
      return Reflect.apply(target, self, args);
    },
  });
  Reflect.set(owner, name, counted);
}

function die(name: string, [path, , options]: readonly unknown[], openSync: typeof fs.openSync): void {
  // It is two steps in one: it opens the file, which makes it empty, and then writes.
  if (name.startsWith('writeFile') && (typeof path === 'string' || path instanceof URL)) {
    const { flag } = (typeof options === 'object' && options !== null ? options : {}) as { flag?: string };
    openSync(path, flag ?? 'w');
  }
  process.kill(process.pid, 'SIGKILL');
}
