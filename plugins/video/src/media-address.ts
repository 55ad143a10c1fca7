import type { CollectContext } from '@bowerbird/core';
import { boundsOf, type Duration } from './duration.ts';
import { mediaKind } from './media-kind.ts';
import type { MediaFacts } from './media-parse.ts';

// Headers of all formats, with the picture of an album in front.
const HEAD_BYTES = 256 * 1024;
const TAIL_BYTES = 64 * 1024;

/**
 * How long the media at an address is, by its first bytes, and its last ones where the format says it there. A few ranges are asked for (RFC 9110, section 14), the
 * media itself stays where it is.
 * @returns `undefined` if nobody tells
 */
export async function durationOfAddress(url: string, context: CollectContext): Promise<Duration | undefined> {
  try {
    const head = await bytesAt(url, 0, HEAD_BYTES, context);
    if (head?.size === undefined) return undefined;
    const bounds = boundsOf(head.size, await factsOf(url, head.bytes, head.size, context));
    return bounds.expected === undefined && bounds.most === Number.POSITIVE_INFINITY ? undefined : bounds;
  } catch (error) {
    context.signal.throwIfAborted();
    context.log(`${url} is priced by the longest there is, as its length cannot be read: ${String(error)}`);
    return undefined;
  }
}

async function factsOf(
  url: string,
  head: Uint8Array,
  size: number,
  context: CollectContext,
): Promise<MediaFacts> {
  const kind = mediaKind(head);
  if (kind === 'mp4') return factsOfMp4(url, head, size, context);
  if (kind === 'ogg') return factsOfOgg(url, head, size, context);
  if (kind === 'webm') return factsOfMatroska(Buffer.from(head));
  try {
    return await context.compute<MediaFacts>(new URL(import.meta.resolve('#media')), { head, size });
  } catch (error) {
    context.signal.throwIfAborted();
    context.log(`${url} is priced by its size, as its header cannot be read: ${String(error)}`);
    return {};
  }
}

interface Part {
  readonly bytes: Buffer;
  /** Of the whole. */
  readonly size: number | undefined;
}

/** Bytes from a place on. What a server sends beyond them is not waited for. */
async function bytesAt(
  url: string,
  from: number,
  length: number,
  context: CollectContext,
): Promise<Part | undefined> {
  const range = `bytes=${from}-${from + length - 1}`;
  // Not kept: the length is what matters, and what it costs stands in the ledger.
  const response = await context.fetch(url, {
    headers: { range, 'accept-encoding': 'identity' },
    cache: 'no-store',
    signal: context.signal,
  });
  const isPart = response.status === 206;
  if (!response.ok || (!isPart && from > 0)) {
    await response.body?.cancel();
    return undefined;
  }
  const total = isPart
    ? /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1]
    : response.headers.get('content-length');
  const size = total === undefined || total === null ? undefined : Number(total);
  return { bytes: await firstBytes(response, length), size };
}

async function firstBytes(response: Response, length: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let got = 0;
  const reader = response.body?.getReader();
  while (reader && got < length) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    got += value.length;
  }
  await reader?.cancel().catch(() => undefined);
  return Buffer.concat(chunks).subarray(0, length);
}

const MOST_BOXES = 1000;

/** The movie header says it (ISO/IEC 14496-12, `moov` and `mvhd`); it may stand behind the media, which is passed over. */
async function factsOfMp4(
  url: string,
  head: Uint8Array,
  size: number,
  context: CollectContext,
): Promise<MediaFacts> {
  let bytes: Buffer = Buffer.from(head);
  let start = 0;
  for (let at = 0, boxes = 0; at + 16 <= size && boxes < MOST_BOXES; boxes++) {
    if (at < start || at + 16 > start + bytes.length) {
      const part = await bytesAt(url, at, TAIL_BYTES, context);
      if (part === undefined || part.bytes.length < 16) return {};
      [bytes, start] = [part.bytes, at];
    }
    const box = boxAt(bytes, at - start);
    if (box.type === 'moov') return factsOfMovie(bytes.subarray(at - start + box.header));
    if (box.size < 8) return {};
    at += box.size;
  }
  return {};
}

function boxAt(bytes: Buffer, at: number) {
  const size = bytes.readUInt32BE(at);
  const type = bytes.toString('latin1', at + 4, at + 8);
  // 1: the size is one of 64 bits; 0: it goes to the end.
  return size === 1
    ? { type, size: Number(bytes.readBigUInt64BE(at + 8)), header: 16 }
    : { type, size, header: 8 };
}

function factsOfMovie(movie: Buffer): MediaFacts {
  const at = movie.indexOf('mvhd', 0, 'latin1');
  if (at === -1 || at + 36 > movie.length) return {};
  const isLong = movie[at + 4] === 1;
  const scale = movie.readUInt32BE(at + (isLong ? 24 : 16));
  const duration = isLong ? Number(movie.readBigUInt64BE(at + 28)) : movie.readUInt32BE(at + 20);
  // Of a film in fragments it is 0; what was not known is all ones.
  return scale === 0 || duration === 0 || duration === 0xffffffff ? {} : { seconds: duration / scale };
}

/** The last page of Ogg says how many samples there were (RFC 3533); Opus always counts 48,000 a second (RFC 7845). */
async function factsOfOgg(
  url: string,
  head: Uint8Array,
  size: number,
  context: CollectContext,
): Promise<MediaFacts> {
  const start = Buffer.from(head);
  const from = Math.max(0, size - TAIL_BYTES);
  const tail = size <= head.length ? start : (await bytesAt(url, from, TAIL_BYTES, context))?.bytes;
  const last = tail?.lastIndexOf('OggS', undefined, 'latin1') ?? -1;
  if (tail === undefined || last === -1 || last + 14 > tail.length) return {};
  const samples = Number(tail.readBigUInt64LE(last + 6));
  const opus = start.indexOf('OpusHead', 0, 'latin1');
  const vorbis = start.indexOf('\x01vorbis', 0, 'latin1');
  if (opus !== -1 && opus < 200) return { seconds: samples / 48_000, channels: start[opus + 9] };
  if (vorbis === -1 || vorbis > 200) return {};
  return { seconds: samples / start.readUInt32LE(vorbis + 12), channels: start[vorbis + 11] };
}

const INFO = Buffer.from('1549a966', 'hex');
const TIMESTAMP_SCALE = Buffer.from('2ad7b1', 'hex');
const DURATION = Buffer.from('4489', 'hex');

/** The element `Info` of Matroska and WebM has `Duration`, in units of `TimestampScale` nanoseconds (RFC 9559, section 5.1.2). */
function factsOfMatroska(head: Buffer): MediaFacts {
  const at = head.indexOf(INFO);
  if (at === -1) return {};
  const info = head.subarray(at, at + 1024);
  const scale = elementOf(info, TIMESTAMP_SCALE);
  const duration = elementOf(info, DURATION);
  if (duration === undefined || (duration.length !== 4 && duration.length !== 8)) return {};
  const units = duration.length === 8 ? duration.readDoubleBE() : duration.readFloatBE();
  const nanoseconds =
    scale && scale.length <= 6 && scale.length > 0 ? scale.readUIntBE(0, scale.length) : 1_000_000;
  return { seconds: (units * nanoseconds) / 1e9 };
}

/** The bytes of an element of EBML: its id is followed by its size, whose length the leading zeros of its first byte tell (RFC 8794). */
function elementOf(bytes: Buffer, id: Buffer): Buffer | undefined {
  const found = bytes.indexOf(id);
  if (found === -1) return undefined;
  const at = found + id.length;
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (length > 4 || at + length > bytes.length) return undefined;
  const size = bytes.readUIntBE(at, length) - (first & (0x80 >> (length - 1))) * 2 ** (8 * (length - 1));
  return at + length + size > bytes.length ? undefined : bytes.subarray(at + length, at + length + size);
}
