import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The folder of the corpora, or `undefined`. */
export const corpora = process.env.BOWERBIRD_CORPORA;

/** A module of the corpora: their scorers. */
export const scorer = (name) => import(pathToFileURL(join(corpora, 'score', name)).href);

/** The files under folders of the corpora whose names end so. */
export function filesOf(ending, ...folders) {
  const walk = (folder) =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? walk(path) : [path];
    });
  return folders
    .flatMap((folder) => walk(join(corpora, folder)))
    .filter((path) => ending.test(path))
    .sort();
}
