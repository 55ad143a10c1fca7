// Stands in for yt-dlp 2026: its command line (options as it knows them, `--` before addresses), its JSON, its messages and exit codes, without a network.
// FAKE_YT_DLP names a folder: `world.json` says what there is by address, `calls.jsonl` gets a line for each call.
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const VALUED = [
  'socket-timeout',
  'cookies',
  'cookies-from-browser',
  'proxy',
  'sleep-requests',
  'sleep-subtitles',
  'js-runtimes',
  'playlist-items',
  'extractor-args',
  'sub-langs',
  'sub-format',
  'paths',
  'output',
  'format',
  'exec',
];
const PLAIN = [
  'ignore-config',
  'no-progress',
  'no-warnings',
  'dump-single-json',
  'flat-playlist',
  'skip-download',
  'write-subs',
  'write-auto-subs',
  'no-playlist',
  'version',
];

const home = process.env.FAKE_YT_DLP;
const { options, urls } = readArguments(process.argv.slice(2));
if (options.version) {
  console.log('2026.11.12');
  process.exit(0);
}
appendFileSync(
  join(home, 'calls.jsonl'),
  `${JSON.stringify({ options, urls, args: process.argv.slice(2) })}\n`,
);
if (options.exec !== undefined) spawnSync('sh', ['-c', options.exec]);
if (urls.length !== 1) usage('You must provide at least one URL.');
const [url] = urls;
const world = JSON.parse(readFileSync(join(home, 'world.json'), 'utf8'));
const found = Object.hasOwn(world, url) ? world[url] : undefined;
if (found === undefined) fail(`[generic] Unsupported URL: ${url}`);
if (found.hangs) {
  // With a child of its own, as the real one has ffmpeg.
  spawn('sleep', ['600'], { stdio: 'inherit' });
  writeFileSync(join(home, 'hanging'), String(process.pid));
  setInterval(() => {}, 1000);
} else if (found.error !== undefined) fail(found.error);
else if (options['dump-single-json']) console.log(JSON.stringify(asJson(found)));
else if (options['skip-download']) writeSubtitles(found);
else
  writeFileSync(
    join(options.paths.replace(/^home:/, ''), options.output.replace('%(ext)s', 'webm')),
    readFileSync(found.sound),
  );

function readArguments(args) {
  const options = {};
  const urls = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index];
    if (arg === '--') return { options, urls: [...urls, ...args.slice(index + 1)] };
    const [, name, , value] = /^--([\w-]+)(=(.*))?$/s.exec(arg) ?? [];
    if (name === undefined) {
      if (arg.startsWith('-')) usage(`no such option: ${arg}`);
      urls.push(arg);
    } else if (PLAIN.includes(name)) options[name] = true;
    else if (VALUED.includes(name)) options[name] = value ?? args[++index];
    else usage(`no such option: --${name}`);
  }
  return { options, urls };
}

function asJson({ info, entries }) {
  if (entries === undefined) return { _type: 'video', ...info };
  const [, last] = /^1:(\d+)$/.exec(options['playlist-items'] ?? '') ?? [];
  const listed = entries.map((entry) =>
    entry === null ? null : { _type: 'url', ie_key: 'Youtube', ...entry },
  );
  return {
    _type: 'playlist',
    ...info,
    entries: listed.slice(0, last === undefined ? undefined : Number(last)),
  };
}

function writeSubtitles({ captions = {}, subtitleError }) {
  if (subtitleError !== undefined) {
    // It goes on without them.
    console.error(`WARNING: Unable to download video subtitles for 'en': ${subtitleError}`);
    return;
  }
  const wanted = new RegExp(`^(?:${options['sub-langs']})$`);
  const kinds = [options['write-subs'] && 'subtitles', options['write-auto-subs'] && 'automatic'].filter(
    Boolean,
  );
  for (const kind of kinds) {
    for (const [language, { ext, text }] of Object.entries(captions[kind] ?? {})) {
      if (!wanted.test(language)) continue;
      writeFileSync(
        join(options.paths.replace(/^home:/, ''), options.output.replace('%(ext)s', `${language}.${ext}`)),
        text,
      );
    }
  }
}

function fail(message) {
  console.error(`ERROR: ${message}`);
  process.exit(1);
}

function usage(message) {
  console.error(`Usage: yt-dlp [OPTIONS] URL [URL...]\n\nyt-dlp: error: ${message}`);
  process.exit(2);
}
