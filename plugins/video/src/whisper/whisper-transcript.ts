import { fromWhisper } from '../language.ts';
import type { Segment, Word } from '../transcript/transcript.ts';

/** What is read of the file that `whisper-cli --output-json-full` writes. Offsets in milliseconds. */
export interface WhisperOutput {
  readonly result?: { readonly language?: string };
  readonly transcription?: readonly {
    readonly offsets: { readonly from: number; readonly to: number };
    readonly text: string;
    readonly tokens?: readonly {
      readonly text: string;
      readonly offsets?: { readonly from: number; readonly to: number };
    }[];
  }[];
}

// What Whisper writes where nobody speaks.
const NOTHING = /^\s*(?:\[BLANK_AUDIO\]|\[SILENCE\]|\[ ?Silence ?\])\s*$/;

export function segmentsOfWhisper({ transcription = [] }: WhisperOutput): readonly Segment[] {
  return transcription.flatMap(({ offsets, text, tokens = [] }): readonly Segment[] => {
    if (NOTHING.test(text) || text.trim() === '') return [];
    const words = wordsOf(tokens);
    // A character of several tokens is torn: then the text alone is right.
    const isWhole =
      words.length > 0 && words.map((word) => word.text).join(' ') === text.trim().replaceAll(/\s+/g, ' ');
    return [{ text: text.trim(), startMs: offsets.from, endMs: offsets.to, ...(isWhole && { words }) }];
  });
}

/** Tokens as words: a space begins one. Tokens in brackets are of the model's own. */
function wordsOf(
  tokens: NonNullable<NonNullable<WhisperOutput['transcription']>[number]['tokens']>,
): readonly Word[] {
  const words: Word[] = [];
  for (const { text, offsets } of tokens) {
    if (offsets === undefined || /^\[_.*_?\]$/.test(text.trim())) continue;
    const open = words.at(-1);
    if (open === undefined || text.startsWith(' '))
      words.push({ text: text.trim(), startMs: offsets.from, endMs: offsets.to });
    else
      words[words.length - 1] = {
        ...open,
        text: `${open.text}${text.trimEnd()}`,
        endMs: Math.max(open.endMs, offsets.to),
      };
  }
  return words.filter(({ text }) => text !== '');
}

export function languageOfWhisper({ result }: WhisperOutput): string | undefined {
  return result?.language === undefined ? undefined : fromWhisper(result.language);
}
