import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folderWith, mail, SEPARATOR } from '../../test/folder.ts';
import { looksLikeMbox, splitMbox, unquoteFrom } from './mbox.ts';

function split(text: string | Buffer): readonly string[] {
  const folder = folderWith({ 'a.mbox': text });
  const bytes = readFileSync(join(folder, 'a.mbox'));
  const file = openSync(join(folder, 'a.mbox'), 'r');
  try {
    return [...splitMbox(file, 0, bytes.length)].map(({ start, end }) =>
      bytes.subarray(start, end).toString('latin1'),
    );
  } finally {
    closeSync(file);
  }
}

const one = mail({ Subject: 'One' }, 'First.');
const two = mail({ Subject: 'Two' }, 'Second.');

describe('splitMbox', () => {
  it('gives each message as it lies there', () => {
    expect(split(`${SEPARATOR}${one}\n${SEPARATOR}${two}\n`)).toEqual([one, two]);
  });

  it('takes no line of a letter for a separator', () => {
    const letters = [
      'From here on it is dull.',
      'From jane@example.org Fri Jan  5 10:00:00 2024\nand no header behind it',
      'From jane Fri, so she said.\nSubject: what follows is no date',
      '>From quoted Fri Jan  5 10:00:00 2024\nSubject: quoted',
    ];
    for (const letter of letters) {
      const message = mail({ Subject: 'One' }, letter);
      expect(split(`${SEPARATOR}${message}\n${SEPARATOR}${two}\n`)).toEqual([message, two]);
    }
  });

  it('knows the dates of other programs', () => {
    for (const date of [
      'Fri Jan  5 10:00:00 +0000 2024',
      'Fri Jan 05 10:00:00 2024 +0100',
      'Fri Jan  5 10:00 2024',
      'Fri, 5 Jan 2024 10:00:00 +0000',
      'Fri Jan  5 10:00:00 EST 2024',
    ])
      expect(split(`From 123@xxx ${date}\n${one}\nFrom MAILER-DAEMON ${date}\n${two}`), date).toHaveLength(2);
  });

  it('reads lines that end in CR LF, and a file that breaks off', () => {
    const text = `${SEPARATOR}${one}\n${SEPARATOR}${two}`.replaceAll('\n', '\r\n');
    expect(split(text)).toEqual([one, two].map((message) => message.replaceAll('\n', '\r\n')));
    expect(split(`${SEPARATOR}${one}\n${SEPARATOR}Subject: cut o`)).toEqual([one, 'Subject: cut o']);
  });

  it('goes by Content-Length where it leads to a separator, and only there', () => {
    const body = `One.\n\n${SEPARATOR}Subject: forwarded as it was\n\nTwo.\n`;
    const right = `Subject: a\nContent-Length: ${body.length}\n\n${body}`;
    const wrong = 'Subject: b\nContent-Length: 7\n\nThis is longer.\n';
    expect(split(`${SEPARATOR}${right}\n${SEPARATOR}${wrong}\n${SEPARATOR}${two}`)).toEqual([
      right,
      wrong,
      two,
    ]);
  });

  it('reads messages without headers where the first has none', () => {
    expect(split(`${SEPARATOR}\nOne.\n\n${SEPARATOR}\nTwo.\n`)).toEqual(['\nOne.\n', '\nTwo.\n']);
    expect(split(`${SEPARATOR}${one}\n${SEPARATOR}\nno header\n`)).toHaveLength(1);
  });

  it('finds what it divides at any place of its window', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3_000_000 }), { minLength: 1, maxLength: 4 }),
        (sizes) => {
          const messages = sizes.map((size, index) => mail({ Subject: String(index) }, 'x'.repeat(size)));
          expect(split(messages.map((message) => `${SEPARATOR}${message}\n`).join(''))).toEqual(messages);
        },
      ),
      { numRuns: 10 },
    );
  });
});

it('tells an mbox by its first bytes', () => {
  expect(looksLikeMbox(Buffer.from(`${SEPARATOR}${one}`))).toBe(true);
  expect(looksLikeMbox(Buffer.from(`\n${SEPARATOR}${one}`))).toBe(true);
  expect(looksLikeMbox(Buffer.from('From here to there\nSubject: x'))).toBe(false);
});

it('takes exactly one sign off what was quoted for the mbox', () => {
  expect(unquoteFrom(Buffer.from('a: b\n\n>From x\n>>From y\n> From z\n')).toString()).toBe(
    'a: b\n\nFrom x\n>From y\n> From z\n',
  );
  // mboxcl2 quotes nothing.
  expect(unquoteFrom(Buffer.from('a: b\n\nFrom x\n>From y\n')).toString()).toBe('a: b\n\nFrom x\n>From y\n');
});
