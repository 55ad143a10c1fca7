import { parseDate } from './date.ts';
import { type Headers, idsOf, type Person } from './headers.ts';

/** What the header of a message says of it. */
export interface Facts {
  readonly id: string | undefined;
  /** From the oldest to the parent. */
  readonly references: readonly string[];
  readonly subject: string;
  /** Epoch milliseconds. */
  readonly date: number | undefined;
  readonly from: readonly Person[];
  readonly to: readonly Person[];
  readonly copy: readonly Person[];
  /** The id of its mailing list (RFC 2919), in lower case. */
  readonly list: string | undefined;
  /** Labels of Gmail, folder of a Maildir. */
  readonly labels: readonly string[];
  /** The thread as Gmail counts it. */
  readonly gmailThread: string | undefined;
  /** Sent by a program. */
  readonly automated: boolean;
  /** In the bin, in the spam folder, or no mail at all (a chat). */
  readonly junk: boolean;
}

const MIN_DATE = Date.UTC(1970, 0, 2);
const MAX_DATE = Date.UTC(2100, 0, 1);

/**
 * The facts of a header.
 * @param folder the folder that it lies in, as a label
 * @param separator the line before it in an mbox: its date is used where the header has none
 */
export function factsOf(headers: Headers, folder?: string, separator?: string): Facts {
  const references = idsOf(headers.raw('references'));
  const labels = labelsOf(headers, folder);
  return {
    id: idsOf(headers.raw('message-id'))[0],
    // RFC 5256: the first id of In-Reply-To counts where there are no References.
    references: references.length > 0 ? references : idsOf(headers.raw('in-reply-to')).slice(0, 1),
    subject: headers.text('subject') ?? '',
    date: dateOf(headers, separator),
    from: headers.people('from'),
    to: headers.people('to'),
    copy: headers.people('cc'),
    list: listOf(headers),
    labels,
    gmailThread: headers.raw('x-gm-thrid')?.trim() || undefined,
    automated: isAutomated(headers),
    junk: labels.some((label) => JUNK.test(label)),
  };
}

/** As sent; if that is missing or cannot be, as received by the last server, or as the mbox says. */
function dateOf(headers: Headers, separator: string | undefined): number | undefined {
  const received = headers.raw('received');
  const candidates = [headers.raw('date'), received?.slice(received.lastIndexOf(';') + 1), separator];
  for (const candidate of candidates) {
    const date = parseDate(candidate);
    if (date !== undefined && date >= MIN_DATE && date <= MAX_DATE) return date;
  }
  return undefined;
}

function listOf(headers: Headers): string | undefined {
  const id = headers.raw('list-id');
  if (id !== undefined) return (/<([^<>]+)>/.exec(id)?.[1] ?? id).trim().toLowerCase() || undefined;
  const post = headers.raw('list-post') ?? headers.raw('x-mailing-list') ?? headers.raw('x-beenthere');
  return /[^\s<>:]+@[^\s<>;]+/.exec(post ?? '')?.[0].toLowerCase();
}

/** Gmail's export: comma-separated, quoted where a label holds one. */
function labelsOf(headers: Headers, folder: string | undefined): readonly string[] {
  const gmail = headers.text('x-gmail-labels') ?? '';
  const labels = [...gmail.matchAll(/"((?:[^"]|"")*)"|([^,]+)/g)].map(([, quoted, bare = '']) =>
    (quoted?.replaceAll('""', '"') ?? bare).trim(),
  );
  return [...new Set([...labels, folder ?? ''])].filter((label) => label !== '');
}

// As Gmail exports them in the languages of its larger groups of users, and as Maildirs call their folders.
const JUNK =
  /^(?:(?:inbox[./])?(?:spam|junk|junk e-?mail|trash|bin|deleted|deleted items|deleted messages|chat|chats|papierkorb|corbeille|papelera|lixeira|cestino|prullenbak|papperskorg|kosz|корзина|спам|ゴミ箱|迷惑メール|垃圾邮件|已删除邮件))$/iu;

const ROBOT =
  /^(?:no-?_?reply|do-?not-?reply|donotreply|mailer-daemon|postmaster|bounces?|notifications?|noreply-.*|.*-noreply|news-?letters?|auto-?confirm|alerts?)(?:[+.-].*)?@/i;

/** RFC 3834 and what came before it. A mailing list between people is none: it can be written to. */
function isAutomated(headers: Headers): boolean {
  const submitted = headers.raw('auto-submitted');
  if (submitted !== undefined && !/^\s*no\b/i.test(submitted)) return true;
  if (headers.has('x-autoreply') || headers.has('x-autorespond') || headers.has('feedback-id')) return true;
  if (/^multipart\/report\b/i.test(headers.raw('content-type') ?? '')) return true;
  if (/^(?:auto_reply|junk)\b/i.test(headers.raw('precedence') ?? '')) return true;
  if (headers.people('from').some(({ address }) => ROBOT.test(address))) return true;
  const isDiscussion =
    headers.has('list-post') ||
    headers.has('x-beenthere') ||
    headers.has('x-mailing-list') ||
    headers.has('in-reply-to') ||
    headers.has('x-mailman-version');
  if (isDiscussion) return false;
  return headers.has('list-unsubscribe') || /^bulk\b/i.test(headers.raw('precedence') ?? '');
}
