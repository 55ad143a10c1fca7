import { type ConfigError, isBowerbirdError, toErrorData } from '@bowerbird/core';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Session } from '../session.ts';
import { cleanLine, cleanText, shortPath } from './format.ts';
import type { Style } from './style.ts';

/** What a person is told about an error that ended a command, and the exit code. */
export async function explain(
  error: unknown,
  session: Session,
): Promise<{ readonly text: string; readonly code: number }> {
  const label = session.screen.style.red('error');
  if (error instanceof UsageError) {
    return { text: `${label}: ${error.message}${arrow(error.hint)}`, code: EXIT.usage };
  }
  if (isConfigError(error)) {
    const text =
      error.problems.length > 0 ? await problemsText(error, session) : `${label}: ${error.message}`;
    return { text: `${cleanText(text)}${arrow(error.hint)}`, code: EXIT.usage };
  }
  const scrub = (text: string): string => session.runner?.scrub(text) ?? text;
  const stack = session.io.env.BOWERBIRD_DEBUG && error instanceof Error ? scrub(`\n${error.stack}`) : '';
  if (isBowerbirdError(error)) {
    const code = error.code === 'PIPELINE_NOT_FOUND' ? EXIT.usage : EXIT.failed;
    return { text: `${label}: ${cleanText(error.message)}${arrow(error.hint)}${stack}`, code };
  }
  const message = cleanLine(scrub(toErrorData(error).message));
  const hint = stack ? undefined : 'Set BOWERBIRD_DEBUG=1 to see where; please report it.';
  return {
    text: `${label}: something unexpected happened: ${message}${arrow(hint)}${stack}`,
    code: EXIT.failed,
  };
}

/** Something that went wrong and stopped nothing, with its remedy. */
export function renderWarning(
  { message, hint }: { readonly message: string; readonly hint?: string | undefined },
  style: Style,
): string {
  return `${style.yellow('warning')}: ${cleanLine(message)}${arrow(hint)}`;
}

/** A remedy, on a line of its own. */
export function arrow(hint: string | undefined, indentation = '  '): string {
  return hint === undefined ? '' : `\n${indentation}→ ${cleanLine(hint)}`;
}

/** Whether an error lists what is wrong in a configuration. Not `instanceof`: a plugin may bring another copy of core. */
function isConfigError(error: unknown): error is ConfigError {
  return isBowerbirdError(error) && Array.isArray((error as Partial<ConfigError>).problems);
}

/** Whether an error says that there is no rc file. */
export function isNotFound(error: unknown): boolean {
  return isBowerbirdError(error) && error.code === 'CONFIG_NOT_FOUND';
}

async function problemsText({ problems }: ConfigError, session: Session): Promise<string> {
  const { formatProblems } = await session.loadRunner();
  const { configFile, io } = session;
  const file = configFile === undefined ? undefined : shortPath(configFile, io.cwd);
  return formatProblems(file, problems).trimEnd();
}
