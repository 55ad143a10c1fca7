import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Bytes a second: a header says the length, whatever it sounds like.
const RATE = 100;

/** A WAV file of noughts; `number` makes its bytes its own. */
function wav(seconds, number) {
  const size = seconds * RATE;
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + size, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(size, 40);
  const sound = Buffer.alloc(size);
  sound.writeUInt32LE(number, 0);
  return Buffer.concat([header, sound]);
}

let made = 0;

/** Writes recordings, none like another one, and gives their paths. @param secondsOf by number */
export function record(folder, count, secondsOf) {
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: count }, (_, index) => {
    const path = join(folder, `${index}.wav`);
    writeFileSync(path, wav(secondsOf(index), ++made));
    return path;
  });
}
