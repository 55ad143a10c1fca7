import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { BowerbirdError } from '@bowerbird/core';
import { defaultLoaders } from 'cosmiconfig';
import { findFault } from '../plugins/fault.ts';

/** The key of a package.json that holds a configuration. */
export const PACKAGE_KEY = 'bowerbird';

type Loader = (file: string, text: string) => unknown;
const LOADERS = defaultLoaders as unknown as Readonly<Record<string, Loader>>;

/**
 * What a configuration file holds, as its ending says; without an ending it is YAML, and so JSON.
 * @throws {BowerbirdError} `CONFIG_INVALID` with line, column and reason where they are known, and what to do
 */
export async function readConfigFile(file: string): Promise<Readonly<Record<string, unknown>>> {
  const loader = LOADERS[extname(file) || 'noExt'];
  if (!loader) throw unreadable(`there is no reader for ${extname(file)} files`, READERS);
  const text = (await readText(file)).replace(/^\uFEFF/, '');
  if (text.trim() === '') throw unreadable('the file is empty', EMPTY);
  const value = await load(loader, file, text);
  const config = basename(file) === 'package.json' ? (value as Record<string, unknown>)[PACKAGE_KEY] : value;
  if (typeof config === 'object' && config !== null && !Array.isArray(config)) {
    return config as Readonly<Record<string, unknown>>;
  }
  if (config === undefined && /\.[cm]?[jt]s$/.test(file)) {
    throw unreadable('it has no default export', 'Write: export default { pipelines: { … } };');
  }
  if (config === undefined || config === null) throw unreadable('the file is empty', EMPTY);
  const kind = Array.isArray(config) ? 'a list' : `a ${typeof config}`;
  throw unreadable(`expected an object with "pipelines", and it holds ${kind}`, EMPTY);
}

const EMPTY =
  'Write pipelines into it, as in pipelines: { pages: ["https://example.org/"] }; `bowerbird init` writes an example.';
const READERS = `The endings are ${Object.keys(LOADERS)
  .filter((ending) => ending.startsWith('.'))
  .join(', ')}; a file without one is YAML or JSON.`;

function unreadable(reason: string, hint: string, cause?: unknown): BowerbirdError {
  return new BowerbirdError('CONFIG_INVALID', reason, { hint, cause });
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw error;
    throw unreadable(`the file cannot be read (${code})`, 'Name a file that you may read.', error);
  }
}

async function load(loader: Loader, file: string, text: string): Promise<unknown> {
  try {
    return await loader(file, text);
  } catch (error) {
    throw isYamlError(error)
      ? explainYaml(error)
      : extname(file) === '.json'
        ? explainJson(error as Error, text)
        : await explainModule(error, file);
  }
}

interface YamlError {
  readonly reason: string;
  readonly mark?: {
    readonly line: number;
    readonly column: number;
    readonly position: number;
    readonly buffer: string;
  };
}

function isYamlError(error: unknown): error is YamlError {
  return error instanceof Error && error.name === 'YAMLException' && 'reason' in error;
}

function explainYaml(error: YamlError): BowerbirdError {
  const { reason, mark } = error;
  if (reason.includes('input is empty')) return unreadable('the file is empty', EMPTY, error);
  if (!mark) return unreadable(reason, 'An rc file is one YAML document.', error);
  const place = `line ${mark.line + 1}, column ${mark.column + 1}`;
  return unreadable(`${place}: ${reason}`, yamlRemedy(reason, mark.buffer[mark.position] ?? ''), error);
}

function yamlRemedy(reason: string, character: string): string {
  if (reason.includes('tab')) return 'Indent with spaces.';
  if (reason.startsWith('unidentified alias')) return 'Text that begins with * needs quotes: "*.html".';
  if (/[@`%]/.test(character)) return `Text that begins with ${character} needs quotes.`;
  if (reason.startsWith('duplicated')) return 'Take one of the two out.';
  return 'Check the line and the one before it: indentation, brackets that are not closed, text with ": " without quotes.';
}

function explainJson(error: Error, text: string): BowerbirdError {
  const reason = error.message.replace(/^JSON Error in .*:\n/, '');
  const known = /^(.*?)(?: in JSON)? at position \d+ \(line (\d+) column (\d+)\)/.exec(reason);
  const hint =
    'JSON has neither comments nor commas after the last item, and all its names stand in double quotes.';
  if (known) return unreadable(`line ${known[2]}, column ${known[3]}: ${known[1]}`, hint, error);
  const [token = reason] = /^Unexpected token '.+?'(?=, )/s.exec(reason) ?? [];
  return unreadable(token === reason ? reason : `${placeOfToken(text)}: ${token}`, hint, error);
}

/** JSON.parse does not say where an unexpected token is: it is the end of the shortest beginning of the text that has it. */
function placeOfToken(text: string): string {
  let [without, having] = [0, text.length];
  while (having - without > 1) {
    const middle = Math.floor((without + having) / 2);
    if (hasUnexpectedToken(text.slice(0, middle))) having = middle;
    else without = middle;
  }
  const lines = text.slice(0, having).split('\n');
  return `line ${lines.length}, column ${lines.at(-1)?.length}`;
}

function hasUnexpectedToken(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch (error) {
    return (error as Error).message.startsWith('Unexpected token');
  }
}

async function explainModule(error: unknown, file: string): Promise<BowerbirdError> {
  const { reason, hint, at } = await findFault(error, file);
  if (!at) return unreadable(reason, hint, error);
  const place = `line ${at.line}${at.column === undefined ? '' : `, column ${at.column}`}`;
  return unreadable(`${at.file === file ? place : `${at.file}, ${place}`}: ${reason}`, hint, error);
}
