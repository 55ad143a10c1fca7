import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import { type Site, type SiteOptions, startSite } from '../src/stand-in/site/site.ts';

/** A site that ends with the test. */
export async function siteForTest(options?: SiteOptions): Promise<Site> {
  const site = await startSite(options);
  onTestFinished(() => site.close());
  return site;
}

/** An answer byte by byte. */
export interface RawAnswer {
  /** Status line and headers. */
  readonly head: string;
  /** As it was sent: not put together, not decompressed. */
  readonly body: Buffer;
  /** The code of the error that the connection ended with. */
  readonly error: string | undefined;
}

/** What comes for a GET until the connection ends. */
export function readRaw(url: string, path: string): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let error: string | undefined;
    const socket = connect(Number(port), hostname);
    socket.write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\nconnection: close\r\n\r\n`);
    socket
      .on('data', (chunk) => chunks.push(chunk))
      .on('error', ({ code }: NodeJS.ErrnoException) => {
        error = code;
      })
      .on('close', () => resolve({ ...parted(Buffer.concat(chunks)), error }));
  });
}

function parted(bytes: Buffer): Pick<RawAnswer, 'head' | 'body'> {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return { head: '', body: bytes };
  return { head: bytes.toString('latin1', 0, end + 2), body: bytes.subarray(end + 4) };
}
