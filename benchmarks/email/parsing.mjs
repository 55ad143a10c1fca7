import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { scorer } from './corpora.mjs';
import { READERS } from './readers.mjs';

const SETS = ['stalwart', 'mime4j', 'spamassassin'];

/** What is read right of sets with an expectation, and what is read at all of those without. */
export async function parsing({ corpora, fails }) {
  const module = await scorer(corpora, 'email-parse.mjs');
  if (!module) return;
  for (const set of SETS) {
    const items = module.load(set);
    for (const [name, read] of Object.entries(READERS)) {
      const predictions = Object.fromEntries(await Promise.all(items.map((item) => predict(item, read))));
      const result = module.score(set, items, predictions);
      const counts = Object.entries(result.f).map(([field, [right, all]]) => `${field} ${right}/${all}`);
      console.log(`${set.padEnd(13)} ${name.padEnd(12)} ${counts.join(', ')}`);
      if (fails || name === 'email')
        for (const fail of result.fails)
          console.log(`    ${fail.map((part) => String(part).slice(0, 160)).join(' | ')}`);
    }
  }
  for (const set of ['mikel-mail', 'mailparser', 'tika']) await robust(join(corpora, 'email', set), set);
}

async function predict({ id, file }, read) {
  try {
    const mail = await read(readFileSync(file));
    return [id, { ...mail, attachmentText: mail.attachmentText(), attachments: undefined }];
  } catch (error) {
    return [id, { error: String(error) }];
  }
}

/** Sets without an expectation: what throws, what has no text and no file, what has broken letters, and how long the slowest takes. */
async function robust(folder, set) {
  if (!existsSync(folder)) return;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() &&
        !/^(?:NOTES\.md|LICENSE)/.test(entry.name) &&
        !/\.(?:msg|mbox|emlx)$/.test(entry.name),
    )
    .map((entry) => join(entry.parentPath, entry.name));
  for (const [name, read] of Object.entries(READERS)) {
    const counts = { read: 0, threw: 0, nothing: 0, broken: 0, slowest: 0 };
    for (const file of files) {
      const bytes = file.endsWith('.gz') ? gunzipSync(readFileSync(file)) : readFileSync(file);
      const started = performance.now();
      try {
        const mail = await read(bytes);
        counts.read++;
        const text = `${mail.text ?? ''}${mail.html ?? ''}`;
        if (text.trim() === '' && mail.attachments.length === 0) counts.nothing++;
        if (`${text}${mail.subject ?? ''}`.includes('\ufffd')) counts.broken++;
      } catch {
        counts.threw++;
      }
      counts.slowest = Math.max(counts.slowest, performance.now() - started);
    }
    console.log(
      `${set.padEnd(13)} ${name.padEnd(12)} read ${counts.read}/${files.length}, threw ${counts.threw}, nothing in it ${counts.nothing}, ` +
        `with U+FFFD ${counts.broken}, slowest ${counts.slowest.toFixed(0)} ms`,
    );
  }
}
