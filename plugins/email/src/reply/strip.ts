import { markEndings } from './endings.ts';
import { KEPT, type LineKind, markQuotes, toLines } from './quotes.ts';

/** A stretch that was taken out of a message. */
export interface Removed {
  readonly kind: Exclude<LineKind, 'own'> | 'repeated';
  readonly text: string;
}

/** A message's own text, and what was taken out. */
export interface Stripped {
  readonly text: string;
  readonly removed: readonly Removed[];
}

/** What is taken out beside quotes. */
export interface StripOptions {
  /** Signatures, and what telephones add. Default: taken out. */
  readonly signatures?: 'remove' | 'keep' | undefined;
}

/**
 * The author's own text of a message: without quotes, signatures, footers of mailing lists, disclaimers. Takes plain text or Markdown.
 * Of a message that is nothing but quotes nothing stays. Time is linear in its length.
 */
export function stripReply(text: string, { signatures = 'remove' }: StripOptions = {}): Stripped {
  const lines = toLines(text);
  const kinds = markQuotes(lines);
  markEndings(lines, kinds, signatures === 'remove');
  const own: string[] = [];
  const removed: { kind: Removed['kind']; lines: string[] }[] = [];
  for (const [index, line] of lines.entries()) {
    const kind = kinds[index] ?? 'own';
    // Of the empty lines around a quote one is enough.
    const isGap = line.trim() === '' && own.at(-1)?.trim() === '' && kinds[index - 1] !== 'own';
    if (kind === 'own' && !isGap) own.push(line);
    else if (kind === 'own') continue;
    else if (removed.at(-1)?.kind === kind && kinds[index - 1] === kind) removed.at(-1)?.lines.push(line);
    else removed.push({ kind, lines: [line] });
  }
  return {
    text: tidy(own.join('\n')),
    removed: removed.map(({ kind, lines }) => ({ kind, text: lines.join('\n') })),
  };
}

/** Blank lines at both ends, and where a quote was, are of no use. */
function tidy(text: string): string {
  return text
    .replaceAll(KEPT, '')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replaceAll(/\n{4,}/g, '\n\n\n')
    .replace(/^\n+|\n+$/g, '');
}
