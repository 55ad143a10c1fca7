import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import { scorer } from './corpora.mjs';
import { bodyText, mailToMarkdown, readMessage, stripReply } from './own.mjs';

const require = createRequire(import.meta.url);
// Peers need over a minute for some: each call is given this long, on paper.
const TOO_LONG = 20_000;

function html(markup, options, { mdToText }) {
  return mdToText(stripReply(mailToMarkdown(markup).text, options).text);
}

function contestants(lib) {
  const planer = require('planer');
  const crisp = require('email-reply-parser');
  const Crisp = crisp.default ?? crisp;
  const node = require('node-email-reply-parser');
  return {
    // Talon takes quotes alone out and leaves signatures; its cases ask for that.
    'email, as each set has it': ({ body, kind, source }) => {
      const options = { signatures: source.startsWith('talon') ? 'keep' : 'remove' };
      return kind === 'html' ? html(body, options, lib) : stripReply(body, options).text;
    },
    'email, as it collects': ({ body, kind }) =>
      kind === 'html' ? html(body, {}, lib) : stripReply(body).text,
    planer: ({ body, kind }) =>
      kind === 'html'
        ? planer.extractFrom(body, 'text/html', new JSDOM().window.document)
        : planer.extractFrom(body, 'text/plain'),
    'email-reply-parser': ({ body, kind }) =>
      kind === 'html' ? undefined : new Crisp().read(body).getVisibleText(),
    'node-email-reply-parser': ({ body, kind }) => {
      if (kind === 'html') return undefined;
      const reply = node(body, true);
      return typeof reply === 'string' ? reply : reply.getVisibleText();
    },
  };
}

/** Replies without their quotes, on all of the set and on its halves by a hash of the names. All of it was read before the patterns were written. */
export async function replies({ corpora, fails }) {
  const module = await scorer(corpora, 'replies.mjs');
  if (!module) return;
  const lib = await scorer(corpora, 'lib.mjs');
  const cases = module.load();
  const half = ({ id }) =>
    Number.parseInt(createHash('sha256').update(`half/${id}`).digest('hex').slice(0, 8), 16) % 2;
  for (const [name, strip] of Object.entries(contestants(lib))) {
    const predictions = predict(cases, strip, name);
    for (const [title, items] of [
      ['all', cases],
      ['first half', cases.filter((one) => half(one) === 0)],
      ['second half', cases.filter((one) => half(one) === 1)],
    ]) {
      const { by, f1, fails: failed } = module.score(items, predictions);
      const passed = Object.values(by).reduce((sum, { pass }) => sum + pass, 0);
      const families = Object.entries(by)
        .sort()
        .map(([family, { pass, n }]) => `${family} ${pass}/${n}`);
      console.log(
        `${name.padEnd(26)} ${title.padEnd(11)} ${passed}/${items.length} (${((100 * passed) / items.length).toFixed(1)} %), F1 ${f1.toFixed(3)}; ${families.join(', ')}`,
      );
      if ((fails || name.startsWith('email,')) && title === 'all')
        for (const fail of failed) console.log(`    ${fail.join(' | ')}`);
    }
    const slowest = Object.entries(predictions).sort(([, a], [, b]) => b.ms - a.ms)[0];
    console.log(`${name.padEnd(26)} slowest: ${slowest[0]}, ${slowest[1].ms.toFixed(0)} ms`);
  }
  real(join(corpora, 'email/spamassassin'));
}

/** Of mails between people, how many have no text left, and what was taken out of all of them. */
function real(folder) {
  const counts = {};
  let mails = 0;
  let empty = 0;
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!name.endsWith('.eml') || name.startsWith('spam')) continue;
    const { text, removed } = stripReply(bodyText(readMessage(readFileSync(join(folder, name)))).text);
    mails++;
    if (text.trim() === '') empty++;
    for (const { kind } of removed) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  console.log(
    `real mail (spamassassin's ham): ${empty} of ${mails} have no text left; taken out ${JSON.stringify(counts)}`,
  );
}

// These two need more than a minute for a mail of 767 kB; it is counted as failed without waiting for them.
const ENDLESS = new Set(['email-reply-parser', 'node-email-reply-parser']);
const LONG = 500_000;

function predict(cases, strip, name) {
  const predictions = {};
  for (const one of cases) {
    if (ENDLESS.has(name) && one.body.length > LONG) {
      predictions[one.id] = { text: '', ms: TOO_LONG };
      continue;
    }
    const started = performance.now();
    let text;
    try {
      text = strip(one);
    } catch (error) {
      predictions[one.id] = { error: String(error), ms: performance.now() - started };
      continue;
    }
    predictions[one.id] = {
      ...(text === undefined ? { unsupported: true } : { text }),
      ms: performance.now() - started,
    };
  }
  return predictions;
}
