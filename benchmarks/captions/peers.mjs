// Parsers of others, each as its documentation uses it: text to cues with `start` and `end` in seconds, and `text`.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseText } from 'media-captions';
import nodeWebvtt from 'node-webvtt';
import subsrt from 'subsrt-ts';
import subtitle from 'subtitle';
import videojs from 'videojs-vtt.js';

const require = createRequire(import.meta.url);

function named(name, formats, parse) {
  const { version } = JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8'));
  return { name: `${name} ${version}`, formats, parse };
}

const { WebVTT, VTTCue, VTTRegion } = videojs;
// Parsers of browsers ask for the cue of the browser.
globalThis.VTTCue ??= undefined;

export const PEERS = [
  named('videojs-vtt.js', ['vtt'], (text) => {
    const parser = new WebVTT.Parser({ VTTCue, VTTRegion }, WebVTT.StringDecoder());
    const cues = [];
    parser.oncue = ({ id, startTime, endTime, text: said }) =>
      cues.push({ id, start: startTime, end: endTime, text: said });
    parser.onparsingerror = () => {};
    parser.parse(Buffer.from(text, 'utf8').toString('binary'));
    parser.flush();
    return cues;
  }),
  named('media-captions', ['vtt', 'srt'], async (text, type) => {
    const { cues } = await parseText(text, { type });
    return cues.map(({ id, startTime, endTime, text: said }) => ({
      id,
      start: startTime,
      end: endTime,
      text: said,
    }));
  }),
  named('subsrt-ts', ['vtt', 'srt'], (text, format) =>
    subsrt
      .parse(text, { format })
      .filter(({ type }) => type === 'caption')
      .map(({ start, end, content }) => ({ start: start / 1000, end: end / 1000, text: content })),
  ),
  named('subtitle', ['vtt', 'srt'], (text) =>
    subtitle
      .parseSync(text)
      .filter(({ type }) => type === 'cue')
      .map(({ data }) => ({ start: data.start / 1000, end: data.end / 1000, text: data.text })),
  ),
  named('node-webvtt', ['vtt'], (text) =>
    nodeWebvtt
      .parse(text, { strict: false })
      .cues.map(({ identifier, start, end, text: said }) => ({ id: identifier, start, end, text: said })),
  ),
];
