/** A sentence in a language, and how a page brings it. */
export interface CharsetSample {
  readonly sentence: string;
  /** BCP 47. */
  readonly language: string;
  /** What its bytes are, as a label of the Encoding standard. */
  readonly charset: string;
  /** What the header says; `undefined`: nothing. */
  readonly header: string | undefined;
  /** What the page says of itself; `undefined`: nothing. */
  readonly meta: string | undefined;
  /** Whether it begins with a byte order mark. */
  readonly mark?: boolean;
}

const FRENCH = {
  language: 'fr',
  sentence: 'L’œuvre coûte 12 € – « déjà » trop cher pour le garçon.',
};
const GERMAN = {
  language: 'de',
  sentence: 'Die größten Äpfel wachsen in Köln über Nacht, heißt es dort.',
};
const JAPANESE = { language: 'ja', sentence: '港の灯台は、夜明けまで静かに海を照らしていました。' };
const CHINESE = { language: 'zh', sentence: '港口的灯塔一直亮到天明，守护着归来的船只。' };
const MIXED = { language: 'en', sentence: 'Þórr, Ŵales, Ελλάδα, Москва, 東京 and a 🐦 stand in one line.' };

/** Pages in charsets of many kinds, by path. */
export const CHARSET_SAMPLES = {
  '/charset/windows-1252': {
    ...FRENCH,
    charset: 'windows-1252',
    header: 'windows-1252',
    meta: 'windows-1252',
  },
  '/charset/iso-8859-1': { ...GERMAN, charset: 'iso-8859-1', header: 'iso-8859-1', meta: 'iso-8859-1' },
  '/charset/shift_jis': { ...JAPANESE, charset: 'shift_jis', header: 'Shift_JIS', meta: 'shift_jis' },
  '/charset/gb18030': { ...CHINESE, charset: 'gb18030', header: 'gb18030', meta: 'gb18030' },
  '/charset/utf-16le': { ...MIXED, charset: 'utf-16le', header: undefined, meta: undefined, mark: true },
  '/charset/utf-16be': { ...JAPANESE, charset: 'utf-16be', header: undefined, meta: undefined, mark: true },
  '/charset/meta-only': { ...JAPANESE, charset: 'shift_jis', header: undefined, meta: 'Shift_JIS' },
  '/charset/header-only': { ...FRENCH, charset: 'windows-1252', header: 'windows-1252', meta: undefined },
  '/charset/header-wins': { ...CHINESE, charset: 'utf-8', header: 'utf-8', meta: 'windows-1252' },
  '/charset/mark-wins': { ...MIXED, charset: 'utf-8', header: 'windows-1252', meta: undefined, mark: true },
  '/charset/undeclared': { ...MIXED, charset: 'utf-8', header: undefined, meta: undefined },
  '/charset/mislabelled': { ...GERMAN, charset: 'utf-8', header: 'windows-1252', meta: undefined },
} as const satisfies Readonly<Record<string, CharsetSample>>;

/** The sample at a path, if one is there. */
export function sampleAt(path: string): CharsetSample | undefined {
  return (CHARSET_SAMPLES as Readonly<Record<string, CharsetSample>>)[path];
}
