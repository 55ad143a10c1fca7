import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeContext } from '@bowerbird/testkit';
import { expect, it } from 'vitest';
import { describeFfmpeg, ffmpeg } from '../test/describe-ffmpeg.ts';
import { flac, mp3, mp4, ogg, wav, webm, xingMp3 } from '../test/media.ts';
import { serveMedia } from '../test/media-server.ts';
import { durationOfAddress } from './media-address.ts';

const about = (url: string) => durationOfAddress(url, fakeContext({ fetch: globalThis.fetch }).context);

/** MP4 whose header stands behind the media, as cameras write it. */
function lateMp4(seconds: number, bytes: number): Buffer {
  const early = mp4(seconds);
  const at = early.indexOf('moov', 0, 'latin1') - 4;
  const end = early.indexOf('mdat', 0, 'latin1') - 4;
  const media = Buffer.alloc(bytes);
  media.writeUInt32BE(bytes);
  media.write('mdat', 4);
  return Buffer.concat([early.subarray(0, at), media, early.subarray(at, end)]);
}

const FILES = {
  'a.wav': wav(36),
  'a.mp3': mp3(36),
  'variable.mp3': xingMp3(36),
  'a.flac': flac(36),
  'a.ogg': ogg(36),
  'a.m4a': mp4(36),
  'late.mp4': lateMp4(36, 3_000_000),
  'a.webm': webm(36),
  'long.wav': wav(300),
};

it.each(Object.keys(FILES))('of %s is told by some of its bytes', async (name) => {
  const { url, sent } = await serveMedia(FILES);
  const found = await about(`${url}/${name}`);
  const seconds = name === 'long.wav' ? 300 : 36;
  expect(found?.expected).toBeCloseTo(seconds, 0);
  expect(found?.most).toBeLessThan(seconds + 2);
  expect(found?.most).toBeGreaterThanOrEqual(seconds);
  expect(sent()).toBeLessThan(400_000);
});

it('is found without ranges as well, and without taking all of it', async () => {
  const { url } = await serveMedia(FILES, { ranges: false });
  expect((await about(`${url}/long.wav`))?.expected).toBeCloseTo(300, 0);
  // What stands at the end cannot be asked for: the size says how long it is at most.
  expect(await about(`${url}/late.mp4`)).toMatchObject({ most: (FILES['late.mp4'].length * 8) / 4000 });
});

it.each(['nowhere.mp3'])('is unknown of %s, and that is no error', async (name) => {
  const { url } = await serveMedia({});
  expect(await about(`${url}/${name}`)).toBeUndefined();
  expect(await about('http://127.0.0.1:1/refused.mp3')).toBeUndefined();
});

it('of what is no media is bounded by its size', async () => {
  const { url } = await serveMedia({ 'a.mp3': Buffer.from('<html>no</html>') });
  expect(await about(`${url}/a.mp3`)).toEqual({ most: 60, channels: undefined });
});

describeFfmpeg('real files', () => {
  it.each(['mp4', 'm4a', 'mp3', 'opus', 'ogg', 'flac', 'mkv', 'webm', 'wav', 'aac'])(
    'of %s tell their length',
    async (extension) => {
      const folder = mkdtempSync(join(tmpdir(), 'bowerbird-media-'));
      try {
        const path = join(folder, `a.${extension}`);
        ffmpeg(
          '-f',
          'lavfi',
          '-i',
          'sine=duration=95',
          ...(extension === 'ogg' ? ['-c:a', 'libvorbis'] : []),
          path,
        );
        const { url } = await serveMedia({ [`a.${extension}`]: readFileSync(path) });
        const found = await about(`${url}/a.${extension}`);
        // Of plain AAC nobody tells but by counting.
        if (extension !== 'aac') expect(found?.expected).toBeCloseTo(95, 0);
        expect(found?.most).toBeGreaterThanOrEqual(95);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});
