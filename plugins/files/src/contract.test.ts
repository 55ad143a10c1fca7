import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PipelineHome } from '@bowerbird/core';
import { sinkSuite } from '@bowerbird/testkit';
import { test } from 'vitest';
import { parse } from 'yaml';
import { unlessAbsent } from './failure.ts';
import { jsonl, markdown } from './index.ts';

const both = { module: new URL('./index.ts', import.meta.url), ids: true, remove: true, exclusive: true };

sinkSuite(test, jsonl, {
  ...both,
  read: async ({ base, pipeline }) => {
    const file = (await unlessAbsent(readFile(join(base, 'corpus', `${pipeline}.jsonl`), 'utf8'))) ?? '';
    return file
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  },
});

sinkSuite(test, markdown, {
  ...both,
  // A kill amid the renames leaves whole files, some new and some old: README.
  atomic: 'document',
  read: readMarkdown,
  keeps: ({ spans: _, provenance: { pipeline: __, ...provenance }, text, ...fields }) => ({
    ...fields,
    provenance,
    text: text.toWellFormed() + (text.endsWith('\n') ? '' : '\n'),
  }),
});

/** By another reader of YAML than the sink's own. */
async function readMarkdown({ base, pipeline }: PipelineHome) {
  const folder = join(base, 'corpus', pipeline);
  const names = ((await unlessAbsent(readdir(folder))) ?? []).filter((name) => !name.startsWith('.'));
  return Promise.all(
    names.map(async (name) => {
      const [, matter = '', text] =
        /^---\n(.*?\n)---\n\n(.*)$/s.exec(await readFile(join(folder, name), 'utf8')) ?? [];
      return { ...parse(matter), text };
    }),
  );
}
