import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type CollectContext, isCollectError } from '@bowerbird/core';
import { changed } from './duration.ts';
import { isFile, type MediaSource } from './media-source.ts';
import { writeSound } from './programs/ffmpeg.ts';
import { inTemporaryFolder } from './programs/temporary-folder.ts';
import type { YtDlp } from './programs/yt-dlp.ts';

// Containers that hold pictures as a rule. What they weigh beside their sound is sent for nothing.
const VIDEO = /\.(?:3gp|asf|avi|flv|m2ts|m4v|mkv|mov|mp4|mpe?g|mts|mxf|ogv|qt|ts|webm|wmv)$/i;

/**
 * Sends the sound of a source: of the page of a video what yt-dlp brings, of a film what ffmpeg takes out of it, of anything else the file as it is.
 * @param send takes a `file:` URL, and the digest that its bytes must have
 */
export function soundOf<T>(
  source: MediaSource & { readonly multichannel?: boolean | undefined },
  ytDlp: YtDlp,
  context: CollectContext,
  send: (url: string, sha256?: string) => Promise<T>,
): Promise<T> {
  const { url, sha256, multichannel = false } = source;
  if (!isFile(source)) {
    return inTemporaryFolder(async (folder) =>
      send(pathToFileURL(await ytDlp.sound(url, folder, context)).href),
    );
  }
  // One channel is written: who wants each of them gets the file.
  if (!VIDEO.test(new URL(url).pathname) || multichannel) return send(url, sha256);
  return inTemporaryFolder(async (folder) => {
    const path = fileURLToPath(url);
    const digest = await context.digest(path);
    if (sha256 !== undefined && digest !== sha256) throw changed(path);
    const sound = join(folder, 'sound.mp3');
    try {
      await writeSound(path, sound, context);
    } catch (error) {
      context.signal.throwIfAborted();
      if (!isCollectError(error)) throw error;
      // It goes without: the film is longer on its way, and that is all.
      context.log(`${path} is sent with its pictures: ${error.message}`);
      return send(url, sha256);
    }
    return send(pathToFileURL(sound).href);
  });
}
