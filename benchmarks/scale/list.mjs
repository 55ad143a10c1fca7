import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Writes a file of sources, one on each line, and gives its path. */
export async function writeList(folder, count) {
  const file = join(folder, `${count}.txt`);
  const lines = function* () {
    for (let index = 0; index < count; index++) yield `https://example.org/${index}\n`;
  };
  await pipeline(Readable.from(lines()), createWriteStream(file));
  return file;
}
