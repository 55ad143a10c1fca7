import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyText } from './body.ts';
import { factsOf } from './facts.ts';
import { readMessage } from './mime.ts';

const read = (text: string, encoding: BufferEncoding = 'utf8') => readMessage(Buffer.from(text, encoding));
const textOf = (text: string, encoding: BufferEncoding = 'utf8') => bodyText(read(text, encoding)).text;

describe('text', () => {
  it.each([
    [
      'quoted-printable',
      'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=\n=C3=9Fe = x',
      'Grüße = x',
    ],
    [
      'base64',
      'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nR3LD\nvMOfZQ==',
      'Grüße',
    ],
    ['UTF-8 that is called Latin', 'Content-Type: text/plain; charset=iso-8859-1\n\nGrüße', 'Grüße'],
    ['UTF-7', 'Content-Type: text/plain; charset=utf-7\n\nGr+APwA3w-e', 'Grüße'],
    ['a charset that nobody knows', 'Content-Type: text/plain; charset=klingon\n\nGrüße', 'Grüße'],
    ['no type at all', 'Subject: x\n\nHello', 'Hello'],
    ['a type that is none', 'Content-Type: text\n\nHello', 'Hello'],
    [
      'lines that flow',
      'Content-Type: text/plain; format=flowed\n\nOne \ntwo \nthree\n > four',
      'One two three\n> four',
    ],
    [
      'flowing lines that drop their space',
      'Content-Type: text/plain; format=flowed; delsp=yes\n\nO \nne',
      'One',
    ],
  ])('reads %s', (_, source, expected) => {
    expect(textOf(source)).toBe(expected);
  });

  it('reads Latin that is called UTF-8', () => {
    expect(textOf('Content-Type: text/plain; charset=utf-8\n\nGr\u00fc\u00dfe', 'latin1')).toBe('Grüße');
  });

  it('takes the plain form, unless it is a stub', () => {
    const both = (plain: string, html: string) =>
      `Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n${plain}\n--b\nContent-Type: text/html\n\n${html}\n--b--\n`;
    expect(textOf(both('Hello there.', '<p>Hello <b>there</b>.</p>'))).toBe('Hello there.');
    expect(
      textOf(both('View this in a browser.', `<p>${'A long letter with much in it. '.repeat(10)}</p>`)),
    ).toContain('A long letter');
    expect(textOf(both('', '<p>Hello <b>there</b>.</p>'))).toBe('Hello **there**.');
  });

  it('shows a message inside another as forwarded, but none in a report', () => {
    const inner = 'Content-Type: message/rfc822\n\nFrom: Otto <o@x.org>\nSubject: Inner\n\nInside.';
    const outer = (type: string) =>
      `Content-Type: multipart/${type}; boundary=b\n\n--b\n\nOutside.\n--b\n${inner}\n--b--\n`;
    expect(textOf(outer('mixed'))).toBe(
      'Outside.\n\n---------- Forwarded message ----------\nFrom: Otto <o@x.org>\nSubject: Inner\n\nInside.',
    );
    expect(textOf(outer('report'))).toBe('Outside.');
  });
});

describe('parts', () => {
  it('lists what was attached, its name in any encoding', () => {
    const source =
      "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename*0*=utf-8''gr%C3%BC; filename*1=n.pdf\nContent-Transfer-Encoding: base64\n\nJVBERg==\n--b--\n";
    const { attachments } = read(source);
    expect(attachments.map(({ name, type, content }) => [name, type, content.toString()])).toEqual([
      ['grün.pdf', 'application/pdf', '%PDF'],
    ]);
  });

  it('flags what is signed and what is encrypted', () => {
    expect(read('Content-Type: multipart/signed; boundary=b\n\n--b\n\nx\n--b--')).toMatchObject({
      signed: true,
      encrypted: false,
    });
    expect(read('Content-Type: multipart/encrypted; boundary=b\n\n--b\n\nx\n--b--')).toMatchObject({
      encrypted: true,
    });
    expect(read('\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA1\n\nx')).toMatchObject({ signed: true });
    expect(
      textOf(
        '\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA1\n\nx\n-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n',
      ),
    ).toBe('x');
  });

  it('reads what is cut off, and what has no boundary, as far as it goes', () => {
    expect(textOf('Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nHel')).toBe(
      'Hel',
    );
    expect(
      textOf('Content-Type: multipart/mixed\n\n--xyz\nContent-Type: text/plain\n\nHello\n--xyz--\n'),
    ).toBe('Hello');
    expect(textOf('Content-Type: multipart/mixed; boundary=b\n\nJust text')).toBe('Just text');
  });

  it('ends, and throws at nothing', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.constantFrom(
          '',
          'Content-Type: multipart/mixed; boundary="a"\n\n--a\n',
          'Content-Type: text/html\n\n<b',
        ),
        (bytes, prefix) => {
          const message = readMessage(Buffer.concat([Buffer.from(prefix), bytes]));
          factsOf(message.headers);
          bodyText(message);
        },
      ),
    );
    const nested = Array.from(
      { length: 5000 },
      (_, level) => `Content-Type: multipart/mixed; boundary="b${level}"\n\n--b${level}\n`,
    ).join('');
    expect(read(nested).attachments.length).toBeLessThan(2);
  });
});

describe('facts', () => {
  const facts = (header: string) => factsOf(read(`${header}\n\nx`).headers);

  it('reads who, what and when', () => {
    expect(
      facts(
        'From: =?utf-8?q?J=C3=BCrgen?= <j@x.org>\nTo: "Doe, Jane" <jane@x.org>, team: a@x.org, b@x.org;\nSubject: =?utf-8?b?R3LDvMOfZQ==?=\nDate: Fri, 5 Jan 2024 10:00:00 -0500\nMessage-ID: <a@b>\nReferences: <1@b>\n <2@b>',
      ),
    ).toMatchObject({
      from: [{ name: 'Jürgen', address: 'j@x.org' }],
      to: [
        { name: 'Doe, Jane', address: 'jane@x.org' },
        { name: '', address: 'a@x.org' },
        { name: '', address: 'b@x.org' },
      ],
      subject: 'Grüße',
      date: Date.UTC(2024, 0, 5, 15),
      id: 'a@b',
      references: ['1@b', '2@b'],
    });
  });

  it('reads the labels and the thread of a Takeout', () => {
    const takeout = facts('X-GM-THRID: 17\nX-Gmail-Labels: Inbox,"Trips, 2024",=?utf-8?q?Entw=C3=BCrfe?=');
    expect(takeout).toMatchObject({
      gmailThread: '17',
      labels: ['Inbox', 'Trips, 2024', 'Entwürfe'],
      junk: false,
    });
    expect(facts('X-Gmail-Labels: Spam,Unread').junk).toBe(true);
  });

  it.each([
    ['Auto-Submitted: auto-replied', true],
    ['Auto-Submitted: no', false],
    ['List-Unsubscribe: <https://x.org/u>', true],
    ['List-Unsubscribe: <https://x.org/u>\nList-Post: <mailto:list@x.org>', false],
    ['From: No Reply <no-reply@x.org>', true],
    ['From: Noel Replyman <noel@x.org>', false],
    ['Precedence: bulk', true],
    ['Content-Type: multipart/report; boundary=b', true],
  ])('tells mail of programs: %s', (header, expected) => {
    expect(facts(header).automated).toBe(expected);
  });
});
