import { Parser } from 'htmlparser2';
import { type Captions, type Cue, inOrder } from './cue.ts';

interface Sync {
  readonly startMs: number;
  text: string;
}

/**
 * SAMI (Microsoft's Synchronized Accessible Media Interchange): what stands after a `<SYNC Start=…>` is shown until the next one. Of several languages the
 * first is read.
 */
export function readSami(source: string): Captions {
  const syncs: Sync[] = [];
  let first: string | undefined;
  let language: string | undefined;
  let isOther = false;
  let isSkipped = false;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'sync') syncs.push({ startMs: Math.round(Number(attributes.start ?? 0)), text: '' });
      else if (name === 'style' || name === 'title') isSkipped = true;
      else if (name === 'p') {
        const named = attributes.class?.toLowerCase();
        first ??= named;
        isOther = named !== first;
      } else if (name === 'br') append('\n');
    },
    ontext(text) {
      if (!isSkipped) append(text.replaceAll(/\s+/g, ' '));
      else language ??= /\blang\s*:\s*([a-z]{2,3}(?:-[a-z]{2})?)/i.exec(text)?.[1];
    },
    oncomment(text) {
      language ??= /\blang\s*:\s*([a-z]{2,3}(?:-[a-z]{2})?)/i.exec(text)?.[1];
    },
    onclosetag(name) {
      if (name === 'style' || name === 'title') isSkipped = false;
    },
  });
  function append(text: string): void {
    const sync = syncs.at(-1);
    if (sync && !isOther) sync.text += text;
  }
  parser.end(source.replace(/^\ufeff/, ''));
  const cues = syncs.flatMap(({ startMs, text }, index): readonly Cue[] => {
    const plain = text.replaceAll(/ *\n */g, '\n').trim();
    const endMs = syncs[index + 1]?.startMs ?? startMs + LAST_MS;
    return plain === '' || !Number.isFinite(startMs) ? [] : [{ startMs, endMs, text: plain }];
  });
  return { cues: inOrder(cues), language, problems: syncs.length === 0 ? ['the file has no <SYNC>'] : [] };
}

// The last one has no end.
const LAST_MS = 4000;
