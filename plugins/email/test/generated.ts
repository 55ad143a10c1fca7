// Threads as people write them, with what is new in each message known. For the property tests and the benchmark.

/** A generated message. */
export interface GeneratedMessage {
  readonly id: string;
  readonly parent: string | undefined;
  /** As it would stand in an .eml file. */
  readonly source: string;
  /** What is new in it, sentence by sentence. */
  readonly sentences: readonly string[];
}

/** How programs quote. */
export const QUOTING = ['marks', 'marks-below', 'inline', 'outlook', 'html', 'bare', 'none'] as const;
export type Quoting = (typeof QUOTING)[number];

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const WORDS =
  'archive budget colour draft engine figure garden harbour island journal kettle letter meeting number office paper question report summer table under valley window yellow answer bridge change design effort friend general history interest language machine nature opinion problem reason station theory update village weather'.split(
    ' ',
  );
const PEOPLE = ['Jane Doe', 'Otto Berg', 'Mia Lund', 'Paul Noir', 'Ana Reyes', 'Tom Hill'];
const FOOTER =
  '_______________________________________________\nbirds mailing list\nbirds@lists.example.org\nhttps://lists.example.org/listinfo/birds';

interface Written extends GeneratedMessage {
  readonly who: string;
  readonly date: Date;
  /** The whole body as plain text: what the next one quotes. */
  readonly body: string;
}

/** A thread of so many messages; each answers one of those before it. */
export function generateThread(
  seed: number,
  length: number,
  quotings: readonly Quoting[] = QUOTING,
): readonly GeneratedMessage[] {
  const next = random(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const messages: Written[] = [];
  const subject = `${pick(WORDS)} ${pick(WORDS)} ${seed}`;
  for (let index = 0; index < length; index++) {
    const parent = index === 0 ? undefined : messages[Math.floor(index * (0.5 + next() / 2))];
    const who = pick(PEOPLE);
    const date = new Date(Date.UTC(2024, 0, 1) + seed * 60_000 + index * 3_600_000);
    const sentences = Array.from({ length: 4 + Math.floor(next() * 10) }, (_, number) =>
      sentence(next, pick, seed, index, number),
    );
    const own = wrap(paragraphs(sentences, next));
    messages.push(
      write({ seed, index, subject, who, date, sentences, own, parent, quoting: pick(quotings), next }),
    );
  }
  return messages;
}

/** Nobody says it twice: it ends with a number of its own. */
function sentence(
  next: () => number,
  pick: <T>(list: readonly T[]) => T,
  seed: number,
  message: number,
  number: number,
): string {
  const words = Array.from({ length: 7 + Math.floor(next() * 10) }, () => pick(WORDS)).join(' ');
  return `The ${words} of ${seed}x${message}x${number}.`;
}

function paragraphs(sentences: readonly string[], next: () => number): string {
  return sentences.reduce(
    (text, one) => (text === '' ? one : `${text}${next() < 0.3 ? '\n\n' : ' '}${one}`),
    '',
  );
}

function wrap(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      line.split(' ').reduce((lines, word) => {
        const last = lines.slice(lines.lastIndexOf('\n') + 1);
        if (last === '') return lines + word;
        return last.length + word.length > 70 ? `${lines}\n${word}` : `${lines} ${word}`;
      }, ''),
    )
    .join('\n');
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`))
    .join('\n');
}

interface Draft {
  readonly seed: number;
  readonly index: number;
  readonly subject: string;
  readonly who: string;
  readonly date: Date;
  readonly sentences: readonly string[];
  readonly own: string;
  readonly parent: Written | undefined;
  readonly quoting: Quoting;
  readonly next: () => number;
}

function write(draft: Draft): Written {
  const { seed, index, who, date, parent, next, own, quoting } = draft;
  const id = `${seed}.${index}@example.org`;
  const signature = next() < 0.4 ? `\n\n-- \n${who}\nBirds & Co., +44 20 7946 0000` : '';
  const footer = next() < 0.3 ? `\n${FOOTER}` : '';
  const isHtml = quoting === 'html' && parent !== undefined;
  const body = parent === undefined ? `${own}${signature}` : bodyOf(quoting, own, signature, parent);
  const headers = [
    `From: ${who} <${who.toLowerCase().replace(' ', '.')}@example.org>`,
    'To: birds@lists.example.org',
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    `Subject: ${parent ? 'Re: ' : ''}${draft.subject}`,
    `Message-ID: <${id}>`,
    ...(parent ? [`In-Reply-To: <${parent.id}>`, `References: <${seed}.0@example.org> <${parent.id}>`] : []),
    'MIME-Version: 1.0',
    `Content-Type: ${isHtml ? 'text/html' : 'text/plain'}; charset=utf-8`,
  ];
  const content = isHtml && parent ? htmlOf(own, parent) : `${body}\n${footer}`;
  return {
    id,
    parent: parent?.id,
    source: `${headers.join('\n')}\n\n${content}\n`,
    sentences: draft.sentences,
    who,
    date,
    body,
  };
}

function attribution({ who, date }: Written): string {
  const day = date.toISOString().slice(0, 10);
  const address = `${who.toLowerCase().replace(' ', '.')}@example.org`;
  return (
    {
      'Otto Berg': `Am ${day} um 10:00 schrieb ${who} <${address}>:`,
      'Paul Noir': `Le ${day} à 10:00, ${who} <${address}> a écrit :`,
      'Ana Reyes': `El ${day} a las 10:00, ${who} <${address}> escribió:`,
    }[who] ?? `On ${date.toUTCString().slice(0, 16)}, ${who} <${address}> wrote:`
  );
}

function bodyOf(quoting: Quoting, own: string, signature: string, parent: Written): string {
  switch (quoting) {
    case 'marks':
      return `${own}${signature}\n\n${attribution(parent)}\n${quoted(parent.body)}`;
    case 'marks-below':
      return `${attribution(parent)}\n\n${quoted(parent.body)}\n\n${own}${signature}`;
    case 'inline': {
      const [first = '', ...others] = own.split('\n\n');
      return `${attribution(parent)}\n${quoted(parent.body.split('\n\n')[0] ?? '')}\n\n${first}\n\n> ${parent.body.split('\n')[0]}\n\n${others.join('\n\n')}${signature}`;
    }
    case 'outlook':
      return `${own}${signature}\n\n-----Original Message-----\nFrom: ${parent.who} <x@example.org>\nSent: ${parent.date.toUTCString()}\nTo: birds@lists.example.org\nSubject: it\n\n${parent.body}`;
    case 'bare':
      return `${own}\n\n${parent.body}`;
    default:
      return `${own}${signature}`;
  }
}

function htmlOf(own: string, parent: Written): string {
  const html = (text: string): string =>
    text
      .split('\n\n')
      .map((one) => `<div>${one.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</div><br>`)
      .join('');
  return `<html><body><div dir="ltr">${html(own)}</div><br><div class="gmail_quote"><div class="gmail_attr">${attribution(parent).replaceAll('<', '&lt;')}<br></div><blockquote class="gmail_quote" style="margin:0">${html(parent.body)}</blockquote></div></body></html>`;
}

/** Messages as an mbox (mboxrd). */
export function toMbox(messages: readonly GeneratedMessage[]): string {
  return messages
    .map(
      ({ source }) =>
        `From sender@example.org Mon Jan  1 00:00:00 2024\n${source.replaceAll(/^(?=>*From )/gm, '>')}\n`,
    )
    .join('');
}
