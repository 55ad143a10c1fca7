import { dirname, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Why a module could not be loaded. */
export interface ModuleFault {
  readonly reason: string;
  /** What to do about it. */
  readonly hint: string;
  /** Where in its source, if that is known; lines and columns from 1. */
  readonly at?: { readonly file: string; readonly line: number; readonly column?: number } | undefined;
}

/**
 * What a user should know about an error that `import()` threw.
 * @param file absolute path of the module
 */
export async function findFault(error: unknown, file: string): Promise<ModuleFault> {
  const { code, message } = describe(error);
  const at = locate(error) ?? (error instanceof SyntaxError ? await locateSyntaxError(file) : undefined);
  return { reason: message, hint: hintFor(code, message, error), at };
}

function describe(error: unknown): { readonly code: string | undefined; readonly message: string } {
  if (!(error instanceof Error)) return { code: undefined, message: String(error) };
  // Node appends what was required by whom, line by line.
  const message = error.message.split('\n')[0] || error.name;
  return { code: (error as NodeJS.ErrnoException).code, message };
}

function hintFor(code: string | undefined, message: string, error: unknown): string {
  switch (code) {
    case 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX':
      return 'Node.js runs TypeScript by leaving the types out: write it without enum, namespace and parameter properties, or compile it.';
    case 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING':
      return 'Node.js does not run TypeScript in node_modules: the package must be published as JavaScript.';
    case 'ERR_UNKNOWN_FILE_EXTENSION':
      return 'Name a .js, .mjs or .ts file.';
    case 'ERR_MODULE_NOT_FOUND':
    case 'MODULE_NOT_FOUND': {
      const missing = /package '((?:@[^/']+\/)?[^'./@][^/']*)/.exec(message)?.[1];
      return missing
        ? `Run: npm install ${missing}`
        : 'Mend the import, or build the package that holds the file.';
    }
    default:
      return error instanceof SyntaxError
        ? 'Mend the syntax.'
        : 'Mend the module: it must load without an error.';
  }
}

/** The first place in the stack that belongs to a user's file. A syntax error has it on the first line, with a caret below. */
function locate(error: unknown): ModuleFault['at'] {
  const lines = (error instanceof Error ? (error.stack ?? '') : '').split('\n');
  return parseHeading(lines) ?? lines.map(parseFrame).find((frame) => frame !== undefined);
}

function parseHeading([first = '', , caret = '']: readonly string[]): ModuleFault['at'] {
  const match = /^(\/.*|file:\/\/.*|[A-Z]:\\.*):(\d+)$/.exec(first);
  if (!match?.[1]) return undefined;
  const column = caret.indexOf('^') + 1;
  return { file: toPath(match[1]), line: Number(match[2]), ...(column > 0 && { column }) };
}

function parseFrame(line: string): ModuleFault['at'] {
  const match = /^\s+at (?:.*\()?(file:\/\/.+|\/.+|[A-Z]:\\.+):(\d+):(\d+)\)?$/.exec(line);
  if (!match?.[1]) return undefined;
  const file = toPath(match[1]);
  if (file.startsWith(OWN) || LOADERS.test(file)) return undefined;
  return { file, line: Number(match[2]), column: Number(match[3]) };
}

// What loads the files of users: in the workspace, and where all of it is one bundle.
const LOADERS = /[\\/]node_modules[\\/](cosmiconfig|vite|vitest)[\\/]/;
const OWN = dirname(fileURLToPath(import.meta.url)) + sep;

/** Node tells where the syntax of an ES module is wrong only when it prints the error itself. */
async function locateSyntaxError(file: string): Promise<ModuleFault['at']> {
  const { execFile } = await import('node:child_process');
  const failed = await promisify(execFile)(process.execPath, ['--check', file]).catch(
    (error: unknown) => error,
  );
  const printed = (failed as { readonly stderr?: string }).stderr ?? '';
  return parseHeading(printed.split('\n'));
}

function toPath(pathOrUrl: string): string {
  return pathOrUrl.startsWith('file:') ? fileURLToPath(pathOrUrl) : pathOrUrl;
}
