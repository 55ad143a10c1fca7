/** Whether a text is a language tag of BCP 47. */
export function isLanguage(tag: string): boolean {
  return canonical(tag) !== undefined;
}

function canonical(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

// AssemblyAI tells few languages apart by their country. All others are called by the language alone.
const REGIONAL: Readonly<Record<string, string>> = {
  'en-US': 'en_us',
  'en-GB': 'en_uk',
  'en-AU': 'en_au',
  'de-CH': 'de_ch',
};

/** How AssemblyAI calls a language. @param tag BCP 47 */
export function toAssemblyai(tag: string): string {
  const name = canonical(tag) ?? tag;
  return REGIONAL[name] ?? (name.split('-')[0] ?? name).replace(/^n[bn]$/, 'no');
}

/** The language tag (BCP 47) for a code of AssemblyAI. */
export function fromAssemblyai(code: string): string | undefined {
  const [tag] = Object.entries(REGIONAL).find(([, regional]) => regional === code) ?? [];
  return tag ?? canonical(code.replaceAll('_', '-'));
}

const WHISPER =
  'af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw he hi hr ht hu hy id is it ja ka kk km ' +
  'kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn no oc pa pl ps pt ro ru sa sd si sk sl sn so sq sr su sv sw ta te tg ' +
  'th tk tl tr tt uk ur uz vi yi yo yue zh';

/** The language tag for what Whisper calls a language: its English name, in lower case. */
export function fromWhisper(name: string): string | undefined {
  const names = new Intl.DisplayNames('en', { type: 'language' });
  return WHISPER.split(' ').find((code) => code === name || names.of(code)?.toLowerCase() === name);
}
