/** What was said, in the one form that captions and bought transcripts share. */
export interface Transcript {
  /** In the order of their start. */
  readonly segments: readonly Segment[];
  /** In the order of their start. */
  readonly chapters?: readonly Chapter[] | undefined;
}

/** A stretch of speech: a cue, a sentence, a turn. Times are whole milliseconds from the start of the media; some models tell none. */
export interface Segment {
  readonly text: string;
  readonly startMs?: number | undefined;
  readonly endMs?: number | undefined;
  /** As the source calls them: a name, or a label such as `A`. */
  readonly speaker?: string | undefined;
  /** Somebody else begins to speak, whoever it is: a dash or `>>` says so. */
  readonly isTurn?: boolean | undefined;
  /** Where the source tells them. Their texts are in `text`, in this order. */
  readonly words?: readonly Word[] | undefined;
}

export interface Word {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** A part of the whole with a heading of its own. */
export interface Chapter {
  readonly title: string;
  readonly startMs: number;
  readonly endMs?: number | undefined;
}

/** The speakers of a transcript, in the order in which they first speak. */
export function speakersOf({ segments }: Transcript): readonly string[] {
  return [...new Set(segments.flatMap(({ speaker }) => (speaker === undefined ? [] : [speaker])))];
}
