import { type CollectContext, CollectError } from '@bowerbird/core';
import type { CaptionsInput, CaptionsResult, ReadCaptions } from '../captions-parse.ts';

/** Reads captions in a worker. @param about names them in errors */
export async function parseCaptions(
  input: CaptionsInput,
  about: string,
  context: CollectContext,
): Promise<ReadCaptions> {
  const result = await context.compute<CaptionsResult>(new URL(import.meta.resolve('#captions')), input);
  if (result.status === 'read') {
    for (const problem of result.captions.problems) context.log(`${about}: ${problem}`);
    return result.captions;
  }
  if (result.status === 'too-large') {
    throw new CollectError(
      'SOURCE_TOO_LARGE',
      `${about} is larger than the 32 MB that are read of captions`,
      {
        recovery: 'next',
        hint: 'It is more likely something else; take it out of the list.',
      },
    );
  }
  throw new CollectError('SOURCE_UNSUPPORTED', `${about} holds no captions of a format that is known`, {
    recovery: 'next',
    hint: 'Known are WebVTT, SubRip, SubViewer, TTML (IMSC, DFXP), SSA and ASS, SAMI, json3, srv1 to srv3 and the JSON of podcasts.',
  });
}
