import { bodyText, mailToMarkdown, readMessage, stripReply } from './own.mjs';

const html = (body) => `Content-Type: text/html\n\n${body}`;
const BOMBS = {
  '20,000 parts in each other': () =>
    Array.from(
      { length: 20_000 },
      (_, level) => `Content-Type: multipart/mixed; boundary="b${level}"\n\n--b${level}\n`,
    ).join(''),
  '5,000 messages in each other': () => 'Content-Type: message/rfc822\n\n'.repeat(5000),
  '200,000 parts': () => `Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\nx\n'.repeat(200_000)}`,
  'a boundary line 500,000 times that is none': () =>
    `Content-Type: multipart/mixed; boundary=b\n\n--b\n\n${'--bx\n'.repeat(500_000)}`,
  '50,000 recipients': () =>
    `To: ${Array.from({ length: 50_000 }, (_, at) => `"N ${at}" <a${at}@b.org>`).join(', ')}\n\nx`,
  'a header of 20 MB': () => `Subject: ${'x'.repeat(20_000_000)}\n\nx`,
  '500,000 fields': () => `${'X-A: b\n'.repeat(500_000)}\nx`,
  '100,000 encoded words': () => `Subject: ${'=?utf-8?q?=41?= '.repeat(100_000)}\n\nx`,
  '20 MB of quoted-printable': () =>
    `Content-Transfer-Encoding: quoted-printable\n\n${'=41='.repeat(5_000_000)}`,
  'a parameter in 10,000 pieces': () =>
    `Content-Type: text/plain${Array.from({ length: 10_000 }, (_, at) => `; name*${at}*=a`).join('')}\n\nx`,
  '200,000 nested div': () => html('<div>'.repeat(200_000)),
  '200,000 nested blockquote with text': () => html('<blockquote>x'.repeat(200_000)),
  '60,000 unclosed inline tags': () => html('<b><i><a href=x>'.repeat(20_000)),
  '300,000 br': () => html('<br>'.repeat(300_000)),
  '20,000 gmail quotes': () => html('<div class=gmail_quote>x</div>'.repeat(20_000)),
  'a million comments': () => html('<!--'.repeat(1_000_000)),
  '10 MB of quote signs': () => `\n${'>'.repeat(10_000_000)}`,
  '200,000 lines that nearly are attributions': () =>
    `\n${'On Mon, Jan 1, 2024 at 10:00 Jane <j@x.org>\n'.repeat(200_000)}`,
  '200,000 lines of header fields': () => `\n${'From: jane\n'.repeat(200_000)}`,
  '100,000 signatures': () => `\n${'-- \nJane\n\n> x\n'.repeat(100_000)}`,
  'a truncated message': () =>
    'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\nSGVsb',
};

/** Hostile messages, through all that a message goes through. What takes more than 5 s fails. */
export function bombs() {
  let worst = 0;
  for (const [name, make] of Object.entries(BOMBS)) {
    const bytes = Buffer.from(make());
    const before = process.memoryUsage().rss;
    const started = performance.now();
    const message = readMessage(bytes);
    for (const field of ['from', 'to']) message.headers.people(field);
    message.headers.text('subject');
    const { text } = stripReply(bodyText(message).text);
    for (const part of message.body) if (part.html !== undefined) mailToMarkdown(part.html);
    const ms = performance.now() - started;
    worst = Math.max(worst, ms);
    const grown = Math.max(0, process.memoryUsage().rss - before) / 1e6;
    console.log(
      `${name.padEnd(46)} ${(bytes.length / 1e6).toFixed(1).padStart(5)} MB  ${ms.toFixed(0).padStart(5)} ms  +${grown.toFixed(0).padStart(4)} MB  ${text.length} characters`,
    );
    if (ms > 5000) process.exitCode = 1;
  }
  console.log(`slowest: ${worst.toFixed(0)} ms`);
}
