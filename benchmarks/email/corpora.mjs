import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A module of the corpora, or `undefined` (and a line that says so) where they are not. */
export async function scorer(corpora, name) {
  const path = corpora && join(corpora, 'score', name);
  if (!path || !existsSync(path)) {
    console.log('no corpora (set BOWERBIRD_CORPORA to their folder): nothing measured.');
    return undefined;
  }
  return import(pathToFileURL(path).href);
}

/** CPU seconds of `work`, of this process. */
export async function cpuSeconds(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
