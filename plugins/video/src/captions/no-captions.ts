import { CollectError } from '@bowerbird/core';

/** There are none that fit: the next collector of the chain may hear what is said. */
export function noCaptions(
  about: string,
  languages: readonly string[],
  where: string,
  others: readonly string[] = [],
): CollectError {
  const asked = languages.length > 0 ? ` in ${languages.join(' or ')}` : '';
  const there = others.length > 0 ? ` (there are: ${others.slice(0, 20).join(', ')})` : '';
  return new CollectError('SOURCE_NOT_FOUND', `${about} has no captions${asked} ${where}${there}`, {
    recovery: 'next',
    hint: 'Ask for another language, allow automatic ones, or name a collector behind captions that transcribes: assemblyai, openai-transcription, whisper-local.',
  });
}
