import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Finding, Probe } from './examine.ts';
import { outputOf } from './process.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A program that is not part of Bowerbird. */
export interface Program {
  readonly name: string;
  /** What it is called with to say its version. */
  readonly args: readonly string[];
  readonly neededFor: string;
  /** Where to get it. */
  readonly hint: string;
  /** Its version is the day of its release, and after so many days it no longer works everywhere. */
  readonly staleAfterDays?: number | undefined;
}

/** The programs that collectors call. */
export const PROGRAMS: readonly Program[] = [
  {
    name: 'yt-dlp',
    args: ['--version'],
    neededFor: 'video',
    hint: 'Install it again: https://github.com/yt-dlp/yt-dlp/wiki/Installation.',
    // Sites change every few weeks; yt-dlp itself warns after 90 days.
    staleAfterDays: 90,
  },
  ...['ffmpeg', 'ffprobe'].map((name) => ({
    name,
    args: ['-version'],
    neededFor: 'video',
    hint: 'Install it again: https://ffmpeg.org/download.html.',
  })),
];

/** Where a program is and which version. Not to be there is no fault: not everybody collects what it is for. */
export function programProbe(program: Program, env: Environment, now: () => number = Date.now): Probe {
  return {
    name: program.name,
    failed: 'warning',
    hint: program.hint,
    look: async (signal): Promise<Finding> => {
      const path = await findProgram(program.name, env);
      if (path === undefined) {
        return { status: 'info', message: `not found: needed for ${program.neededFor}, not before` };
      }
      const version = readVersion(await outputOf(path, program.args, signal));
      const days = ageInDays(version, now());
      if (days === undefined || days <= (program.staleAfterDays ?? Number.POSITIVE_INFINITY))
        return { status: 'ok', message: `${version} (${path})` };
      const message = `${version} (${path}) is ${days} days old: it may fail where sites have changed`;
      return { status: 'warning', message, hint: `Update it: ${path} -U, or as it was installed.` };
    },
  };
}

/** The file that a name means. Folders that are not absolute do not count: what lies in the working folder is not to be run. */
async function findProgram(name: string, env: Environment): Promise<string | undefined> {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  for (const folder of folders) {
    const path = join(folder, file);
    if (await isProgram(path)) return path;
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** `2026.01.02` of yt-dlp, `7.1` of `ffmpeg version 7.1 Copyright …`. */
function readVersion(output: string): string {
  const [line = ''] = output.trim().split('\n', 1);
  const version = /\bversion (\S+)/.exec(line)?.[1] ?? line;
  return version.slice(0, 60) || 'of unknown version';
}

/** Of a version that is a day, as `2026.01.02`. */
function ageInDays(version: string, now: number): number | undefined {
  const [, year, month, day] = /^(\d{4})\.(\d{1,2})\.(\d{1,2})\b/.exec(version) ?? [];
  if (year === undefined) return undefined;
  return Math.floor((now - Date.UTC(Number(year), Number(month) - 1, Number(day))) / 86_400_000);
}
