import { asJson3, asSrv3 } from '../../plugins/video/test/rolling-captions.ts';
import { table } from '../shared/measure.mjs';
import { readCaptions, segmentsOf } from './parts.mjs';

const CUES = 200;
const time = (ms, point) =>
  `${new Date(ms).toISOString().slice(11, 19)}${point}${String(ms % 1000).padStart(3, '0')}`;
const each = (write) =>
  Array.from({ length: CUES }, (_, index) => write(index, index * 2000, index * 2000 + 1900));
const words = each((index, startMs) => ({ text: `word${index}`, startMs }));

const FILES = {
  vtt: `WEBVTT\n\n${each((index, a, b) => `${time(a, '.')} --> ${time(b, '.')}\nword${index}`).join('\n\n')}\n`,
  srt: each((index, a, b) => `${index + 1}\n${time(a, ',')} --> ${time(b, ',')}\nword${index}\n`).join('\n'),
  ttml: `<tt xmlns="http://www.w3.org/ns/ttml"><body><div>${each((index, a, b) => `<p begin="${time(a, '.')}" end="${time(b, '.')}">word${index}</p>`).join('\n')}</div></body></tt>`,
  ass: `[Events]\nFormat: Start, End, Text\n${each((index, a, b) => `Dialogue: ${time(a, '.').slice(1, -1)},${time(b, '.').slice(1, -1)},word${index}`).join('\n')}\n`,
  sami: `<SAMI><BODY>${each((index, a) => `<SYNC Start=${a}><P>word${index}`).join('\n')}</BODY></SAMI>`,
  srv3: asSrv3(words),
  json3: asJson3(words),
};

/** Files that break off, and files with bytes that are others: what is whole must come, and nothing may throw. */
export async function broken() {
  const rows = [
    ['Form', 'broken off', 'cues whole, of those that were', 'bytes changed', 'cues whole', 'threw'],
  ];
  const figures = {};
  const failures = [];
  for (const [form, text] of Object.entries(FILES)) {
    const cut = { files: 0, kept: 0, due: 0 };
    const changed = { files: 0, kept: 0, due: 0 };
    let threw = 0;
    const read = (bytes) => {
      try {
        return new Set(
          segmentsOf(readCaptions(bytes)?.cues ?? []).flatMap((segment) => segment.text.split(' ')),
        );
      } catch (error) {
        threw++;
        failures.push(`${form}: ${error}`);
        return new Set();
      }
    };
    const whole = Buffer.from(text);
    for (let share = 5; share < 100; share += 5) {
      const bytes = whole.subarray(0, Math.floor((whole.length * share) / 100));
      const found = read(bytes);
      // The last one may be torn.
      const due = [...bytes.toString().matchAll(/word\d+(?=\D)/g)].map(([word]) => word).slice(0, -1);
      cut.files++;
      cut.due += due.length;
      cut.kept += due.filter((word) => found.has(word)).length;
    }
    for (let seed = 1; seed <= 200; seed++) {
      const bytes = Buffer.from(whole);
      const places = Array.from(
        { length: 3 },
        (_, index) => 40 + ((seed * 7919 + index * 104_729) % (bytes.length - 40)),
      );
      for (const place of places) bytes[place] = (seed * 31 + place) % 256;
      const found = read(bytes);
      changed.files++;
      changed.due += CUES;
      changed.kept += words.filter(({ text: word }) => found.has(word)).length;
    }
    const share = ({ kept, due }) => `${((100 * kept) / due).toFixed(1)} %`;
    rows.push([form, cut.files, share(cut), changed.files, share(changed), threw]);
    figures[form] = { cut, changed, threw };
    // JSON is whole or none: it says so.
    if (form !== 'json3' && cut.kept < cut.due)
      failures.push(`${form}: ${cut.due - cut.kept} whole cues of files that break off are lost`);
  }
  return { title: 'Malformed files', text: table(rows), figures, failures };
}
