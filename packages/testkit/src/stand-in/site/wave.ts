const RATE = 8000;
const HEADER_BYTES = 44;

/** A tone as a WAVE file: PCM, 16 bits, one channel, 8,000 samples a second (RIFF, "Multimedia Programming Interface 1.0", 1991). */
export function toneWave(hertz: number, lengthMs: number): Buffer {
  const samples = Math.round((RATE * lengthMs) / 1000);
  const file = Buffer.alloc(HEADER_BYTES + samples * 2);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(samples * 2, 40);
  for (let index = 0; index < samples; index++) {
    const height = Math.sin((2 * Math.PI * hertz * index) / RATE);
    file.writeInt16LE(Math.round(height * 16_000), HEADER_BYTES + index * 2);
  }
  return file;
}
