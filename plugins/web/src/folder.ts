import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CollectError } from '@bowerbird/core';
import { isPageFile, type WebRequest } from './web-request.ts';

const MOST_DEPTH = 20;

interface Log {
  log(message: string): void;
}

/**
 * The pages that a request for a local file is for: itself, or all HTML files in a folder and the folders in it, in the order of their names. Links are
 * not followed, and what has a name that begins with a dot is left out.
 * @throws {CollectError} `SOURCE_REFUSED` for a folder that cannot be read
 */
export async function* pagesIn(request: WebRequest, context: Log): AsyncGenerator<WebRequest> {
  const path = fileURLToPath(request.url);
  // Of what is not there `collect` tells.
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() === true;
  if (isFolder) yield* walk(request, path, MOST_DEPTH, context);
  else yield request;
}

async function* walk(
  request: WebRequest,
  folder: string,
  depth: number,
  context: Log,
): AsyncGenerator<WebRequest> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new CollectError('SOURCE_REFUSED', `${folder} cannot be read`, {
      recovery: 'next',
      hint: 'Check who may read it.',
      cause: error,
    });
  });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    const child = {
      ...request,
      url: pathToFileURL(path).href,
      ...(request.path !== undefined && { path: joined(request.path, entry.name) }),
    };
    if (entry.isFile() && isPageFile(entry.name)) yield child;
    else if (entry.isDirectory() && depth > 0) yield* walk(child, path, depth - 1, context);
    else if (entry.isDirectory()) context.log(`${path} lies too deep: left out`);
  }
}

function joined(folder: string, name: string): string {
  return folder === '' || folder === '.' ? name : `${folder}/${name}`;
}
