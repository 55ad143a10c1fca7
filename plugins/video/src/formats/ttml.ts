import { Parser } from 'htmlparser2';
import { type Captions, type Cue, inOrder, Problems } from './cue.ts';
import { readTime, type TimeBase, timeBaseOf } from './ttml-time.ts';

type Attributes = Readonly<Record<string, string>>;

/** An element that is open. Times in milliseconds; the end may be open (Infinity). */
interface Frame {
  readonly name: string;
  readonly beginMs: number;
  readonly limitMs: number;
  /** Explicit, or undefined: then what it holds decides. */
  readonly endMs: number | undefined;
  readonly isSequence: boolean;
  /** In a sequence: when the next child begins. Else the latest end of a child. */
  cursorMs: number;
  isHidden: boolean;
  readonly keepsSpace: boolean;
  readonly speaker: string | undefined;
}

interface Piece {
  readonly text: string;
  readonly beginMs: number;
  readonly limitMs: number;
  readonly speaker: string | undefined;
}

/**
 * TTML and its profiles (IMSC, DFXP, EBU-TT; https://www.w3.org/TR/ttml2/): what `p` and `span` show, with the times of `par` and `seq` containers,
 * offsets, frames and ticks. What is not displayed is left out; pictures and styles are passed over.
 */
export function readTtml(source: string): Captions {
  const reader = new TtmlReader();
  const parser = new Parser(
    {
      onopentag: (name, attributes) => reader.open(name, attributes),
      ontext: (text) => reader.text(text),
      onclosetag: (name) => reader.close(name),
    },
    { xmlMode: true },
  );
  parser.end(source.replace(/^\ufeff/, ''));
  return reader.captions();
}

// `tt:p` and `p` are the same: prefixes are the document's own.
function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

const SKIPPED = new Set(['head', 'metadata', 'set', 'animate', 'image', 'audio', 'data', 'resources']);
const TIMED = new Set(['body', 'div', 'p', 'span', 'br']);
// What is shown until something else is, and nothing says until when.
const OPEN_END_MS = 4000;

class TtmlReader {
  readonly #problems = new Problems();
  readonly #cues: Cue[] = [];
  readonly #frames: Frame[] = [];
  readonly #hiddenStyles = new Set<string>();
  readonly #names = new Map<string, string>();
  #base: TimeBase = timeBaseOf({});
  #language: string | undefined;
  #isTtml = false;
  #agent: string | undefined;
  #pieces: Piece[] | undefined;
  // Depth below an element that holds no text of ours.
  #skipped = 0;
  #isName = false;

  open(qualified: string, given: Attributes): void {
    const name = localName(qualified);
    const attributes = Object.fromEntries(
      Object.entries(given).map(([key, value]) => [localName(key), value]),
    );
    if (name === 'set') this.#reveal(attributes);
    if (this.#skipped > 0 || SKIPPED.has(name)) {
      this.#skipped++;
      this.#readHead(name, attributes);
      return;
    }
    if (name === 'tt') {
      this.#isTtml = true;
      this.#base = timeBaseOf(attributes);
      this.#language = attributes.lang || undefined;
    }
    // Paragraphs do not nest: the end of the one before is damaged.
    if (name === 'p' && this.#pieces !== undefined) this.#closeUntil('p');
    this.#frames.push(this.#frame(name, attributes));
    if (name === 'p') this.#pieces = [];
    if (name === 'br') this.#add('\n');
  }

  text(text: string): void {
    if (this.#isName && this.#agent !== undefined) {
      const known = this.#names.get(this.#agent) ?? '';
      this.#names.set(this.#agent, `${known}${text}`.trim());
    }
    const frame = this.#frames.at(-1);
    if (this.#skipped > 0 || frame === undefined || (frame.name !== 'p' && frame.name !== 'span')) return;
    this.#add(frame.keepsSpace ? text : text.replaceAll(/\s+/g, ' '));
  }

  close(qualified: string): void {
    if (this.#skipped > 0) {
      this.#skipped--;
      this.#isName = false;
      return;
    }
    const name = localName(qualified);
    // From the innermost on: as a rule it is that one.
    if (this.#frames.findLast((frame) => frame.name === name)) this.#closeUntil(name);
  }

  /** What is left open inside ends as well. */
  #closeUntil(name: string): void {
    for (let closed = ''; closed !== name; ) {
      closed = this.#frames.at(-1)?.name ?? name;
      this.#closeOne();
    }
  }

  #closeOne(): void {
    const frame = this.#frames.pop();
    if (frame === undefined) return;
    const parent = this.#frames.at(-1);
    if (parent && TIMED.has(frame.name) && frame.name !== 'br') {
      // In a sequence without times of its own it takes the time that its children take.
      const endMs = Math.min(
        frame.endMs ?? (parent.isSequence ? frame.cursorMs : parent.limitMs),
        parent.limitMs,
      );
      parent.cursorMs = parent.isSequence
        ? endMs
        : Math.max(parent.cursorMs, Number.isFinite(endMs) ? endMs : 0);
    }
    if (frame.name === 'p') this.#endParagraph();
  }

  captions(): Captions {
    if (!this.#isTtml) this.#problems.add('the file has no <tt>');
    const cues = inOrder(this.#cues).map((cue, index, all) => {
      if (Number.isFinite(cue.endMs)) return cue;
      const next = all.slice(index + 1, index + 20).find(({ startMs }) => startMs > cue.startMs);
      return { ...cue, endMs: next?.startMs ?? cue.startMs + OPEN_END_MS };
    });
    return { cues, language: this.#language, problems: this.#problems.list() };
  }

  /** What an animation shows at some time is shown. Animations stand before the text. */
  #reveal({ display, visibility }: Attributes): void {
    const frame = this.#frames.at(-1);
    if (frame && (display === 'auto' || visibility === 'visible'))
      frame.isHidden = this.#frames.at(-2)?.isHidden ?? false;
  }

  #readHead(name: string, attributes: Attributes): void {
    if (name === 'style' && attributes.id && isHiddenBy(attributes)) this.#hiddenStyles.add(attributes.id);
    if (name === 'agent') this.#agent = attributes.id;
    this.#isName = name === 'name';
  }

  #frame(name: string, attributes: Attributes): Frame {
    const parent = this.#frames.at(-1);
    const origin = parent === undefined ? 0 : parent.isSequence ? parent.cursorMs : parent.beginMs;
    const limit = parent?.limitMs ?? Number.POSITIVE_INFINITY;
    const begin = this.#time(attributes.begin) ?? 0;
    const beginMs = Math.min(origin + begin, limit);
    const end = this.#time(attributes.end);
    const duration = this.#time(attributes.dur);
    const ends = [
      end === undefined ? undefined : origin + end,
      duration === undefined ? undefined : beginMs + duration,
    ];
    const known = ends.filter((each) => each !== undefined);
    const endMs = known.length > 0 ? Math.min(...known, limit) : undefined;
    const isStyled = (attributes.style ?? '').split(/\s+/).some((style) => this.#hiddenStyles.has(style));
    const space = attributes.space;
    return {
      name,
      beginMs,
      endMs,
      limitMs: endMs ?? limit,
      isSequence: attributes.timeContainer === 'seq',
      cursorMs: beginMs,
      isHidden: parent?.isHidden === true || isHiddenBy(attributes) || isStyled,
      keepsSpace: space === undefined ? (parent?.keepsSpace ?? false) : space === 'preserve',
      speaker: this.#speaker(attributes.agent) ?? parent?.speaker,
    };
  }

  #speaker(agent: string | undefined): string | undefined {
    const [id] = agent?.trim().split(/\s+/) ?? [];
    return id ? (this.#names.get(id) ?? id) : undefined;
  }

  #time(text: string | undefined): number | undefined {
    if (text === undefined) return undefined;
    const ms = readTime(text, this.#base);
    if (ms === undefined) this.#problems.add(`"${text.slice(0, 40)}" is no time`);
    return ms;
  }

  #add(text: string): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined || frame.isHidden) return;
    const { beginMs, limitMs, speaker } = frame;
    this.#pieces?.push({ text, beginMs, limitMs, speaker });
  }

  /** Neighbours that are shown at one time are one cue. White space alone is shown with what stands before it. */
  #endParagraph(): void {
    let open: { -readonly [K in keyof Piece]: Piece[K] } | undefined;
    for (const piece of this.#pieces ?? []) {
      const isSpace = piece.text.trim() === '';
      const isSame =
        open?.beginMs === piece.beginMs && open.limitMs === piece.limitMs && open.speaker === piece.speaker;
      if (open && (isSame || isSpace)) open.text += piece.text;
      else if (!isSpace) {
        this.#push(open);
        open = { ...piece };
      }
    }
    this.#push(open);
    this.#pieces = undefined;
  }

  #push(piece: Piece | undefined): void {
    if (piece === undefined) return;
    const text = piece.text
      .replaceAll(/[ \t\r]*\n[ \t\r]*/g, '\n')
      .replaceAll(/ {2,}/g, ' ')
      .trim();
    const [startMs, endMs] = [Math.round(piece.beginMs), Math.round(piece.limitMs)];
    // What has no time is never shown.
    if (text !== '' && startMs < endMs)
      this.#cues.push({ startMs, endMs, text, ...(piece.speaker && { speaker: piece.speaker }) });
  }
}

function isHiddenBy({ display, visibility, ruby }: Attributes): boolean {
  return display === 'none' || visibility === 'hidden' || ruby === 'delimiter';
}
