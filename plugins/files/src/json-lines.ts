import type { FileHandle } from 'node:fs/promises';
import type { Delivered } from '@bowerbird/core';
import { canonical } from './canonical.ts';

const CHUNK = 1 << 18;
const FIRST_READ = 1 << 13;
const NEWLINE = 0x0a;

/** A line of a file, without its newline. */
export interface Line {
  readonly offset: number;
  readonly bytes: Buffer;
}

/** A document as one line, without a newline: the same document gives the same bytes. */
export function renderLine(document: Delivered): Buffer {
  return Buffer.from(JSON.stringify(canonical(document)));
}

/** The id of the document of a line; `undefined` for a line that is no JSON object or has no id: not one of ours. */
export function lineId(bytes: Buffer): string | undefined {
  const value = parseLine(bytes);
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** The JSON of a line, or `undefined` if it is none. */
export function parseLine(bytes: Buffer): unknown {
  const text = bytes.toString();
  try {
    return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}

/** The lines of a file, one at a time, from the first byte on. The last one may lack its newline. */
export async function* readLines(handle: FileHandle): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let offset = 0;
  for (let position = 0; ; ) {
    // A chunk of its own each time: lines are views of it, and the consumer may keep them for a while.
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, position);
    if (bytesRead === 0) break;
    const chunk = buffer.subarray(0, bytesRead);
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      parts.push(chunk.subarray(start, end));
      yield { offset, bytes: joined(parts) };
      parts = [];
      start = end + 1;
      offset = position + start;
    }
    if (start < bytesRead) parts.push(chunk.subarray(start));
    position += bytesRead;
  }
  if (parts.length > 0) yield { offset, bytes: joined(parts) };
}

/** The line that begins at an offset, without its newline. */
export async function readLineAt(handle: FileHandle, offset: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let position = offset;
  // Most lines are short: read little at first and more as the line turns out to be long.
  for (let size = FIRST_READ; ; size = Math.min(size * 4, CHUNK)) {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(size), 0, size, position);
    const chunk = buffer.subarray(0, bytesRead);
    const end = chunk.indexOf(NEWLINE);
    parts.push(end === -1 ? chunk : chunk.subarray(0, end));
    if (end !== -1 || bytesRead === 0) return joined(parts);
    position += bytesRead;
  }
}

/** Whether exactly that line stands at an offset. */
export async function hasLineAt(handle: FileHandle, offset: number, line: Buffer): Promise<boolean> {
  const length = line.length + 1;
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, offset);
  if (bytesRead < line.length || !buffer.subarray(0, line.length).equals(line)) return false;
  return bytesRead === line.length || buffer[line.length] === NEWLINE;
}

function joined(parts: readonly Buffer[]): Buffer {
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
}
