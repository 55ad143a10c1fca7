import type { Document } from '@bowerbird/core';
import { type InnerContainer, MessageFile, messageDigest } from './archive/read.ts';
import { type DocumentOptions, toDocuments } from './document/thread-document.ts';
import { readTurn, type Turn } from './document/turn.ts';

/** A message of a thread. */
export interface ThreadMessage {
  /** As documents name its file. */
  readonly file: string;
  /** Absolute path of the bytes. */
  readonly path: string;
  readonly container: InnerContainer;
  readonly start: number;
  readonly end: number;
  /** Of the bytes: see `messageDigest`. */
  readonly digest: string;
  readonly chosen: boolean;
}

/** What documents are made of. */
export interface ThreadInput extends DocumentOptions {
  readonly messages: readonly ThreadMessage[];
}

/** `moved`: what lies there now is another message. */
export type ThreadResult =
  | { readonly status: 'read'; readonly documents: readonly Document[] }
  | { readonly status: 'moved'; readonly file: string };

/** Makes the documents of a thread. Runs in a worker. */
export default function thread({ messages, ...options }: ThreadInput): ThreadResult {
  const turns: Turn[] = [];
  const byPath = Map.groupBy(messages, ({ path }) => path);
  for (const [path, parts] of byPath) {
    const file = new MessageFile(path, parts[0]?.container ?? 'message');
    try {
      for (const part of parts) {
        const bytes = file.bytes(part.start, part.end);
        if (messageDigest(bytes) !== part.digest) return { status: 'moved', file: part.file };
        // The line before it in an mbox: it is short.
        const before = file
          .bytes(Math.max(0, part.start - 200), part.start)
          .toString('latin1')
          .trimEnd();
        const separator = /(?:^|\n)(From .*)$/.exec(before)?.[1];
        turns.push(readTurn({ ...part, separator, bytes: file.sent(bytes) }));
      }
    } finally {
      file.close();
    }
  }
  return { status: 'read', documents: toDocuments(turns, options) };
}
