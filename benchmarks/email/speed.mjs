import {
  closeSync,
  createReadStream,
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
  const rates = { split: [], stream: [], scan: [], read: [] };
  let messages = 0;
  const ways = {
    split() {
      const file = openSync(path, 'r');
      messages = 0;
      for (const _ of splitMbox(file, 0, size)) messages++;
      closeSync(file);
    },
    stream: () => streamRead(path),
    scan: () => bareRead(path, (bytes) => countOf(bytes, FROM)),
    read: () => bareRead(path, () => {}),
  };
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, way] of Object.entries(ways)) {
      const seconds = await cpuSeconds(way);
      if (round > 0) rates[name].push(size / 1e6 / seconds);
    }
  }
  const own = median(rates.split);
  const of = (name) => `${median(rates[name]).toFixed(0)} MB/s (${(own / median(rates[name])).toFixed(2)})`;
  console.log(
    `splitting ${messages} messages, ${(size / 1e6).toFixed(0)} MB in memory: ${own.toFixed(0)} MB/s; a stream of Node that reads it ${of('stream')}, ` +
      `the search for the mark alone ${of('scan')}, bytes into one buffer ${of('read')}`,
  );
}

const FROM = Buffer.from('\nFrom ');

function countOf(bytes, mark) {
  let count = 0;
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) count++;
  return count;
}

/** The bytes come into one buffer, in pieces of the splitter's size. */
function bareRead(path, look) {
  const file = openSync(path, 'r');
  const buffer = Buffer.allocUnsafe(4 * 1024 * 1024);
  for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer))
    look(buffer.subarray(0, read));
  closeSync(file);
}

async function streamRead(path) {
  for await (const _ of createReadStream(path));
}
