import { createHash } from 'node:crypto';
import { bodyText } from '../message/body.ts';
import { type Facts, factsOf } from '../message/facts.ts';
import type { Person } from '../message/headers.ts';
import { readMessage } from '../message/mime.ts';
import { type Removed, stripReply } from '../reply/strip.ts';

/** A file that came with a message, as a document tells of it. */
interface AttachmentFacts {
  readonly name: string | undefined;
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

/** A message as a turn of its thread: who said what. */
export interface Turn {
  readonly facts: Facts;
  /** Where it lies. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly digest: string;
  readonly chosen: boolean;
  /** The author's own text. */
  readonly text: string;
  readonly removed: readonly Removed[];
  readonly attachments: readonly AttachmentFacts[];
  readonly signed: boolean;
  readonly encrypted: boolean;
}

/** Where a message lies, and its bytes as they were sent. */
export interface RawMessage {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly digest: string;
  readonly chosen: boolean;
  readonly separator?: string | undefined;
  readonly bytes: Buffer;
}

/** Reads a message as a turn. */
export function readTurn({ bytes, separator, ...place }: RawMessage): Turn {
  const message = readMessage(bytes);
  const { text, quotes } = bodyText(message);
  const own = stripReply(text);
  return {
    ...place,
    facts: factsOf(message.headers, undefined, separator),
    text: own.text,
    removed: [...quotes().map((quote): Removed => ({ kind: 'quote', text: quote })), ...own.removed],
    attachments: message.attachments
      .filter(({ inline }) => !inline)
      .map(({ name, type, content }) => ({
        name,
        type,
        size: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
      })),
    signed: message.signed,
    encrypted: message.encrypted,
  };
}

/** What people call somebody. */
export function displayName({ name, address }: Person): string {
  return name === '' ? address : name;
}
