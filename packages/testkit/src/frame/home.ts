import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PipelineHome } from '@bowerbird/core';

/** Runs `work` with a home in a folder of its own, which goes afterwards. */
export async function withHome<T>(work: (home: PipelineHome) => Promise<T>): Promise<T> {
  const base = await mkdtemp(join(tmpdir(), 'bowerbird-testkit-'));
  try {
    const state = join(base, 'state');
    await mkdir(state);
    return await work({ base, state, pipeline: 'testkit' });
  } finally {
    // What is still being written to by somebody is left: to fail here would hide why.
    await rm(base, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
  }
}
