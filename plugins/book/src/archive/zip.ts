import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32, inflateRawSync, constants as zlib } from 'node:zlib';
import { isDirectory, readDirectory, scanForEntries, type ZipEntry } from './zip-directory.ts';

/** What may be taken out of one archive, in bytes. No size that an archive declares is trusted. */
export interface ArchiveLimits {
  readonly entry: number;
  readonly total: number;
}

const LIMITS: ArchiveLimits = { entry: 32 * 1024 * 1024, total: 192 * 1024 * 1024 };

/** An archive that cannot be read, or must not be. */
export class ArchiveError extends Error {
  readonly reason: 'no-archive' | 'too-large' | 'encrypted' | 'missing' | 'damaged';
  constructor(reason: ArchiveError['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Reads what a caller asks for out of a ZIP archive (APPNOTE 6.3.10), by parts: a book of a gigabyte of pictures costs its text. */
export class ZipArchive {
  /** What was wrong, and has been got over. */
  readonly warnings: string[] = [];
  readonly size: number;
  readonly #file: number;
  readonly #limits: ArchiveLimits;
  readonly #entries = new Map<string, ZipEntry>();
  readonly #folded = new Map<string, string>();
  #inflated = 0;

  /** @throws {ArchiveError} `no-archive` */
  constructor(path: string, limits = LIMITS) {
    this.#limits = limits;
    this.#file = openSync(path, 'r');
    try {
      this.size = fstatSync(this.#file).size;
      this.#readEntries();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  get names(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** The name under which an archive has a file: as it is, else whatever its case, its form of Unicode and the code page of its name. */
  find(name: string): string | undefined {
    if (this.#entries.has(name)) return name;
    return this.#folded.get(fold(name)) ?? this.#folded.get(skeleton(name));
  }

  /**
   * The bytes of a file. What is damaged is read as far as it goes, with a warning.
   * @throws {ArchiveError} `missing`, `encrypted`, `too-large`, `damaged` (nothing of it can be read)
   */
  read(name: string): Buffer {
    const found = this.find(name);
    const entry = found === undefined ? undefined : this.#entries.get(found);
    if (!entry) throw new ArchiveError('missing', `${name} is not in the archive`);
    if (entry.encrypted) throw new ArchiveError('encrypted', `${name} is encrypted`);
    const most = Math.min(this.#limits.entry, this.#limits.total - this.#inflated);
    const bytes = this.#contentOf(entry, most);
    this.#inflated += bytes.length;
    if (entry.crc !== undefined && crc32(bytes) !== entry.crc) {
      this.warnings.push(`${name} is damaged (its checksum is wrong): read as far as it goes`);
    }
    return bytes;
  }

  close(): void {
    closeSync(this.#file);
  }

  #readEntries(): void {
    const read = (start: number, length: number) => this.#bytes(start, length);
    let entries = readDirectory(read, this.size);
    if (!entries || !this.#isFirst(entries)) {
      entries = scanForEntries(read, this.size);
      if (entries.length === 0) throw new ArchiveError('no-archive', 'it is no ZIP archive');
      this.warnings.push('the directory of the archive is damaged: its files were looked for one by one');
    }
    for (const entry of entries) {
      if (isDirectory(entry)) continue;
      if (isOutside(entry.name)) this.warnings.push(`${entry.name} leads out of the archive: left out`);
      else if (this.#entries.has(entry.name))
        this.warnings.push(`${entry.name} is there twice: the first counts`);
      else {
        this.#entries.set(entry.name, entry);
        this.#folded.set(fold(entry.name), entry.name);
        if (skeleton(entry.name) !== fold(entry.name)) this.#folded.set(skeleton(entry.name), entry.name);
      }
    }
  }

  /** Whether a directory leads to files: one of another archive, or one that was cut, does not. */
  #isFirst([first]: readonly ZipEntry[]): boolean {
    return first === undefined || this.#bytes(first.offset, 4).equals(LOCAL_HEADER);
  }

  #contentOf(entry: ZipEntry, most: number): Buffer {
    const header = this.#bytes(entry.offset, 30);
    if (header.length < 30 || !header.subarray(0, 4).equals(LOCAL_HEADER))
      throw new ArchiveError('damaged', `${entry.name} is not where the directory says`);
    const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    // A size that is not declared, or is nonsense: to the end of the archive, deflated data knows its own end.
    const length = Math.min(entry.compressedSize ?? this.size, this.size - start, most + 1024 * 1024);
    const data = this.#bytes(start, Math.max(0, length));
    if (entry.method === 0) {
      if (data.length > most) throw tooLarge(entry.name);
      return data;
    }
    if (entry.method !== 8)
      throw new ArchiveError(
        'damaged',
        `${entry.name} is compressed by method ${entry.method}, which EPUB does not know`,
      );
    return inflate(entry.name, data, most);
  }

  #bytes(start: number, length: number): Buffer {
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.size - start)));
    let filled = 0;
    while (filled < buffer.length) {
      const count = readSync(this.#file, buffer, filled, buffer.length - filled, start + filled);
      if (count === 0) break;
      filled += count;
    }
    return buffer.subarray(0, filled);
  }
}

const LOCAL_HEADER = Buffer.from('PK\x03\x04', 'latin1');

function inflate(name: string, data: Buffer, most: number): Buffer {
  try {
    return inflatePrefix(data, data.length, most);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(name);
  }
  // Damaged inside. The longest start that inflates is what can be saved.
  let [good, bad] = [0, data.length];
  let saved: Buffer = Buffer.alloc(0);
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    try {
      saved = inflatePrefix(data, middle, most);
      good = middle;
    } catch {
      bad = middle;
    }
  }
  if (saved.length === 0) throw new ArchiveError('damaged', `${name} is damaged: nothing of it can be read`);
  return saved;
}

/** Ends without an error where the data ends, complete or not. */
function inflatePrefix(data: Buffer, length: number, most: number): Buffer {
  return inflateRawSync(data.subarray(0, length), {
    finishFlush: zlib.Z_SYNC_FLUSH,
    // Text becomes about four times as long: in one piece where it can be.
    chunkSize: Math.min(1024 * 1024, Math.max(4096, length * 4)),
    maxOutputLength: Math.max(1, most),
  });
}

function tooLarge(name: string): ArchiveError {
  return new ArchiveError('too-large', `${name} is larger than what is read of one book`);
}

function isOutside(name: string): boolean {
  return name.startsWith('/') || /^[a-z]:/i.test(name) || name.split('/').includes('..');
}

function fold(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** A name whose letters outside of ASCII were written in a code page that nobody knows any more. */
function skeleton(name: string): string {
  return fold(name).replace(/[^ -~]+/g, '\ufffd');
}
