import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll } from 'vitest';

/** Writes files into a folder that goes away after the tests, and gives their `file:` URLs. */
export function temporaryFiles(): (name: string, bytes: Uint8Array | string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'bowerbird-video-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  return (name, bytes) => {
    writeFileSync(join(folder, name), bytes);
    return pathToFileURL(join(folder, name)).href;
  };
}
