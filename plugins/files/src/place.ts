import { resolve } from 'node:path';
import { BowerbirdError, type PipelineHome } from '@bowerbird/core';

/** The folder of the corpus: relative paths start at the rc file. */
export function corpusFolder(path: string, home: PipelineHome): string {
  return resolve(home.base, path);
}

/**
 * The name of the pipeline, which becomes the name of a file or a folder.
 * @throws {BowerbirdError} `SINK_FAILED` if it cannot: it must not lead out of the folder of the corpus
 */
export function pipelineName(home: PipelineHome): string {
  const name = home.pipeline;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  if (name === '' || name.startsWith('.') || /[/\\:*?"<>|\u0000-\u001F]/.test(name)) {
    throw new BowerbirdError(
      'SINK_FAILED',
      `the pipeline ${JSON.stringify(name)} cannot be the name of a file`,
      {
        hint: 'Give the pipeline a name of letters, digits and hyphens.',
      },
    );
  }
  return name;
}
