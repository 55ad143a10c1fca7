/** Automatic captions as YouTube makes them of words with times: in its own form, and as WebVTT and SubRip that roll. */

export interface SpokenWord {
  readonly text: string;
  readonly startMs: number;
}

const WORDS_A_LINE = 6;
const LAST_MS = 600;

function linesOf(words: readonly SpokenWord[]): readonly (readonly SpokenWord[])[] {
  const lines: SpokenWord[][] = [];
  for (const word of words) {
    const line = lines.at(-1);
    if (line && line.length < WORDS_A_LINE) line.push(word);
    else lines.push([word]);
  }
  return lines;
}

function endOf(lines: readonly (readonly SpokenWord[])[], index: number): number {
  return lines[index + 1]?.[0]?.startMs ?? (lines[index]?.at(-1)?.startMs ?? 0) + LAST_MS;
}

/** `json3`: a window, a line for each event, and the line feeds by which it moves. A line is shown until the next but one begins. */
export function asJson3(words: readonly SpokenWord[]): string {
  const lines = linesOf(words);
  const events: object[] = [{ tStartMs: 0, dDurationMs: 1_000_000, id: 1, wpWinPosId: 1, wsWinStyleId: 1 }];
  for (const [index, line] of lines.entries()) {
    const start = line[0]?.startMs ?? 0;
    const end = endOf(lines, Math.min(index + 1, lines.length - 1));
    const segs = line.map((word, at) => ({
      utf8: at === 0 ? word.text : ` ${word.text}`,
      ...(at > 0 && { tOffsetMs: word.startMs - start }),
      acAsrConf: 0,
    }));
    events.push({ tStartMs: start, dDurationMs: end - start, wWinId: 1, segs });
    events.push({ tStartMs: end - 10, dDurationMs: 10, wWinId: 1, aAppend: 1, segs: [{ utf8: '\n' }] });
  }
  return JSON.stringify({ wireMagic: 'pb3', pens: [{}], wsWinStyles: [{}], wpWinPositions: [{}], events });
}

/** `srv3`: the same as XML. */
export function asSrv3(words: readonly SpokenWord[]): string {
  const lines = linesOf(words);
  const paragraphs = lines.map((line, index) => {
    const start = line[0]?.startMs ?? 0;
    const end = endOf(lines, Math.min(index + 1, lines.length - 1));
    const pieces = line.map(
      (word, at) => `<s t="${word.startMs - start}" ac="0">${at === 0 ? '' : ' '}${word.text}</s>`,
    );
    return `<p t="${start}" d="${end - start}" w="1">${pieces.join('')}</p>\n<p t="${end - 10}" d="10" w="1" a="1">\n</p>`;
  });
  return `<?xml version="1.0" encoding="utf-8" ?><timedtext format="3">\n<head></head>\n<body>\n${paragraphs.join('\n')}\n</body>\n</timedtext>`;
}

/** Each line is shown three times: with times while it is spoken, alone for 10 ms, and above the next one. */
export function asRollingVtt(words: readonly SpokenWord[]): string {
  const lines = linesOf(words);
  const cues = lines.flatMap((line, index) => {
    const above = lines[index - 1];
    const [start, end] = [line[0]?.startMs ?? 0, endOf(lines, index)];
    const spoken = line
      .map((word, at) => (at === 0 ? word.text : `<${time(word.startMs)}><c> ${word.text}</c>`))
      .join('');
    const settings = 'align:start position:0%';
    return [
      `${time(start)} --> ${time(end - 10)} ${settings}\n${above ? textOf(above) : ' '}\n${spoken}`,
      `${time(end - 10)} --> ${time(end)} ${settings}\n${textOf(line)}\n `,
    ];
  });
  return `WEBVTT\nKind: captions\nLanguage: en\n\n${cues.join('\n\n')}\n`;
}

/** What converters make of it: the times inside are lost. */
export function asRollingSrt(words: readonly SpokenWord[]): string {
  const lines = linesOf(words);
  const cues = lines.flatMap((line, index) => {
    const above = lines[index - 1];
    const [start, end] = [line[0]?.startMs ?? 0, endOf(lines, index)];
    return [
      `${time(start)} --> ${time(end - 10)}\n${above ? `${textOf(above)}\n` : ''}${textOf(line)}`,
      `${time(end - 10)} --> ${time(end)}\n${textOf(line)}`,
    ];
  });
  return cues
    .map((cue, index) => `${index + 1}\n${cue.replaceAll(/(\d\d)\.(\d{3})/g, '$1,$2')}\n`)
    .join('\n');
}

function textOf(line: readonly SpokenWord[]): string {
  return line.map(({ text }) => text).join(' ');
}

function time(ms: number): string {
  const parts = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60].map((part) =>
    String(Math.floor(part)).padStart(2, '0'),
  );
  return `${parts.join(':')}.${String(ms % 1000).padStart(3, '0')}`;
}
