import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isBowerbirdError } from '@bowerbird/core';
import type { LoadedConfig, Runner } from '@bowerbird/runner';
import { UsageError } from './exit-codes.ts';
import { isNotFound } from './render/errors.ts';
import { cleanLine, shortPath } from './render/format.ts';
import type { RunnerModule, Session } from './session.ts';

/** The option that names the rc file. */
export interface ConfigFlag {
  readonly config?: string;
}

/** A runner on the rc file, for what needs pipelines. @throws {ConfigError} when there is none */
export async function openRunner(session: Session, flags: ConfigFlag): Promise<Runner> {
  const module = await session.loadRunner();
  return create(session, module, await load(session, module, flags));
}

/** A runner on the rc file where there is one, and on nothing but the built-in plugins where there is none. */
export async function openRunnerAnywhere(session: Session, flags: ConfigFlag): Promise<Runner> {
  const module = await session.loadRunner();
  return create(session, module, await loadAnywhere(session, flags));
}

/** The rc file where there is one, and nothing where there is none. */
export async function loadAnywhere(session: Session, flags: ConfigFlag): Promise<LoadedConfig> {
  const module = await session.loadRunner();
  try {
    return await load(session, module, flags);
  } catch (error) {
    if (flags.config !== undefined || !isNotFound(error)) throw error;
    return module.inlineConfig({ base: session.io.cwd });
  }
}

/** As `openRunnerAnywhere`; an rc file that happens to be near and is broken is passed over with a warning. */
export async function openRunnerWhateverIsNear(session: Session, flags: ConfigFlag): Promise<Runner> {
  try {
    const runner = await openRunnerAnywhere(session, flags);
    const broken = runner.problems.find((problem) => problem.pipeline === undefined);
    if (flags.config !== undefined || broken === undefined) return runner;
    await runner.close();
    warnUnused(session, runner.file, `${broken.path || 'the file'}: ${broken.message}`);
  } catch (error) {
    if (flags.config !== undefined || !isBowerbirdError(error) || error.code !== 'CONFIG_INVALID')
      throw error;
    warnUnused(session, undefined, error.message);
  }
  const module = await session.loadRunner();
  return create(session, module, module.inlineConfig({ base: session.io.cwd }));
}

/** Opens, works, and closes whatever happens. */
export async function withRunner<T>(
  opening: Promise<Runner>,
  work: (runner: Runner) => Promise<T>,
): Promise<T> {
  const runner = await opening;
  try {
    return await work(runner);
  } finally {
    await runner.close();
  }
}

/** @throws {UsageError} when `--config` names no file */
export async function refuseConfigFlag(session: Session, flags: ConfigFlag): Promise<void> {
  if (flags.config === '') throw new UsageError('--config needs the name of a file');
  if (flags.config !== undefined && (await isFolder(resolve(session.io.cwd, flags.config))))
    throw new UsageError(`--config ${flags.config}: this is a folder`, 'Name a file in it.');
}

async function load(session: Session, module: RunnerModule, flags: ConfigFlag): Promise<LoadedConfig> {
  await refuseConfigFlag(session, flags);
  const loaded = await module.loadConfig({
    cwd: session.io.cwd,
    ...(flags.config !== undefined && { file: flags.config }),
  });
  session.configFile = loaded.file;
  return loaded;
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function create(session: Session, module: RunnerModule, config: LoadedConfig): Promise<Runner> {
  const runner = await module.createRunner(config, { plugins: session.plugins });
  session.runner = runner;
  return runner;
}

function warnUnused({ screen, io }: Session, file: string | undefined, why: string): void {
  const name = file === undefined ? 'the rc file that is near' : shortPath(file, io.cwd);
  screen.say(`${screen.style.yellow('warning')}: ${name} is not used: ${cleanLine(why)}`);
}
