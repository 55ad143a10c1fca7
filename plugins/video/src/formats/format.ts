/** A format of captions. */
export type CaptionFormat = 'vtt' | 'srt' | 'ttml' | 'json3' | 'srv3' | 'podcast-json' | 'ass' | 'sami';

/** Names of files that hold captions. */
export const CAPTION_FILE = /\.(?:vtt|webvtt|srt|sbv|ttml|dfxp|xml|json3|json|srv[123]|ass|ssa|smi|sami)$/i;

/** What a text of captions is. */
export function formatOf(text: string): CaptionFormat | undefined {
  const head = text
    .slice(0, 4096)
    .replace(/^\ufeff/, '')
    .trimStart();
  if (head.startsWith('WEBVTT')) return 'vtt';
  if (head.startsWith('{')) {
    if (/"events"\s*:|"wireMagic"/.test(head)) return 'json3';
    return /"segments"\s*:/.test(head) ? 'podcast-json' : undefined;
  }
  if (head.startsWith('<')) {
    if (/<sami\b/i.test(head)) return 'sami';
    if (/<(?:timedtext|transcript)\b/.test(head)) return 'srv3';
    return /<(?:\w+:)?tt[\s>]/.test(head) ? 'ttml' : undefined;
  }
  if (/^\[(?:Script Info|V4\+? Styles|Events)\]/im.test(head)) return 'ass';
  return /\d{1,2}:\d{1,2}(?:[,.:]\d+)?\s*(?:-{1,2}>|,\s*\d+:\d{1,2}:\d{1,2}[.,]\d)/.test(head)
    ? 'srt'
    : undefined;
}
