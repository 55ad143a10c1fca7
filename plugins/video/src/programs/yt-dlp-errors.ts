import { CollectError, type Recovery } from '@bowerbird/core';

/** What a site's refusal means, by what yt-dlp says of it. The first that fits counts. */
interface Meaning {
  readonly says: RegExp;
  readonly code: string;
  readonly recovery: Recovery;
  readonly hint: string;
}

/** How to go on where a site takes this machine for a robot. */
const BLOCKED_REMEDY =
  'Update yt-dlp first. Then: give it cookies of a browser (options of captions: cookies or cookiesFromBrowser), go through another network (proxy), ask less often (sleepSeconds), or wait some hours.';

const MEANINGS: readonly Meaning[] = [
  {
    says: /not a bot|unusual traffic|captcha|IP (?:address )?(?:is |has been )?(?:likely being )?blocked|HTTP Error 403.*(?:Cloudflare|impersonat)|blocked (?:it|your IP)|detected as (?:a )?bot/i,
    code: 'SOURCE_BLOCKED',
    recovery: 'retry',
    hint: BLOCKED_REMEDY,
  },
  {
    says: /HTTP Error 429|Too Many Requests|rate.?limit|try again later/i,
    code: 'SOURCE_RATE_LIMITED',
    recovery: 'retry',
    hint: 'Run again later: what is here already is not asked for again. Options of captions: sleepSeconds waits between two questions.',
  },
  {
    says: /private video|video is private|is private\b|members.only|join this channel|confirm your age|age.?restricted|inappropriate for some users|log ?in|sign in|requires (?:payment|purchase)|premium|paid (?:video|content)|subscri|password/i,
    code: 'SOURCE_REFUSED',
    recovery: 'next',
    hint: 'It needs an account that may see it: options of captions, cookies or cookiesFromBrowser.',
  },
  {
    says: /not (?:made )?(?:this video )?available (?:in|from) your (?:country|location)|geo.?restrict|blocked it in your country|in your country/i,
    code: 'SOURCE_REFUSED',
    recovery: 'next',
    hint: 'It is not shown in this country: options of captions, proxy.',
  },
  {
    says: /premieres? in|live event will begin|is upcoming|has not started|is offline|not currently live/i,
    code: 'SOURCE_NOT_FOUND',
    recovery: 'next',
    hint: 'It has not been shown yet: run again afterwards with --refresh.',
  },
  {
    says: /HTTP Error 40[04]|HTTP Error 410|removed|deleted|terminated|does not exist|no longer available|video (?:is )?(?:unavailable|not available)|isn't available|not found|no video (?:formats|could be) found|no longer exists|content isn't available/i,
    code: 'SOURCE_NOT_FOUND',
    recovery: 'next',
    hint: 'Open the address in a browser. If it is gone, take it out of the list.',
  },
  {
    says: /unsupported url|no suitable extractor|is not a valid URL|no video in|there's no video/i,
    code: 'SOURCE_UNSUPPORTED',
    recovery: 'next',
    hint: 'yt-dlp knows no video there. Check the address, or update yt-dlp.',
  },
  {
    says: /DRM/,
    code: 'SOURCE_REFUSED',
    recovery: 'next',
    hint: 'It is protected against copying: take it out of the list.',
  },
  {
    says: /no such option|ambiguous option|unrecognized arguments/i,
    code: 'PROGRAM_FAILED',
    recovery: 'retry',
    hint: 'This yt-dlp is too old: update it (https://github.com/yt-dlp/yt-dlp/wiki/Installation).',
  },
];

const OTHERWISE = {
  code: 'SOURCE_UNAVAILABLE',
  recovery: 'retry',
  hint: 'Run again later. If it stays so, update yt-dlp: sites change, and old versions fail.',
} as const;

/** The error for what yt-dlp wrote to standard error. @param about what was asked for */
export function ytDlpError(about: string, stderr: string): CollectError {
  const said = lastError(stderr);
  const { code, recovery, hint } = MEANINGS.find(({ says }) => says.test(said)) ?? OTHERWISE;
  return new CollectError(code, `${about}: ${said.slice(0, 300) || 'yt-dlp failed and did not say why'}`, {
    recovery,
    hint,
  });
}

/** `ERROR: [youtube] ID: Private video. Sign in …` without the first word. */
function lastError(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  const error =
    lines.findLast((line) => /^(?:yt-dlp: )?error:/i.test(line)) ??
    lines.findLast((line) => line !== '') ??
    '';
  return error.replace(/^(?:yt-dlp: )?error:\s*/i, '').replaceAll(/\s+/g, ' ');
}
