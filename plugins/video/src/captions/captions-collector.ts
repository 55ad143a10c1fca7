import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type CollectContext,
  type CollectError,
  type DirectCollector,
  type Document,
  defineCollector,
  ensureOk,
  type Handover,
  isCollectError,
} from '@bowerbird/core';
import * as z from 'zod/mini';
import { mediaExtension } from '../media-kind.ts';
import { documentId, documentTitle, isFile } from '../media-source.ts';
import { YtDlp, type YtDlpOptions, ytDlpOptions } from '../programs/yt-dlp.ts';
import { withJsonSchema } from '../schema.ts';
import { captionsDocument } from './captions-document.ts';
import {
  acceptCaptions,
  type CaptionsRequest,
  captionsRequest,
  identityOf,
  isInfoFile,
  isOurs,
} from './captions-request.ts';
import { collectFile } from './local-captions.ts';
import { parseCaptions } from './parse-captions.ts';
import { atMost, collectSite, entriesOf, isPlaylist } from './site-captions.ts';
import { isCaptionFile, isOneVideo } from './video-address.ts';

/** Captions of videos: as their site has them, beside a file, or in it. */
export const captions = defineCollector<CaptionsRequest, YtDlpOptions>({
  name: 'captions',
  summary:
    'Collects captions of videos: of sites (yt-dlp), beside local files, and embedded in them (ffmpeg).',
  revision: 1,
  request: captionsRequest,
  options: withJsonSchema<YtDlpOptions>(z.strictObject(ytDlpOptions)),
  accepts: acceptCaptions,
  identify: identityOf,
  create: (options) => new CaptionsCollector(new YtDlp(options)),
});

// A site that has taken this machine for a robot does so for a while: asking on makes it worse.
const BLOCKED_MS = 10 * 60_000;

class CaptionsCollector implements DirectCollector<CaptionsRequest> {
  readonly #ytDlp: YtDlp;
  readonly #blocked = new Map<string, { readonly until: number; readonly error: CollectError }>();

  constructor(ytDlp: YtDlp) {
    this.#ytDlp = ytDlp;
  }

  async *discover(
    asked: CaptionsRequest,
    context: CollectContext,
  ): AsyncGenerator<CaptionsRequest | Handover> {
    if (isFile(asked)) {
      const folder = await folderOf(asked);
      yield* folder === undefined ? [asked] : inFolder(folder, asked);
      return;
    }
    if (isCaptionFile(asked.url) || isOneVideo(asked.url)) {
      yield asked;
      return;
    }
    const info = await this.#ytDlp.info(asked.url, context, atMost(asked)).catch((error: unknown) => {
      context.signal.throwIfAborted();
      // What cannot be asked now is asked when its turn comes: then the next of the chain has its chance.
      if (isCollectError(error)) return undefined;
      throw error;
    });
    if (info === undefined || !isPlaylist(info)) yield asked;
    else yield* entriesOf(info, asked);
  }

  async collect(asked: CaptionsRequest, context: CollectContext): Promise<readonly Document[]> {
    if (isFile(asked)) return collectFile(asked, context);
    if (isCaptionFile(asked.url)) return collectAddress(asked, context);
    const host = new URL(asked.url).hostname;
    const blocked = this.#blocked.get(host);
    if (blocked && blocked.until > Date.now()) throw blocked.error;
    try {
      return await collectSite(asked, this.#ytDlp, context);
    } catch (error) {
      if (isCollectError(error) && error.code === 'SOURCE_BLOCKED')
        this.#blocked.set(host, { until: Date.now() + BLOCKED_MS, error });
      throw error;
    }
  }
}

async function collectAddress(asked: CaptionsRequest, context: CollectContext): Promise<readonly Document[]> {
  const response = ensureOk(await context.fetch(asked.url, { signal: context.signal }));
  const bytes = new Uint8Array(await response.arrayBuffer());
  const read = await parseCaptions({ bytes }, asked.url, context);
  const title = documentTitle(asked).replace(/\.\w+$/, '');
  const url = asked.media ?? asked.url;
  const found = {
    id: documentId({ url }),
    title,
    url,
    isPlayed: asked.media !== undefined,
    read,
    kind: 'human',
    from: 'file',
    chapters: [],
    info: {},
  } as const;
  return captionsDocument(found, asked);
}

async function folderOf({ url }: CaptionsRequest): Promise<string | undefined> {
  if (isInfoFile(url) || isCaptionFile(url) || mediaExtension(new URL(url).pathname) !== undefined)
    return undefined;
  const path = fileURLToPath(url);
  return readdir(path).then(
    () => path,
    () => undefined,
  );
}

/** Each video once: what lies beside it belongs to it. */
async function* inFolder(folder: string, asked: CaptionsRequest): AsyncGenerator<Handover> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && isOurs(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const media = new Set(paths.filter((path) => mediaExtension(path) !== undefined).map(withoutExtension));
  const infos = new Set(paths.filter(isInfoPath).map((path) => withoutExtension(withoutExtension(path))));
  const { since } = asked;
  let count = 0;
  for (const path of paths) {
    const stems = [withoutExtension(path), withoutExtension(withoutExtension(path))];
    const isVideo = mediaExtension(path) !== undefined;
    const belongs =
      !isVideo && stems.some((stem) => media.has(stem) || (!isInfoPath(path) && infos.has(stem)));
    if (belongs) continue;
    if (count++ === asked.limit) return;
    yield { source: path, ...(since !== undefined && { with: { since } }) };
  }
}

function isInfoPath(path: string): boolean {
  return /\.info\.json$/i.test(path);
}

function withoutExtension(path: string): string {
  return path.replace(/\.[^./\\]*$/, '');
}
