import type { Document, JsonObject, Span } from '@bowerbird/core';
import type { Person } from '../message/headers.ts';
import { type Removed, stripReply } from '../reply/strip.ts';
import { titleOf } from '../thread/subject.ts';
import { inOrder, type PlacedTurn } from './order.ts';
import { Said } from './repeats.ts';
import { displayName, type Turn } from './turn.ts';

/** How documents are made of a thread. */
export interface DocumentOptions {
  /** What names the thread for ever. */
  readonly key: string;
  readonly split: 'thread' | 'message';
  /** Tells with each message what was taken out of it. */
  readonly explain: boolean;
}

/** A turn with its text as the document has it. */
interface SaidTurn extends PlacedTurn {
  readonly text: string;
  readonly removed: readonly Removed[];
  /** What it quotes of a message that is not in the archive. */
  readonly recovered: string | undefined;
}

/** The documents of a thread: one, or with `split: message` one for each message that was chosen. */
export function toDocuments(turns: readonly Turn[], options: DocumentOptions): readonly Document[] {
  const said = sayOnce(inOrder(turns));
  if (options.split === 'thread') return [documentOf(`email:${options.key}`, said, options)];
  return said
    .filter(({ turn }) => turn.chosen)
    .map((one) =>
      documentOf(`email:${one.turn.facts.id ?? `sha256:${one.turn.digest}`}`, [one], options, options.key),
    );
}

/** Every passage once: what repeats an earlier message without a mark is taken out, and what quotes a missing one is kept. */
function sayOnce(placed: readonly PlacedTurn[]): readonly SaidTurn[] {
  const said = new Said();
  const recovered = new Set<string>();
  return placed.map((one) => {
    const { text, repeated } =
      one.parent === undefined ? { text: one.turn.text, repeated: [] } : said.part(one.turn.text);
    const missing =
      one.isOrphan && !recovered.has(one.parent ?? '') ? said.part(quotedText(one.turn)).text : '';
    if (missing !== '') recovered.add(one.parent ?? '');
    said.add(missing);
    said.add(text);
    const removed = [
      ...one.turn.removed,
      ...repeated.map((passage): Removed => ({ kind: 'repeated', text: passage })),
    ];
    return { ...one, text, removed, recovered: missing === '' ? undefined : missing };
  });
}

const LEAST_RECOVERED = 20;

/** What a message quotes directly, without the quotes inside. */
function quotedText({ removed }: Turn): string {
  const quoted = removed
    .filter(({ kind }) => kind === 'quote')
    .map(({ text }) => stripReply(text.replaceAll(/^[ \t]*[>|»›] ?/gm, '')).text)
    .filter((text) => text !== '')
    .join('\n\n');
  return quoted.length < LEAST_RECOVERED ? '' : quoted;
}

function documentOf(
  id: string,
  said: readonly SaidTurn[],
  { explain }: DocumentOptions,
  thread?: string,
): Document {
  let text = '';
  const spans: Span[] = [];
  for (const one of said) {
    const section = sectionOf(one);
    if (text !== '') text += '\n\n';
    const { file, start, end, facts, digest } = one.turn;
    const messageId = facts.id ?? `sha256:${digest}`;
    spans.push({
      start: text.length,
      end: text.length + section.length,
      locator: { kind: 'message', messageId, file, byteStart: start, byteEnd: end },
    });
    text += section;
  }
  const all = said.map(({ turn }) => turn.facts);
  const dates = all.map(({ date }) => date).filter((date) => date !== undefined);
  const first = dates.length > 0 ? iso(dates.reduce((a, b) => Math.min(a, b))) : undefined;
  const last = dates.length > 0 ? iso(dates.reduce((a, b) => Math.max(a, b))) : undefined;
  const authors = [...new Set(all.flatMap(({ from }) => from.slice(0, 1).map(displayName)))];
  const labels = [...new Set(all.flatMap((facts) => facts.labels))];
  const lists = [...new Set(all.map(({ list }) => list).filter((list) => list !== undefined))];
  const missing = [...new Set(said.filter(({ isOrphan }) => isOrphan).map(({ parent }) => parent ?? ''))];
  return {
    id,
    text,
    title: titleOf(all.find(({ subject }) => subject !== '')?.subject ?? '') || undefined,
    ...(authors.length > 0 && { authors }),
    published: first,
    modified: last === first ? undefined : last,
    spans,
    metadata: {
      thread,
      messages: said.map((one) => messageFacts(one, explain)),
      ...(lists.length > 0 && { lists }),
      ...(labels.length > 0 && { labels }),
      ...(missing.length > 0 && { missing }),
    },
  };
}

/** A turn as Markdown: a heading with name and date, the text, the names of the files. */
function sectionOf({ turn, text, recovered }: SaidTurn): string {
  const { facts, attachments } = turn;
  const name = facts.from[0] === undefined ? 'Unknown' : displayName(facts.from[0]);
  const heading = `## ${[name, facts.date === undefined ? undefined : iso(facts.date)].filter(Boolean).join(', ')}`;
  const quote = recovered === undefined ? [] : [`> ${recovered.replaceAll('\n', '\n> ')}`];
  const files = attachments.map(
    (file) => `- ${file.name ?? 'without a name'} (${file.type}, ${file.size} bytes)`,
  );
  const listed = files.length === 0 ? [] : [`Attachments:\n\n${files.join('\n')}`];
  const closed = turn.encrypted ? ['*This message is encrypted.*'] : [];
  return [heading, ...quote, text, ...closed, ...listed].filter((part) => part !== '').join('\n\n');
}

function messageFacts({ turn, parent, removed }: SaidTurn, explain: boolean): JsonObject {
  const { facts, attachments, signed, encrypted } = turn;
  const people = (list: readonly Person[]): JsonObject[] | undefined =>
    list.length === 0 ? undefined : list.map(({ name, address }) => ({ name: name || undefined, address }));
  return {
    id: facts.id,
    from: people(facts.from),
    to: people(facts.to),
    cc: people(facts.copy),
    date: facts.date === undefined ? undefined : iso(facts.date),
    subject: facts.subject || undefined,
    inReplyTo: parent,
    automated: facts.automated || undefined,
    signed: signed || undefined,
    encrypted: encrypted || undefined,
    ...(attachments.length > 0 && { attachments: attachments.map((file) => ({ ...file })) }),
    ...(explain && removed.length > 0 && { removed: removed.map((one) => ({ ...one })) }),
  };
}

function iso(date: number): string {
  return new Date(date).toISOString().replace('.000Z', 'Z');
}
