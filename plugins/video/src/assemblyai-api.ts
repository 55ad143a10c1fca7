import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { CollectContext, JsonObject } from '@bowerbird/core';
import { changed, notThere } from './duration.ts';
import { ensureSold, type Provider } from './refusal.ts';

/** An entry of `GET /v2/transcript`. */
export interface Listed {
  readonly id: string;
  readonly status: string;
  /** UTC, without a sign of it. */
  readonly created: string;
  readonly audio_url: string;
  readonly error?: string | null | undefined;
}

interface Page {
  readonly transcripts: readonly Listed[];
  readonly page_details?: { readonly prev_url?: string | null | undefined } | undefined;
}

const PROVIDER: Provider = {
  name: 'AssemblyAI',
  explain: (body) => {
    const said = (body as { readonly error?: unknown } | undefined)?.error;
    return { said: typeof said === 'string' ? said : undefined };
  },
};

/** The most that AssemblyAI lists at once. */
export const PAGE = 200;

/** AssemblyAI's interface for recorded audio, as far as it is used (https://www.assemblyai.com/docs/api-reference). */
export class AssemblyaiApi {
  readonly #key: string;
  readonly #base: string;

  constructor({ apiKey, baseUrl }: { readonly apiKey: string; readonly baseUrl: string }) {
    this.#key = apiKey;
    this.#base = baseUrl.replace(/\/+$/, '');
  }

  /** The purchase. */
  start(params: JsonObject, context: CollectContext): Promise<JsonObject> {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(params);
    return this.#ask(context, '/v2/transcript', { method: 'POST', headers, body, redirect: 'manual' });
  }

  /** A transcript that is paid for: one that is not known at the moment is asked for later. */
  get(id: string, context: CollectContext): Promise<JsonObject> {
    return this.#ask(context, `/v2/transcript/${encodeURIComponent(id)}`, {}, true);
  }

  /** All transcripts of the last 90 days, newest first, a page at a time. */
  async *pages(context: CollectContext): AsyncGenerator<readonly Listed[]> {
    for (let before = ''; ; ) {
      const path = `/v2/transcript?limit=${PAGE}${before}`;
      const { transcripts, page_details } = (await this.#ask(context, path, {}, true)) as unknown as Page;
      yield transcripts;
      const last = transcripts.at(-1);
      if (last === undefined || page_details?.prev_url === null) return;
      before = `&before_id=${encodeURIComponent(last.id)}`;
    }
  }

  /** Sends a local file, as it is read. @returns its address @param sha256 what its bytes must be */
  async upload(url: string, sha256: string | undefined, context: CollectContext): Promise<string> {
    const path = fileURLToPath(url);
    await stat(path).catch((cause: unknown) => {
      throw notThere(path, cause);
    });
    const hash = createHash('sha256');
    const file = createReadStream(path);
    const counted = new Transform({
      transform(chunk: Buffer, _, done) {
        hash.update(chunk);
        done(null, chunk);
      },
    });
    // Whoever reads it hears of it.
    file.on('error', (error) => counted.destroy(error));
    counted.on('error', () => file.destroy());
    try {
      const body = Readable.toWeb(file.pipe(counted)) as unknown as NonNullable<RequestInit['body']>;
      const headers = { 'content-type': 'application/octet-stream' };
      const init = {
        method: 'POST',
        headers,
        body,
        duplex: 'half',
        redirect: 'manual',
        cache: 'no-store',
      } as const;
      const { upload_url } = await this.#ask(context, '/v2/upload', init);
      if (sha256 !== undefined && hash.digest('hex') !== sha256) throw changed(path);
      return String(upload_url);
    } finally {
      file.destroy();
      counted.destroy();
    }
  }

  async #ask(context: CollectContext, path: string, init: RequestInit, isPaid = false): Promise<JsonObject> {
    const headers = { ...init.headers, authorization: this.#key };
    const response = await context.fetch(`${this.#base}${path}`, { ...init, headers });
    return (await (await ensureSold(PROVIDER, response, isPaid)).json()) as JsonObject;
  }
}
