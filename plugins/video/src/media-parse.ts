import { parseFile } from 'music-metadata';

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
export default async function readMedia({ path }: { readonly path: string }): Promise<MediaFacts> {
  const { format } = await parseFile(path, { duration: true, skipCovers: true });
  const { duration, bitrate, numberOfChannels, container = '', codec = '' } = format;
  const isPcm = /^WAVE/i.test(container) && /PCM/i.test(codec);
  return {
    seconds: duration,
    bitrate,
    channels: numberOfChannels,
    rate: isPcm ? 'constant' : AVERAGE.test(container) ? 'average' : undefined,
  };
}
