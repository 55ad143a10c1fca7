import type { CheckedConfig } from '../config/types.ts';
import { foldersOf, ledgerFile } from '../folders.ts';
import { ledgerProbes } from './bought.ts';
import { folderProbe } from './disk.ts';
import type { Probe } from './examine.ts';
import { ownFolderOf, storeProbe } from './stores.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether there is room for what is kept between runs, and whether every store keeps it. */
export function keptProbes({ cache, base }: CheckedConfig, env: Environment): readonly Probe[] {
  const folders = foldersOf(env);
  const folder = cache.directory ?? folders.cache;
  const own = cache.stores.map((store) => ownFolderOf(store, base)).filter((path) => path !== undefined);
  return [
    folderProbe('cache folder', folder, 'cache.directory or BOWERBIRD_HOME'),
    ...own.map((path) => folderProbe('store folder', path, "the store's option directory")),
    folderProbe('data folder', folders.data, 'BOWERBIRD_HOME'),
    ...cache.stores.map((store) => storeProbe(store, { base, folder })),
    ...(cache.stores.length === 0 ? [NO_STORE] : []),
    ...ledgerProbes(ledgerFile(folders)),
  ];
}

const NO_STORE: Probe = {
  name: 'store',
  hint: '',
  look: async () => ({ status: 'skipped', message: 'the rc file names none that can be used' }),
};
