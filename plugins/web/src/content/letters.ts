/** What a text is made of. */
export interface Letters {
  /** Of scripts without spaces two letters count as one. */
  readonly words: number;
  readonly letters: number;
  readonly digits: number;
  readonly capitals: number;
  /** Capitals at the beginning of words. */
  readonly initials: number;
  readonly commas: number;
  /** Commas and semicolons. */
  readonly pauses: number;
  /** Ends of sentences. */
  readonly stops: number;
}

const KNOWN = 1;
const LETTER = 2;
const NUMBER = 4;
const CAPITAL = 8;
const DIGIT = 16;
const WIDE = 32;
const LETTER_OR_NUMBER = LETTER | NUMBER;
const MARK = 64;
const UNDERSCORE = 128;
// Of two code units: no kind of theirs is kept.
const PAIR = 256;

const WIDE_SCRIPTS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const COMMA = ',،、，﹐︐⹁⸲';
const PAUSE = ',;،、，；';
const STOP = '.!?。！？…';
const BEHIND_STOP = /[\s"”’»)]/;

// Filled as letters are met: regular expressions that know Unicode are slow, and a text has few different letters.
const kinds = new Uint8Array(0x1_0000);

/** One walk over a text, for all that is to be known of its letters. */
export function readLetters(text: string): Letters {
  let [words, letters, digits, capitals, initials] = [0, 0, 0, 0, 0];
  let [commas, pauses, stops] = [0, 0, 0];
  let before = 0;
  let inWord = false;
  // One letter of a script without spaces is read, a second one may follow.
  let isHalf = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    let kind = kinds[code] as number;
    if (kind === 0) {
      kind = learn(text, at);
      if ((kind & PAIR) !== 0) at++;
    }
    if ((kind & LETTER) !== 0) letters++;
    if ((kind & DIGIT) !== 0) digits++;
    if ((kind & CAPITAL) !== 0) {
      capitals++;
      if ((before & LETTER_OR_NUMBER) === 0) initials++;
    }
    const isWord = (kind & (LETTER_OR_NUMBER | UNDERSCORE)) !== 0;
    if (!inWord || !isWord) {
      const isWide = (kind & WIDE) !== 0;
      if ((isWide && !isHalf) || (isWord && !isWide)) words++;
      isHalf = isWide && !isHalf;
      inWord = isWord && !isWide;
    }
    if ((kind & MARK) !== 0) {
      const mark = text.charAt(at);
      if (COMMA.includes(mark)) commas++;
      if (PAUSE.includes(mark)) pauses++;
      if (STOP.includes(mark) && (at + 1 === text.length || BEHIND_STOP.test(text.charAt(at + 1)))) stops++;
    }
    before = kind;
  }
  return { words, letters, digits, capitals, initials, commas, pauses, stops };
}

function learn(text: string, at: number): number {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  let kind = KNOWN;
  if (/\p{L}/u.test(character)) kind |= LETTER;
  if (/\p{N}/u.test(character)) kind |= NUMBER;
  if (/\p{Lu}/u.test(character)) kind |= CAPITAL;
  if (/\d/.test(character)) kind |= DIGIT;
  if (WIDE_SCRIPTS.test(character)) kind |= WIDE;
  if (character === '_') kind |= UNDERSCORE;
  if ((COMMA + PAUSE + STOP).includes(character)) kind |= MARK;
  if (character.length > 1) return kind | PAIR;
  // Half of a pair is no letter by itself, and with the other half it may be one.
  if (!/\p{Cs}/u.test(character)) kinds[character.charCodeAt(0)] = kind;
  return kind;
}

/** How many code units the letter or number has that begins at a place of a text; 0: there is none. */
export function letterUnits(text: string, at: number): number {
  const kind = kinds[text.charCodeAt(at)] || learn(text, at);
  if ((kind & LETTER_OR_NUMBER) === 0) return 0;
  return (kind & PAIR) === 0 ? 1 : 2;
}

/** Whether a word stands in a text with no letter or number before it and behind it. */
export function holdsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isLetterAt(text, at - 1) && !isLetterAt(text, at + word.length)) return true;
  }
  return false;
}

function isLetterAt(text: string, at: number): boolean {
  if (at < 0 || at >= text.length) return false;
  const isSecond = /[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(Math.max(0, at - 1), at + 1));
  const start = isSecond ? at - 1 : at;
  return letterUnits(text, start) > 0;
}
