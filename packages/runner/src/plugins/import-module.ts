import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BowerbirdError } from '@bowerbird/core';
import { moduleResolve } from 'import-meta-resolve';
import { closest } from '../config/suggest.ts';
import { findFault } from './fault.ts';

// Where this file is TypeScript, the workspace runs from source: its plugins are then taken from source as well.
const CONDITIONS = new Set([
  'node',
  'import',
  ...(import.meta.url.endsWith('.ts') ? ['@bowerbird/source'] : []),
]);

/** A module that was imported. */
export interface ImportedModule {
  /** Absolute path or URL of what was loaded. */
  readonly location: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

/**
 * Imports a module that a configuration names.
 * @param specifier a package, or a path that begins with `./`, `../` or `/`
 * @param from `file:` URL of the file that names it
 * @throws {BowerbirdError} `PLUGIN_FAILED` with the reason and what to do
 */
export async function importModule(specifier: string, from: string): Promise<ImportedModule> {
  const url = resolveModule(specifier, from);
  const location = toLocation(url);
  try {
    return { location, exports: await withinTime(import(url.href)) };
  } catch (error) {
    const { reason, hint, at } = await findFault(error, location);
    const where = at ? ` (${at.file}:${at.line}${at.column ? `:${at.column}` : ''})` : '';
    throw new BowerbirdError('PLUGIN_FAILED', `it fails while it is loaded: ${reason}${where}`, {
      hint,
      cause: error,
    });
  }
}

// A module that awaits something that never comes would otherwise end the process, or never let it begin.
const LONGEST_LOAD_MS = 30_000;

async function withinTime<T>(loading: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const message = `it did not finish loading within ${LONGEST_LOAD_MS / 1000} s: it awaits something that does not come`;
    timer = setTimeout(() => reject(new Error(message)), LONGEST_LOAD_MS);
  });
  try {
    return await Promise.race([loading, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Where a module is.
 * @throws {BowerbirdError} `PLUGIN_FAILED` with the reason and what to do
 */
export function resolveModule(specifier: string, from: string): URL {
  try {
    const url = moduleResolve(toSpecifier(specifier), new URL(from), CONDITIONS);
    if (url.protocol !== 'file:' || existsSync(url)) return url;
    throw missingFile(specifier, fileURLToPath(url));
  } catch (error) {
    throw error instanceof BowerbirdError ? error : toReason(specifier, from, error);
  }
}

/** Whether a specifier is a path and not the name of a package. */
function isPath(specifier: string): boolean {
  return /^\.{1,2}([\\/]|$)/.test(specifier) || isAbsolute(specifier) || specifier.startsWith('file:');
}

/** A path as users know it, of a URL. */
export function toLocation(url: URL): string {
  return url.protocol === 'file:' ? fileURLToPath(url) : url.href;
}

function toSpecifier(specifier: string): string {
  return isAbsolute(specifier) ? pathToFileURL(specifier).href : specifier;
}

function toReason(specifier: string, from: string, error: unknown): BowerbirdError {
  const { code, message = String(error) } = error as NodeJS.ErrnoException;
  const fail = (reason: string, hint: string) =>
    new BowerbirdError('PLUGIN_FAILED', reason, { hint, cause: error });
  const folder = dirname(fileURLToPath(from));
  if (code === 'ERR_UNSUPPORTED_DIR_IMPORT') {
    return fail(`${join(folder, specifier)} is a folder`, 'Name the file in it, such as index.mjs.');
  }
  if (code === 'ERR_MODULE_NOT_FOUND') {
    if (isPath(specifier))
      return missingFile(specifier, fileURLToPath(new URL(toSpecifier(specifier), from)));
    const file = /Cannot find module '([^']+)'/.exec(message)?.[1];
    if (file)
      return fail(`it is installed, but ${file} is not there`, 'Build the package, or install it again.');
    if (existsSync(join(folder, specifier))) {
      return fail('no package has this name', `For the file beside the rc file write "./${specifier}".`);
    }
    return fail(`it is not installed (looked from ${folder})`, `Run: npm install ${packageName(specifier)}`);
  }
  if (code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') {
    return fail(`${packageName(specifier)} does not export ${specifier}`, 'Name what the package exports.');
  }
  return fail(message.split('\n')[0] ?? message, 'Name a package, or a path that begins with "./".');
}

function missingFile(specifier: string, file: string): BowerbirdError {
  const sibling = closest(basename(file), listFolder(dirname(file)));
  const meant = sibling === undefined ? '' : `Did you mean ${JSON.stringify(withName(specifier, sibling))}? `;
  return new BowerbirdError('PLUGIN_FAILED', `there is no file ${file}`, {
    hint: `${meant}Paths start at the folder of the file that names them.`,
  });
}

/** A path with another last part. */
export function withName(path: string, name: string): string {
  return path.slice(0, path.length - basename(path).length) + name;
}

/** The names in a folder; none where it cannot be read. */
export function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
