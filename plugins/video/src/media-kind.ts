/** A format of audio or video, by the extension of its files. */
export type MediaKind =
  | 'aac'
  | 'aiff'
  | 'amr'
  | 'avi'
  | 'caf'
  | 'flac'
  | 'flv'
  | 'mp3'
  | 'mp4'
  | 'mpeg'
  | 'ogg'
  | 'ts'
  | 'wav'
  | 'webm'
  | 'wma';

/** Where a format has which text. */
const SIGNS: readonly (readonly [kind: MediaKind, ...signs: (readonly [at: number, text: string])[]])[] = [
  ['wav', [0, 'RIFF'], [8, 'WAVE']],
  ['wav', [0, 'RF64'], [8, 'WAVE']],
  ['avi', [0, 'RIFF'], [8, 'AVI ']],
  ['aiff', [0, 'FORM'], [8, 'AIF']],
  ['ogg', [0, 'OggS']],
  ['flac', [0, 'fLaC']],
  ['mp3', [0, 'ID3']],
  ['webm', [0, '\x1a\x45\xdf\xa3']],
  ['wma', [0, '\x30\x26\xb2\x75\x8e\x66\xcf\x11']],
  ['flv', [0, 'FLV\x01']],
  ['mpeg', [0, '\x00\x00\x01\xba']],
  ['ts', [0, 'G'], [188, 'G'], [376, 'G']],
  ['amr', [0, '#!AMR']],
  ['caf', [0, 'caff']],
];

// The same container holds pictures.
const PICTURE_BRAND = /^(?:avi[fs]|hei[cfmsx]|hev[cmsx]|mif1|msf1|jxl |crx )/;

/** What the first bytes of a file say, or `undefined` if they are none of audio or video. */
export function mediaKind(head: Uint8Array): MediaKind | undefined {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 512)).toString('latin1');
  const found = SIGNS.find(([, ...signs]) => signs.every(([at, sign]) => text.startsWith(sign, at)));
  if (found) return found[0];
  if (text.startsWith('ftyp', 4)) return PICTURE_BRAND.test(text.slice(8)) ? undefined : 'mp4';
  return frameKind(head);
}

/** MPEG audio without tags begins with a frame: eleven bits of one, then version, layer, bit rate, sampling rate. */
function frameKind([first, second = 0, third = 0]: Uint8Array): MediaKind | undefined {
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return undefined;
  const [version, layer] = [(second >> 3) & 3, (second >> 1) & 3];
  if (layer === 0) return (second & 0xf6) === 0xf0 ? 'aac' : undefined;
  const isFrame = version !== 1 && layer !== 3 && third >> 4 !== 15 && ((third >> 2) & 3) !== 3;
  return isFrame ? 'mp3' : undefined;
}

const EXTENSION = new RegExp(
  `\\.(${[
    '3gp|aac|ac3|aiff?|amr|ape|asf|au|avi|caf|flac|flv|m2ts|m4[abpv]|mka|mkv|mov|mp[234]|mpe?g|mpga|mts|mxf',
    'og[agv]|opus|qt|tta|wav|webm|wm[av]|wv',
  ].join('|')})$`,
  'i',
);

/** The extension of a name in lower case, if it is one of audio or video. */
export function mediaExtension(name: string): string | undefined {
  return EXTENSION.exec(name)?.[1]?.toLowerCase();
}
