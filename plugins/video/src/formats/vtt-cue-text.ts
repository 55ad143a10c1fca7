import { decodeHTML } from 'entities';
import type { Mark } from './cue.ts';
import { readTimestamp } from './vtt-time.ts';

/** What one voice says in a cue. */
export interface Run {
  readonly text: string;
  readonly speaker?: string | undefined;
  readonly marks?: readonly Mark[] | undefined;
}

/**
 * The text of a cue without its tags, by voices, with the times inside of it (https://www.w3.org/TR/webvtt1/#cue-text-parsing-rules): tags and their
 * classes are dropped, character references resolved.
 */
export function readCueText(raw: string, startMs: number): readonly Run[] {
  // Most cues have none of it.
  if (!raw.includes('<') && !raw.includes('&')) return [{ text: raw }];
  const builder = new RunBuilder(startMs);
  let at = 0;
  while (at < raw.length) {
    const open = raw.indexOf('<', at);
    builder.text(raw.slice(at, open === -1 ? raw.length : open));
    if (open === -1) break;
    const close = raw.indexOf('>', open + 1);
    builder.tag(raw.slice(open + 1, close === -1 ? raw.length : close));
    at = close === -1 ? raw.length : close + 1;
  }
  return builder.runs();
}

class RunBuilder {
  readonly #runs: Run[] = [];
  readonly #voices: string[] = [];
  readonly #startMs: number;
  #text = '';
  #marks: Mark[] = [];

  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  text(raw: string): void {
    this.#text += raw.includes('&') ? decodeHTML(raw) : raw;
  }

  /** @param tag what stands between its brackets */
  tag(tag: string): void {
    if (/^[\d]/.test(tag)) {
      const startMs = readTimestamp(tag, 0, tag.length);
      if (startMs >= this.#startMs) this.#marks.push({ at: this.#text.length, startMs });
    } else if (/^v[.\s]/.test(tag)) {
      this.#end();
      // The annotation follows the classes.
      this.#voices.push(
        decodeHTML(tag.replace(/^v\S*\s*/, ''))
          .replaceAll(/\s+/g, ' ')
          .trim(),
      );
    } else if (tag === '/v') {
      this.#end();
      this.#voices.pop();
    }
  }

  runs(): readonly Run[] {
    this.#end();
    return this.#runs.length > 0 ? this.#runs : [{ text: '' }];
  }

  #end(): void {
    const speaker = this.#voices.at(-1) || undefined;
    if (this.#text.trim() !== '') {
      const marks = this.#marks.length > 0 ? this.#marks : undefined;
      this.#runs.push({ text: this.#text, ...(speaker && { speaker }), ...(marks && { marks }) });
    }
    this.#text = '';
    this.#marks = [];
  }
}
