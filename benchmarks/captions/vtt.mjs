import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { table } from '../shared/measure.mjs';
import { absent, corpus } from './corpora.mjs';
import { parseVttCues, readCueText } from './parts.mjs';
import { PEERS } from './peers.mjs';

const TITLE = 'WebVTT: files of the web-platform tests and of vtt.js as they are to be read';
const OURS = {
  name: 'bowerbird',
  parse: (text) =>
    (parseVttCues(text) ?? []).map(({ id, startMs, endMs, text: raw }) => ({
      id,
      start: startMs / 1000,
      end: endMs / 1000,
      text: raw,
      plain: readCueText(raw, startMs)
        .map((run) => run.text)
        .join(''),
    })),
};

/** Cue count, times, text and rendered text, by the scorer of the corpora. */
export async function vtt() {
  const scorer = corpus('score/captions.mjs');
  if (scorer === undefined) return absent(TITLE);
  const { load, score } = await import(pathToFileURL(scorer).href);
  const rows = [['Parser', 'wpt', 'vttjs: times', 'text', 'rendered', 'threw']];
  const figures = {};
  const failures = [];
  for (const { name, parse } of [OURS, ...PEERS.filter(({ formats }) => formats.includes('vtt'))]) {
    const results = {};
    for (const set of ['wpt-webvtt', 'vttjs']) {
      const items = load(set, join(process.env.BOWERBIRD_CORPORA, 'video', set));
      results[set] = score(items, await predictions(items, parse));
    }
    const { 'wpt-webvtt': wpt, vttjs } = results;
    rows.push([
      name,
      `${wpt.loose}/${wpt.n}`,
      `${vttjs.timing}/${vttjs.n}`,
      `${vttjs.loose}/${vttjs.n}`,
      `${vttjs.plain}/${vttjs.plainN}`,
      vttjs.errors + wpt.errors,
    ]);
    figures[name] = { wpt: wpt.loose, vttjs: vttjs.loose };
    if (name !== OURS.name) continue;
    if (wpt.loose < wpt.n) failures.push(`wpt: ${JSON.stringify(wpt.fails)}`);
    if (vttjs.loose < vttjs.n * 0.99) failures.push(`vttjs: ${JSON.stringify(vttjs.fails)}`);
  }
  return { title: TITLE, text: table(rows), figures, failures };
}

async function predictions(items, parse) {
  const found = {};
  for (const { id, file } of items) {
    // Without the mark of UTF-8, as fetch gives it.
    const text = new TextDecoder().decode(readFileSync(file));
    try {
      found[id] = { cues: await parse(text, 'vtt') };
    } catch (error) {
      found[id] = { error: String(error?.message ?? error).slice(0, 80) };
    }
  }
  return found;
}
