import { homedir, userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

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
  if (home) return { data: resolve(home, 'data'), cache: resolve(home, 'cache') };
  const user = homedir() || userInfo().homedir;
  // "All paths set in these environment variables must be absolute"; a relative one is to be ignored.
  const folder = (named: string | undefined, usual: string) =>
    named && isAbsolute(named) ? named : join(user, usual);
  return {
    data: join(folder(env.XDG_DATA_HOME, '.local/share'), 'bowerbird'),
    cache: join(folder(env.XDG_CACHE_HOME, '.cache'), 'bowerbird'),
  };
}

/** The record of what was bought, by all runs of this user. */
export function ledgerFile({ data }: Folders): string {
  return join(data, 'ledger.sqlite');
}
