import { type BowerbirdError, type ConfigError, isBowerbirdError } from '@bowerbird/core';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Session } from '../session.ts';
import { cleanLine, cleanText } from './format.ts';

/** What a person is told about an error that ended a command, and the exit code. */
export async function explain(
  error: unknown,
  session: Session,
): Promise<{ readonly text: string; readonly code: number }> {
  const label = session.screen.style.red('error');
  if (error instanceof UsageError) {
    return { text: `${label}: ${error.message}${arrow(error.hint)}`, code: EXIT.usage };
  }
  if (isNotFound(error)) return { text: `${label}: ${await notFoundText(error, session)}`, code: EXIT.usage };
  if (isConfigError(error)) {
    return { text: cleanText(await configText(error, session)), code: EXIT.usage };
  }
  const stack = session.io.env.BOWERBIRD_DEBUG && error instanceof Error ? `\n${error.stack}` : '';
  if (isBowerbirdError(error)) {
    return { text: `${label}: ${cleanText(error.message)}${arrow(error.hint)}${stack}`, code: EXIT.failed };
  }
  const message = cleanLine(error instanceof Error ? error.message || error.name : String(error));
  const hint = stack ? undefined : 'Set BOWERBIRD_DEBUG=1 to see where; please report it.';
  return {
    text: `${label}: something unexpected happened: ${message}${arrow(hint)}${stack}`,
    code: EXIT.failed,
  };
}

/** A remedy, on a line of its own. */
export function arrow(hint: string | undefined, indentation = '  '): string {
  return hint === undefined ? '' : `\n${indentation}→ ${cleanLine(hint)}`;
}

/** Whether an error lists what is wrong in a configuration. Not `instanceof`: a plugin may bring another copy of core. */
export function isConfigError(error: unknown): error is ConfigError {
  return isBowerbirdError(error) && Array.isArray((error as Partial<ConfigError>).problems);
}

/** Whether an error says that there is no rc file. */
export function isNotFound(error: unknown): error is BowerbirdError {
  return isBowerbirdError(error) && error.code === 'CONFIG_NOT_FOUND';
}

async function configText(error: ConfigError, session: Session): Promise<string> {
  if (error.problems.length === 0) return `${error.message}${arrow(error.hint)}`;
  const { formatProblems } = await session.loadRunner();
  return `${formatProblems(session.configFile, error.problems).trimEnd()}${arrow(error.hint)}`;
}

async function notFoundText(error: BowerbirdError, session: Session): Promise<string> {
  if (session.configFile !== undefined) return `${cleanText(error.message)}${arrow(error.hint)}`;
  const { CONFIG_PLACES } = await session.loadRunner();
  return [
    `there is no rc file in ${session.io.cwd}, nor in a folder above it`,
    `  looked for: ${CONFIG_PLACES.join(', ')}`,
    '  → `bowerbird init` writes one; `bowerbird collect <url-or-path>` needs none',
  ].join('\n');
}
