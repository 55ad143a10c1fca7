import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where Bowerbird keeps its own. Absolute paths. */
export interface Folders {
  /** State of plugins. */
  readonly data: string;
  readonly cache: string;
}

/**
 * The folders of the user: `$XDG_DATA_HOME/bowerbird` and `$XDG_CACHE_HOME/bowerbird` (XDG Base Directory Specification 0.8, on
 * every system), or `data` and `cache` in `BOWERBIRD_HOME`.
 */
export function foldersOf(env: Readonly<Record<string, string | undefined>>): Folders {
  const home = env.BOWERBIRD_HOME;
  if (home) return { data: join(home, 'data'), cache: join(home, 'cache') };
  return {
    data: join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'bowerbird'),
    cache: join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'bowerbird'),
  };
}
