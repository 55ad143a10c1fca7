/** One file of an archive, as its directory has it. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  /** `undefined`: not known ahead. */
  readonly compressedSize: number | undefined;
  readonly crc: number | undefined;
  /** Of its local header, in bytes from the start of the archive. */
  readonly offset: number;
}

type Read = (start: number, length: number) => Buffer;

const MOST_ENTRIES = 50_000;
const END_BYTES = 22;
const MOST_COMMENT = 65_535;

export function isDirectory({ name }: ZipEntry): boolean {
  return name.endsWith('/');
}

/** The central directory of an archive (APPNOTE 4.3.12), or `undefined` where there is none that can be read. */
export function readDirectory(read: Read, size: number): readonly ZipEntry[] | undefined {
  const tailStart = Math.max(0, size - END_BYTES - MOST_COMMENT);
  const tail = read(tailStart, size - tailStart);
  const at = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (at < 0 || at + END_BYTES > tail.length) return undefined;
  let length = tail.readUInt32LE(at + 12);
  let start = tail.readUInt32LE(at + 16);
  if (start === 0xffffffff || length === 0xffffffff) {
    const large = readLargeEnd(read, tail, at);
    if (!large) return undefined;
    [start, length] = large;
  }
  if (start + length > size) return undefined;
  return readEntries(read(start, length));
}

/** Of an archive over 4 GB (APPNOTE 4.3.14). */
function readLargeEnd(read: Read, tail: Buffer, end: number): [number, number] | undefined {
  const locator = end - 20;
  if (locator < 0 || tail.toString('latin1', locator, locator + 4) !== 'PK\x06\x07') return undefined;
  const record = read(Number(tail.readBigUInt64LE(locator + 8)), 56);
  if (record.length < 56 || record.toString('latin1', 0, 4) !== 'PK\x06\x06') return undefined;
  return [Number(record.readBigUInt64LE(48)), Number(record.readBigUInt64LE(40))];
}

function readEntries(directory: Buffer): readonly ZipEntry[] | undefined {
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at + 46 <= directory.length && entries.length < MOST_ENTRIES) {
    if (directory.toString('latin1', at, at + 4) !== 'PK\x01\x02')
      return entries.length > 0 ? entries : undefined;
    const flags = directory.readUInt16LE(at + 8);
    const nameLength = directory.readUInt16LE(at + 28);
    const extraLength = directory.readUInt16LE(at + 30);
    const nameEnd = at + 46 + nameLength;
    const sizes = largeSizes(
      directory.subarray(nameEnd, nameEnd + extraLength),
      directory.readUInt32LE(at + 24),
      directory.readUInt32LE(at + 20),
      directory.readUInt32LE(at + 42),
    );
    entries.push({
      name: decodeName(directory.subarray(at + 46, nameEnd)),
      method: directory.readUInt16LE(at + 10),
      encrypted: (flags & 1) === 1,
      compressedSize: sizes.compressed,
      crc: directory.readUInt32LE(at + 16),
      offset: sizes.offset,
    });
    at = nameEnd + extraLength + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** Sizes over 4 GB stand in an extra field (APPNOTE 4.5.3): only those that do not fit, in this order. */
function largeSizes(extra: Buffer, size: number, compressed: number, offset: number) {
  const sizes = { compressed, offset };
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2);
    const end = Math.min(at + 4 + length, extra.length);
    if (extra.readUInt16LE(at) === 1) {
      let next = at + 4;
      const take = (value: number) => {
        if (value !== 0xffffffff || next + 8 > end) return value;
        next += 8;
        return Number(extra.readBigUInt64LE(next - 8));
      };
      take(size);
      sizes.compressed = take(compressed);
      sizes.offset = take(offset);
    }
    at = end;
  }
  return sizes;
}

// Far beyond any book; what has its directory lost and is larger is looked at so far.
const MOST_SCANNED = 512 * 1024 * 1024;
const STEP = 8 * 1024 * 1024;
const OVERLAP = 64 * 1024;

/** The files of an archive without its directory, by their local headers (APPNOTE 4.3.7). */
export function scanForEntries(read: Read, size: number): readonly ZipEntry[] {
  const entries: ZipEntry[] = [];
  const end = Math.min(size, MOST_SCANNED);
  for (let start = 0; start < end && entries.length < MOST_ENTRIES; start += STEP) {
    const block = read(start, STEP + OVERLAP);
    for (let at = block.indexOf('PK\x03\x04', 0, 'latin1'); at >= 0 && at < STEP; ) {
      const entry = readLocal(block, at, start);
      if (entry) entries.push(entry);
      at = block.indexOf('PK\x03\x04', at + 4, 'latin1');
    }
  }
  return entries;
}

function readLocal(block: Buffer, at: number, start: number): ZipEntry | undefined {
  if (at + 30 > block.length) return undefined;
  const nameLength = block.readUInt16LE(at + 26);
  const method = block.readUInt16LE(at + 8);
  if (nameLength === 0 || at + 30 + nameLength > block.length || (method !== 0 && method !== 8))
    return undefined;
  const flags = block.readUInt16LE(at + 6);
  // Sizes and checksum behind the data, where nothing can be known of them yet.
  const isKnown = (flags & 8) === 0;
  return {
    name: decodeName(block.subarray(at + 30, at + 30 + nameLength)),
    method,
    encrypted: (flags & 1) === 1,
    compressedSize: isKnown ? block.readUInt32LE(at + 18) : undefined,
    crc: isKnown ? block.readUInt32LE(at + 14) : undefined,
    offset: start + at,
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** EPUB wants UTF-8, whatever the flags of an entry say; old tools wrote their own code page. */
function decodeName(bytes: Buffer): string {
  try {
    return utf8.decode(bytes).replaceAll('\\', '/');
  } catch {
    return bytes.toString('latin1').replaceAll('\\', '/');
  }
}
