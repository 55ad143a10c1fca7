import { parseFile, parseWebStream } from 'music-metadata';

/** What is to be read: a local file, or the start of one that lies elsewhere, with its whole size. */
export type MediaInput = { readonly path: string } | { readonly head: Uint8Array; readonly size: number };

/** What the header of an audio or video says. */
export interface MediaFacts {
  readonly seconds?: number | undefined;
  /** Bits a second. */
  readonly bitrate?: number | undefined;
  readonly channels?: number | undefined;
  /** How surely the length follows from the size: each second has as many bytes, or about as many. */
  readonly rate?: 'constant' | 'average' | undefined;
}

const AVERAGE = /^(?:MPEG|ADTS|AAC)/i;

/** Runs in a worker: what is read here is foreign. A file that cannot be read says nothing. */
export default async function readMedia(input: MediaInput): Promise<MediaFacts> {
  // Of a start the frames cannot be counted: its header must tell, or its bit rate.
  const { format } =
    'path' in input
      ? await parseFile(input.path, { duration: true, skipCovers: true })
      : await parseWebStream(
          streamOf(input.head),
          { size: input.size },
          { duration: false, skipCovers: true },
        );
  const { duration, bitrate, numberOfChannels, container = '', codec = '' } = format;
  const isPcm = /^WAVE/i.test(container) && /PCM/i.test(codec);
  return {
    seconds: duration,
    bitrate,
    channels: numberOfChannels,
    rate: isPcm ? 'constant' : AVERAGE.test(container) ? 'average' : undefined,
  };
}

// As a stream: of a buffer its own length is taken for the size.
function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
}
