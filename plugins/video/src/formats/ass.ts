import { type Captions, type Cue, inOrder, Problems } from './cue.ts';

const TIME = /^\s*(\d+):(\d{1,2}):(\d{1,2})[.:,](\d{1,3})\s*$/;
// A drawing is written as text: {\p1} begins it, {\p0} ends it.
const DRAWING = /\{[^{}]*\\p[1-9][^{}]*\}.*?(?=\{[^{}]*\\p0[^{}]*\}|$)/gs;

/** SubStation Alpha and Advanced SubStation Alpha (http://www.tcax.org/docs/ass-specs.htm): the dialogue of `[Events]`, without its overrides. */
export function readAss(source: string): Captions {
  const problems = new Problems();
  const cues: Cue[] = [];
  let isInEvents = false;
  let columns: readonly string[] = [];
  for (const line of source.replace(/^\ufeff/, '').split(/\r\n|\n|\r/)) {
    const section = /^\s*\[(.+)\]\s*$/.exec(line)?.[1];
    if (section !== undefined) isInEvents = section.toLowerCase() === 'events';
    if (!isInEvents) continue;
    const [, kind, rest = ''] = /^\s*(Format|Dialogue)\s*:\s?(.*)$/i.exec(line) ?? [];
    if (kind === undefined) continue;
    if (kind.toLowerCase() === 'format') columns = rest.split(',').map((name) => name.trim().toLowerCase());
    else {
      const cue = readDialogue(rest, columns);
      if (cue === undefined) problems.add(`"${line.slice(0, 80)}" has no times`);
      else if (cue.text !== '') cues.push(cue);
    }
  }
  return { cues: inOrder(cues), problems: problems.list() };
}

function readDialogue(rest: string, columns: readonly string[]): Cue | undefined {
  const values = rest.split(',');
  const column = (name: string): string => values[columns.indexOf(name)] ?? '';
  const startMs = toMs(column('start'));
  const endMs = toMs(column('end'));
  if (startMs === undefined || endMs === undefined) return undefined;
  // The last column may hold commas.
  const text = values.slice(columns.length - 1).join(',');
  const plain = text
    .replaceAll(DRAWING, '')
    .replaceAll(/\{[^{}]*\}/g, '')
    .replaceAll(/\\[Nn]/g, '\n')
    .replaceAll('\\h', ' ');
  return { startMs, endMs, text: plain.trim() };
}

function toMs(text: string): number | undefined {
  const [, hours, minutes, seconds, fraction = ''] = TIME.exec(text) ?? [];
  if (hours === undefined) return undefined;
  return (
    ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 +
    Math.round(Number(`0.${fraction}`) * 1000)
  );
}
