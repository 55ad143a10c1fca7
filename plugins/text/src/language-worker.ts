// Runs in a worker.
import { eld } from 'eld/small';
import { blocksOf } from './chunk/blocks.ts';

/** A language, and for which share of the text it is certain. */
export interface Guess {
  /** ISO 639-1. */
  readonly language: string;
  /** 0 to 1. */
  readonly confidence: number;
}

// Long enough to be sure of, and enough of them to know a text of several languages.
const WINDOW = 400;
const MOST_WINDOWS = 24;

/** The language of most of a text; `undefined` where there are no words. Looks at up to 24 places, evenly over the text. */
export default function detectLanguage(text: string): Guess | undefined {
  const votes = new Map<string, number>();
  let all = 0;
  for (const part of windowsOf(wordsOf(text))) {
    const letters = part.match(/\p{L}/gu)?.length ?? 0;
    if (letters === 0) continue;
    const result = eld.detect(part);
    all += letters;
    if (result.language !== '' && result.isReliable())
      votes.set(result.language, (votes.get(result.language) ?? 0) + letters);
  }
  const [best] = [...votes].sort(([, one], [, other]) => other - one);
  return best && { language: best[0], confidence: Math.round((best[1] / all) * 100) / 100 };
}

/** Without code, addresses and the signs of Markdown, which are in no language. */
function wordsOf(text: string): string {
  return blocksOf(text)
    .flatMap(({ kind, start, end }) => (kind === 'code' ? [] : text.slice(start, end)))
    .join('\n')
    .replaceAll(/https?:\/\/[^\s)>\]]+|`[^`\n]*`/g, ' ')
    .replaceAll(/[^\p{L}\p{M}\p{N}'’.,!?;:。、？！]+/gu, ' ');
}

function windowsOf(text: string): readonly string[] {
  const count = Math.min(MOST_WINDOWS, Math.max(1, Math.floor(text.length / WINDOW)));
  const step = text.length / count;
  const length = Math.min(step, 2 * WINDOW);
  return Array.from({ length: count }, (_, index) => {
    const start = Math.floor(index * step);
    return text.slice(start, start + length).toWellFormed();
  });
}
