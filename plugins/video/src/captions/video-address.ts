import { CAPTION_FILE } from '../formats/format.ts';

// Sites whose pages are videos: what the name of the host says. Of others only yt-dlp knows; they are named with `{ url: … }`.
const VIDEO_SITE = new RegExp(
  `^(?:[\\w-]+\\.)*(?:${[
    'youtube\\.com|youtu\\.be|youtube-nocookie\\.com|vimeo\\.com|dailymotion\\.com|dai\\.ly|ted\\.com|twitch\\.tv|bilibili\\.com|odysee\\.com',
    'rumble\\.com|nebula\\.tv|media\\.ccc\\.de|arte\\.tv|ardmediathek\\.de|zdf\\.de|soundcloud\\.com|rutube\\.ru|nicovideo\\.jp',
  ].join('|')})$`,
);

/** Whether an address is that of a site of videos. */
export function isVideoSite(url: string): boolean {
  return VIDEO_SITE.test(new URL(url).hostname);
}

const YOUTUBE = /^(?:(?:www|m|music)\.)?(?:youtube|youtube-nocookie)\.com$/;
const YOUTUBE_ID = /^[\w-]{11}$/;

/** One spelling for all addresses of one video: YouTube has many. Others stay as they are. */
export function canonicalAddress(href: string): string {
  const id = youtubeId(new URL(href));
  return id === undefined ? href : `https://www.youtube.com/watch?v=${id}`;
}

function youtubeId({ hostname, pathname, searchParams }: URL): string | undefined {
  const [, first, second] = pathname.split('/');
  let id: string | null | undefined;
  if (hostname === 'youtu.be') id = first;
  else if (YOUTUBE.test(hostname)) {
    id =
      first === 'watch'
        ? searchParams.get('v')
        : /^(?:shorts|embed|live|v)$/.test(first ?? '')
          ? second
          : undefined;
  }
  return id && YOUTUBE_ID.test(id) ? id : undefined;
}

/** Whether an address is that of one video for sure. Of others it must be asked whether they are lists. */
export function isOneVideo(url: string): boolean {
  const { hostname, pathname } = new URL(url);
  return (
    youtubeId(new URL(url)) !== undefined ||
    (/^(?:www\.)?vimeo\.com$/.test(hostname) && /^\/\d+$/.test(pathname))
  );
}

/** Whether an address or a path is that of a file with captions. */
export function isCaptionFile(url: string): boolean {
  const { pathname } = new URL(url);
  return CAPTION_FILE.test(pathname) && !/\.info\.json$/i.test(pathname);
}
