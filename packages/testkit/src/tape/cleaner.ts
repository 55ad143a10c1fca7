import { isIdle, type Scrub, scrubber } from '@bowerbird/secrets';

/** Takes secrets out of what goes onto a tape. */
export interface Cleaner {
  /** The text with `***` for each secret, in every spelling. */
  readonly text: Scrub;
  /** The same for bytes of any kind: for what is compared, since nothing else can read them afterwards. */
  bytes(bytes: Uint8Array): Uint8Array;
  /** Where a secret stands in bytes of any kind: "at byte 17". What is compressed hides it. */
  find(bytes: Uint8Array): string | undefined;
}

/** @param secrets their values; one under 4 characters is left in */
export function cleanerOf(secrets: readonly string[]): Cleaner {
  const text = scrubber(secrets);
  // Bytes are looked at as Latin-1, which any bytes are; a secret in UTF-8 is then another text.
  const scrub = scrubber([...secrets, ...secrets.map((secret) => latin1(Buffer.from(secret)))]);
  if (isIdle(scrub)) return { text, bytes: (bytes) => bytes, find: () => undefined };
  return {
    text,
    bytes: (bytes) => Buffer.from(scrub(latin1(bytes)), 'latin1'),
    find: (bytes) => {
      const whole = latin1(bytes);
      const at = firstDifference(whole, scrub(whole));
      if (at !== undefined) return `at byte ${at}`;
      const narrow = whole.replaceAll('\0', '');
      return firstDifference(narrow, scrub(narrow)) === undefined ? undefined : 'in UTF-16';
    },
  };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function firstDifference(before: string, after: string): number | undefined {
  if (before === after) return undefined;
  let at = 0;
  while (before[at] === after[at]) at++;
  return at;
}
