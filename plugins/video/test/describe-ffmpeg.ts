import { execFileSync } from 'node:child_process';
import { describe, it } from 'vitest';

/** Tests that need the real ffmpeg. Where it is not installed they are skipped; in CI they fail. */
export function describeFfmpeg(name: string, tests: () => void): void {
  if (isThere('ffmpeg', ['-version']) && isThere('ffprobe', ['-version'])) {
    describe(name, tests);
    return;
  }
  const missing = 'ffmpeg is not installed: on Debian apt-get install ffmpeg';
  if (process.env.BOWERBIRD_TEST_SERVERS === 'required') throw new Error(missing);
  const skipped = `${name} (skipped: ${missing})`;
  // Reporters count what is skipped and do not name it.
  console.warn(skipped);
  describe(skipped, () => it.skip('needs the program'));
}

function isThere(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Runs ffmpeg on made-up sound and pictures. */
export function ffmpeg(...args: readonly string[]): void {
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
