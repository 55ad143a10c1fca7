import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { median } from '../shared/measure.mjs';
import { cpuSeconds } from './corpora.mjs';
import { generateThread, splitMbox, toMbox } from './own.mjs';
import { READERS } from './readers.mjs';

const ROUNDS = 5;

/** Megabytes a second of one core: reading messages beside the peers, splitting beside a bare read. */
export async function speed({ folder, corpora }) {
  const real = corpora && join(corpora, 'email/spamassassin');
  const mails = real && existsSync(real) ? realMails(real) : undefined;
  if (mails) await compare('real mail (spamassassin)', mails);
  await compare('generated, with attachments', withAttachments());
  await split(folder);
}

function realMails(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.eml'))
    .map((name) => readFileSync(join(folder, name)));
}

function withAttachments() {
  const file = Buffer.alloc(60_000, 'The bytes of a file. ').toString('base64').replaceAll(/.{76}/g, '$&\n');
  return Array.from({ length: 40 }, (_, seed) => generateThread(seed + 1, 10))
    .flat()
    .map(({ source }, index) => {
      if (index % 10 > 0) return Buffer.from(source);
      const [head, ...body] = source.split('\n\n');
      const headers = head.replace(/^Content-Type:.*$/m, 'Content-Type: multipart/mixed; boundary="b"');
      return Buffer.from(
        `${headers}\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n${body.join('\n\n')}\n--b\nContent-Type: application/pdf; name="a.pdf"\nContent-Disposition: attachment; filename="a.pdf"\nContent-Transfer-Encoding: base64\n\n${file}\n--b--\n`,
      );
    });
}

async function compare(title, mails) {
  const bytes = mails.reduce((sum, mail) => sum + mail.length, 0);
  const rates = Object.fromEntries(Object.keys(READERS).map((name) => [name, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, read] of Object.entries(READERS)) {
      const seconds = await cpuSeconds(async () => {
        for (const mail of mails) await read(mail);
      });
      // The first round warms up.
      if (round > 0) rates[name].push(bytes / 1e6 / seconds);
    }
  }
  const own = median(rates.email);
  const parts = Object.entries(rates).map(
    ([name, all]) => `${name} ${median(all).toFixed(1)} MB/s (${(own / median(all)).toFixed(1)} ×)`,
  );
  console.log(`${title}, ${mails.length} messages, ${(bytes / 1e6).toFixed(1)} MB: ${parts.join(', ')}`);
  await sameBodies(mails);
}

/** Whether the bodies are those of the peers, white space folded. */
async function sameBodies(mails) {
  const fold = (text) => (text ?? '').replaceAll(/\s+/g, ' ').trim();
  for (const peer of ['postal-mime', 'mailparser']) {
    const same = { text: 0, html: 0, attachments: 0, all: 0 };
    for (const mail of mails) {
      const [mine, other] = [READERS.email(mail), await READERS[peer](mail)];
      same.all++;
      // Where there is only one form, the peers make the other of it.
      if (mine.text === '' || fold(mine.text) === fold(other.text)) same.text++;
      if (mine.html === '' || fold(mine.html) === fold(other.html)) same.html++;
      if (mine.attachments.length === other.attachments.length) same.attachments++;
    }
    console.log(
      `  equal to ${peer}: text ${same.text}/${same.all}, html ${same.html}/${same.all}, number of attachments ${same.attachments}/${same.all}`,
    );
  }
}

async function split(folder) {
  const path = join(folder, 'split.mbox');
  const piece = toMbox(Array.from({ length: 400 }, (_, seed) => generateThread(seed + 1, 10)).flat());
  writeFileSync(path, piece.repeat(Math.ceil(200e6 / piece.length)));
  const size = statSync(path).size;
  const rates = { read: [], split: [] };
  let messages = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    const read = await cpuSeconds(async () => bareRead(path));
    const divided = await cpuSeconds(async () => {
      const file = openSync(path, 'r');
      messages = [...splitMbox(file, 0, size)].length;
      closeSync(file);
    });
    if (round > 0) {
      rates.read.push(size / 1e6 / read);
      rates.split.push(size / 1e6 / divided);
    }
  }
  const [bare, own] = [median(rates.read), median(rates.split)];
  console.log(
    `splitting ${messages} messages, ${(size / 1e6).toFixed(0)} MB: ${own.toFixed(0)} MB/s, bare read ${bare.toFixed(0)} MB/s: ${(own / bare).toFixed(2)}`,
  );
}

/** The limit: the bytes come into memory, in pieces of the same size, and nothing is done. */
function bareRead(path) {
  const file = openSync(path, 'r');
  const buffer = Buffer.allocUnsafe(4 * 1024 * 1024);
  while (readSync(file, buffer, 0, buffer.length, null) > 0);
  closeSync(file);
}
