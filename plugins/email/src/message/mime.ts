import { decodeText } from './charset.ts';
import { decodeTransfer, unflow } from './decode.ts';
import { type Headers, type Parameterised, parameterised, readHeaders } from './headers.ts';

// Deeper parts are handed out as attachments. Real mails have 6; a bomb has thousands.
const MAX_DEPTH = 40;
const MAX_PARTS = 10_000;

/** A stretch of the body: one text, in one or both of its forms. */
export interface BodyPart {
  readonly plain?: string | undefined;
  readonly html?: string | undefined;
  /** The header of the message that it belongs to, if it is one inside this. */
  readonly of?: Headers | undefined;
}

/** A file that came with a message. */
interface Attachment {
  readonly name: string | undefined;
  /** Media type, in lower case. */
  readonly type: string;
  readonly content: Buffer;
  /** Shown in the text, as a picture of a newsletter is. */
  readonly inline: boolean;
}

/** A message, read. */
export interface Message {
  readonly headers: Headers;
  readonly body: readonly BodyPart[];
  readonly attachments: readonly Attachment[];
  /** It carries a signature (S/MIME, OpenPGP). It is not checked. */
  readonly signed: boolean;
  /** It, or a part of it, is encrypted. It is not opened. */
  readonly encrypted: boolean;
}

interface Reading {
  readonly body: { plain?: string; html?: string; of?: Headers }[];
  readonly attachments: Attachment[];
  signed: boolean;
  encrypted: boolean;
  parts: number;
}

/**
 * Reads a message (RFC 5322, 2045 to 2047, 2231, 3676). Bounded: parts deeper than 40 and beyond 10,000 are attachments, and every
 * byte is looked at once per level. Nothing that is broken makes it throw; what is cut off is read as far as it goes.
 */
export function readMessage(bytes: Buffer): Message {
  const { headers, bodyStart } = readHeaders(bytes);
  const reading: Reading = { body: [], attachments: [], signed: false, encrypted: false, parts: 0 };
  readPart(reading, headers, bytes.subarray(bodyStart), 0, undefined, { report: false, of: undefined });
  const { body, attachments, signed, encrypted } = reading;
  return {
    headers,
    body,
    attachments,
    signed: signed || hasArmour(body, SIGNED),
    encrypted: encrypted || hasArmour(body, ENCRYPTED),
  };
}

const SIGNED = '-----BEGIN PGP SIGNED MESSAGE-----';
const ENCRYPTED = '-----BEGIN PGP MESSAGE-----';

function hasArmour(body: Reading['body'], mark: string): boolean {
  return body.some(({ plain }) => plain?.includes(mark) === true);
}

interface Surroundings {
  /** In a delivery report: messages in it are evidence and no text. */
  readonly report: boolean;
  readonly of: Headers | undefined;
}

/** @param alternative the stretch of the body that this part is another form of */
function readPart(
  reading: Reading,
  headers: Headers,
  bytes: Buffer,
  depth: number,
  alternative: Reading['body'][number] | undefined,
  around: Surroundings,
  fallback = 'text/plain',
): void {
  const contentType = parameterised(headers.raw('content-type'));
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(contentType.value)
    ? contentType.value
    : contentType.value === 'text' || contentType.value === ''
      ? fallback
      : looseType(contentType.value);
  noteSecurity(reading, type, contentType);
  if (type.startsWith('multipart/') && depth < MAX_DEPTH && reading.parts < MAX_PARTS) {
    readMultipart(reading, type, contentType, headers, bytes, depth, alternative, around);
    return;
  }
  const disposition = parameterised(headers.raw('content-disposition'));
  const name = nameOf(disposition, contentType);
  const isAttached = disposition.value === 'attachment';
  const content = decodeTransfer(bytes, headers.raw('content-transfer-encoding'));
  if (type === 'message/rfc822' && !isAttached && !around.report && depth < MAX_DEPTH) {
    const inner = readHeaders(content);
    readPart(reading, inner.headers, content.subarray(inner.bodyStart), depth + 1, undefined, {
      ...around,
      of: inner.headers,
    });
    return;
  }
  if ((type === 'text/plain' || type === 'text/html') && !isAttached) {
    readText(reading, type, contentType, content, alternative, around);
    return;
  }
  if (content.length === 0 && name === undefined) return;
  const inline = disposition.value !== 'attachment' && headers.has('content-id') && type.startsWith('image/');
  reading.attachments.push({ name, type, content, inline });
}

/** `Content-Type: html` and the like. */
function looseType(value: string): string {
  return value.startsWith('multipart')
    ? 'multipart/mixed'
    : value.includes('html')
      ? 'text/html'
      : 'text/plain';
}

function noteSecurity(reading: Reading, type: string, { parameters }: Parameterised): void {
  if (type === 'multipart/signed' || /^application\/(?:x-)?(?:pkcs7|pgp)-signature$/.test(type))
    reading.signed = true;
  if (type === 'multipart/encrypted' || type === 'application/pgp-encrypted') reading.encrypted = true;
  if (/^application\/(?:x-)?pkcs7-mime$/.test(type)) {
    if (parameters['smime-type'] === 'signed-data') reading.signed = true;
    else reading.encrypted = true;
  }
}

function nameOf(disposition: Parameterised, contentType: Parameterised): string | undefined {
  const name = disposition.parameters.filename ?? contentType.parameters.name;
  // A path is none of the sender's business.
  return name?.split(/[\\/]/).at(-1)?.trim() || undefined;
}

function readText(
  reading: Reading,
  type: string,
  { parameters }: Parameterised,
  content: Buffer,
  alternative: Reading['body'][number] | undefined,
  { of }: Surroundings,
): void {
  let text = decodeText(content, parameters.charset);
  if (text.includes('\r')) text = text.replaceAll(/\r\n?/g, '\n');
  const form = type === 'text/html' ? 'html' : 'plain';
  if (form === 'plain' && parameters.format?.toLowerCase() === 'flowed')
    text = unflow(text, parameters.delsp?.toLowerCase() === 'yes');
  const into = alternative?.[form] === undefined ? alternative : undefined;
  if (into !== undefined) into[form] = text;
  else reading.body.push({ [form]: text, ...(of && { of }) });
}

function readMultipart(
  reading: Reading,
  type: string,
  { parameters }: Parameterised,
  headers: Headers,
  bytes: Buffer,
  depth: number,
  alternative: Reading['body'][number] | undefined,
  around: Surroundings,
): void {
  const content = /^(?:base64|quoted-printable)\b/i.test(headers.raw('content-transfer-encoding') ?? '')
    ? unwrapped(bytes, headers)
    : bytes;
  const parts = partsOf(content, parameters.boundary);
  if (parts.length === 0) {
    // Its boundary is nowhere: what is there is text.
    readText(reading, 'text/plain', { value: 'text/plain', parameters }, content, alternative, around);
    return;
  }
  let group = alternative;
  if (type === 'multipart/alternative' && group === undefined) {
    group = around.of ? { of: around.of } : {};
    reading.body.push(group);
  }
  const within =
    type === 'multipart/alternative' || type === 'multipart/related' || type === 'multipart/signed'
      ? group
      : undefined;
  const inside = { ...around, report: around.report || type === 'multipart/report' };
  const fallback = type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
  for (const part of parts) {
    if (++reading.parts > MAX_PARTS) return;
    const inner = readHeaders(part);
    readPart(reading, inner.headers, part.subarray(inner.bodyStart), depth + 1, within, inside, fallback);
  }
}

/** Not allowed for a multipart, and met all the same: it is encoded only if its boundary is not to be seen. */
function unwrapped(bytes: Buffer, headers: Headers): Buffer {
  return bytes.includes('\n--') || bytes.subarray(0, 2).toString('latin1') === '--'
    ? bytes
    : decodeTransfer(bytes, headers.raw('content-transfer-encoding'));
}

/** White space at the end of a boundary is not allowed, so it may be the boundary's or a server's. */
function partsOf(bytes: Buffer, declared = ''): readonly Buffer[] {
  for (const boundary of new Set([declared, declared.trimEnd(), guessBoundary(bytes) ?? ''])) {
    const parts = boundary === '' ? [] : split(bytes, boundary);
    if (parts.length > 0) return parts;
  }
  return [];
}

function guessBoundary(bytes: Buffer): string | undefined {
  const first = /(?:^|\n)--([^\s-][^\r\n]{0,69})\r?\n[!-9;-~]+:/.exec(
    bytes.subarray(0, 10_000).toString('latin1'),
  );
  return first?.[1]?.trimEnd();
}

const LF = 10;
const CR = 13;
const DASH = 45;

/** The parts between the lines of a boundary (RFC 2046, section 5.1.1). Without the closing one the last part goes to the end. */
function split(bytes: Buffer, boundary: string): readonly Buffer[] {
  const mark = Buffer.from(`--${boundary}`, 'utf8');
  const parts: Buffer[] = [];
  let start = -1;
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) {
    if (at > 0 && bytes[at - 1] !== LF && bytes[at - 1] !== CR) continue;
    let end = at + mark.length;
    const isLast = bytes[end] === DASH && bytes[end + 1] === DASH;
    if (isLast) end += 2;
    while (bytes[end] === 32 || bytes[end] === 9) end++;
    if (bytes[end] === CR) end++;
    if (end < bytes.length && bytes[end] !== LF && bytes[end - 1] !== CR) continue;
    if (start >= 0) parts.push(bytes.subarray(start, lineStart(bytes, at, start)));
    start = Math.min(end + 1, bytes.length);
    if (parts.length > MAX_PARTS) return parts;
    if (isLast) return parts;
  }
  if (start >= 0 && start < bytes.length) parts.push(bytes.subarray(start));
  return parts;
}

/** The line break before a boundary belongs to it. */
function lineStart(bytes: Buffer, at: number, least: number): number {
  let end = at;
  if (bytes[end - 1] === LF) end--;
  if (bytes[end - 1] === CR) end--;
  return Math.max(end, least);
}
