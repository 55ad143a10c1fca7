import { promisify } from 'node:util';
import type { ZstdOptions } from 'node:zlib';

// Beyond this the work goes to a thread: it would hold up everything else for milliseconds. Below, the way there costs more.
const THREAD_ABOVE = 1024 * 1024;

let codec: ReturnType<typeof loadCodec> | undefined;

// When first needed, and not by an `import`, which nothing could wait for: many a process meets no value that is so long.
function loadCodec() {
  const zlib = process.getBuiltinModule('node:zlib');
  // Level 1: three quarters of the time of level 3, for texts that come out a tenth larger.
  const options: ZstdOptions = { params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 } };
  const compressInThread = promisify(zlib.zstdCompress);
  return {
    compress: (bytes: Uint8Array) => zlib.zstdCompressSync(bytes, options),
    compressInThread: (bytes: Uint8Array) => compressInThread(bytes, options),
    decompress: zlib.zstdDecompressSync,
    decompressInThread: promisify(zlib.zstdDecompress),
  };
}

/** Bytes as Zstandard (RFC 8878). */
export function compress(bytes: Uint8Array): Uint8Array | Promise<Uint8Array> {
  codec ??= loadCodec();
  return bytes.length > THREAD_ABOVE ? codec.compressInThread(bytes) : codec.compress(bytes);
}

/** The other way round: the text that was compressed. */
export function decompressText(bytes: Uint8Array): string | Promise<string> {
  codec ??= loadCodec();
  if (bytes.length <= THREAD_ABOVE / 4) return codec.decompress(bytes).toString();
  return codec.decompressInThread(bytes).then((whole) => whole.toString());
}
