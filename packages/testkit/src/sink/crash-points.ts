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

let made = 0;
let last = Number.POSITIVE_INFINITY;

/** How many changes of files this process has made since its crash points were placed. */
export function changesMade(): number {
  return made;
}

/** From now on, this process kills itself (SIGKILL) before its n-th change of files: between two steps of a write. */
export function dieBeforeChange(number: number): void {
  last = made + number;
}

/** Makes that possible. To be called before the modules are loaded that are to be killed. */
export async function placeCrashPoints(): Promise<void> {
  const { openSync } = fs;
  // The first argument of a file handle's writeFile is what is written, and no path.
  const handle = await fs.promises.open(fileURLToPath(import.meta.url));
  const byHandle: object = Object.getPrototypeOf(handle);
  for (const name of CHANGES) {
    place(fs, name, (args) => openAsWriting(name, args, openSync));
    place(fs, `${name}Sync`, (args) => openAsWriting(name, args, openSync));
    place(fs.promises, name, (args) => openAsWriting(name, args, openSync));
    place(byHandle, name);
  }
  await handle.close();
  syncBuiltinESMExports();
}

function place(owner: object, name: string, beforeDeath = (_: readonly unknown[]) => {}): void {
  const original: unknown = Reflect.get(owner, name);
  if (typeof original !== 'function') return;
  const counted = new Proxy(original, {
    apply(target, self, args) {
      if (++made === last) {
        beforeDeath(args);
        process.kill(process.pid, 'SIGKILL');
      }
      return Reflect.apply(target, self, args);
    },
  });
  Reflect.set(owner, name, counted);
}

/** The first of the two steps of `writeFile`: it opens the file, which makes it empty, and then writes. */
function openAsWriting(
  name: string,
  [path, , options]: readonly unknown[],
  openSync: typeof fs.openSync,
): void {
  if (name !== 'writeFile' || !(typeof path === 'string' || path instanceof URL)) return;
  const { flag } = (typeof options === 'object' && options !== null ? options : {}) as { flag?: string };
  openSync(path, flag ?? 'w');
}
