import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CollectError } from '@bowerbird/core';
import { formatOfName } from './book-format.ts';
import type { BookRequest } from './book-request.ts';

const MOST_DEPTH = 20;

/** The books that a request is for: the file itself, or all in a folder and the folders in it, in the order of their names. */
export async function* booksIn(
  request: BookRequest,
  context: { log(message: string): void },
): AsyncGenerator<BookRequest> {
  const path = fileURLToPath(request.url);
  const found = await stat(path).catch((error: unknown) => {
    throw new CollectError('SOURCE_NOT_FOUND', `${path} is not there`, { recovery: 'next', cause: error });
  });
  if (!found.isDirectory()) yield request;
  else yield* walk(request, path, MOST_DEPTH, context);
}

async function* walk(
  request: BookRequest,
  folder: string,
  depth: number,
  context: { log(message: string): void },
): AsyncGenerator<BookRequest> {
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
    if (entry.isFile() && formatOfName(entry.name) !== undefined) yield child;
    else if (entry.isDirectory() && depth > 0) yield* walk(child, path, depth - 1, context);
    else if (entry.isDirectory()) context.log(`${path} lies too deep: left out`);
  }
}

function joined(folder: string, name: string): string {
  return folder === '' || folder === '.' ? name : `${folder}/${name}`;
}
