/** Files of every format, of silence or of nothing: their headers say how long they are. */

/** 16-bit mono at 8,000 Hz. @param declared seconds that the header says; `undefined`: a recorder was stopped */
export function wav(seconds: number, { declared = seconds, channels = 1 } = {}): Buffer {
  const [rate, frame] = [8000, 2 * channels];
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(Math.min(0xffffffff, 36 + declared * rate * frame), 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * frame, 28);
  header.writeUInt16LE(frame, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(Math.min(0xffffffff, declared * rate * frame), 40);
  return Buffer.concat([header, Buffer.alloc(seconds * rate * frame)]);
}

const FRAME_SECONDS = 576 / 16_000;

/** MPEG 2 layer III, mono at 16,000 Hz with 8 kbit/s: 36 bytes a frame. */
export function mp3(seconds: number): Buffer {
  return Buffer.concat(Array.from({ length: Math.round(seconds / FRAME_SECONDS) }, () => mp3Frame(36, 0x18)));
}

function mp3Frame(bytes: number, third: number): Buffer {
  const frame = Buffer.alloc(bytes);
  frame.set([0xff, 0xf3, third, 0xc4]);
  return frame;
}

/** The same with a Xing header, as encoders with a variable bit rate write it. @param declared seconds that it says */
export function xingMp3(seconds: number, declared = seconds): Buffer {
  const first = mp3Frame(72, 0x28);
  const frames = mp3(seconds);
  // After the side information: tag, flags (frames and bytes), their numbers.
  first.write('Xing', 13, 'latin1');
  first.writeUInt32BE(3, 17);
  first.writeUInt32BE(Math.round(declared / FRAME_SECONDS), 21);
  first.writeUInt32BE(72 + (frames.length * declared) / seconds, 25);
  return Buffer.concat([first, frames]);
}

export function flac(seconds: number): Buffer {
  const info = Buffer.alloc(34);
  info.writeUInt16BE(4096, 0);
  info.writeUInt16BE(4096, 2);
  // 20 bits of sampling rate, 3 of channels - 1, 5 of bits - 1, 36 of samples.
  info.writeBigUInt64BE((8000n << 44n) | (15n << 36n) | BigInt(8000 * seconds), 10);
  return Buffer.concat([Buffer.from('fLaC'), Buffer.from([0x80, 0, 0, 34]), info]);
}

/** Opus in Ogg. */
export function ogg(seconds: number): Buffer {
  const head = Buffer.alloc(19);
  head.write('OpusHead');
  head.set([1, 1], 8);
  head.writeUInt32LE(48_000, 12);
  const tags = Buffer.concat([Buffer.from('OpusTags'), Buffer.alloc(8)]);
  return Buffer.concat([
    oggPage(2, 0, 0, head),
    oggPage(0, 0, 1, tags),
    oggPage(4, 48_000 * seconds, 2, Buffer.alloc(8)),
  ]);
}

function oggPage(flags: number, granule: number, number: number, payload: Buffer): Buffer {
  const page = Buffer.alloc(28);
  page.write('OggS');
  page[5] = flags;
  page.writeBigInt64LE(BigInt(granule), 6);
  page.writeUInt32LE(7, 14);
  page.writeUInt32LE(number, 18);
  page[26] = 1;
  page[27] = payload.length;
  return Buffer.concat([page, payload]);
}

/** MP4 with one track of sound. */
export function mp4(seconds: number): Buffer {
  const movie = Buffer.alloc(100);
  movie.writeUInt32BE(1000, 12);
  movie.writeUInt32BE(seconds * 1000, 16);
  const track = Buffer.alloc(84);
  track.writeUInt32BE(1, 12);
  const media = Buffer.alloc(24);
  media.writeUInt32BE(8000, 12);
  media.writeUInt32BE(seconds * 8000, 16);
  const handler = Buffer.alloc(25);
  handler.write('soun', 8);
  const entry = Buffer.alloc(36);
  entry.writeUInt32BE(36, 0);
  entry.write('mp4a', 4);
  entry.writeUInt16BE(1, 14);
  entry.writeUInt16BE(1, 24);
  entry.writeUInt16BE(16, 26);
  entry.writeUInt16BE(8000, 32);
  const table = [box('stsd', Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]), entry)];
  return Buffer.concat([
    box('ftyp', Buffer.from('M4A \0\0\0\0M4A isom')),
    box(
      'moov',
      box('mvhd', movie),
      box(
        'trak',
        box('tkhd', track),
        box('mdia', box('mdhd', media), box('hdlr', handler), box('minf', box('stbl', ...table))),
      ),
    ),
    box('mdat', Buffer.alloc(64)),
  ]);
}

function box(type: string, ...parts: readonly Buffer[]): Buffer {
  const payload = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + payload.length);
  head.write(type, 4);
  return Buffer.concat([head, payload]);
}

/** WebM with one track of sound. */
export function webm(seconds: number): Buffer {
  const duration = Buffer.alloc(8);
  duration.writeDoubleBE(seconds * 1000);
  const rate = Buffer.alloc(8);
  rate.writeDoubleBE(48_000);
  const track = element(
    'ae',
    element('d7', Buffer.from([1])),
    element('83', Buffer.from([2])),
    element('86', Buffer.from('A_OPUS')),
    element('e1', element('b5', rate), element('9f', Buffer.from([1]))),
  );
  return Buffer.concat([
    element('1a45dfa3', element('4282', Buffer.from('webm'))),
    element(
      '18538067',
      element('1549a966', element('2ad7b1', Buffer.from([0x0f, 0x42, 0x40])), element('4489', duration)),
      element('1654ae6b', track),
    ),
  ]);
}

function element(id: string, ...parts: readonly Buffer[]): Buffer {
  const payload = Buffer.concat(parts);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(payload.length + 0x10000000);
  return Buffer.concat([Buffer.from(id, 'hex'), size, payload]);
}
