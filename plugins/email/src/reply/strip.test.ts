import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stripReply } from './strip.ts';

const OWN = 'I think so, too.\nSee you there.';

describe('quotes', () => {
  it.each([
    ['English', 'On Fri, Jan 5, 2024 at 10:00 AM Jane Doe <jane@example.org> wrote:\n\n> Shall we?'],
    ['over two lines', 'On Fri, Jan 5, 2024 at 10:00 AM Jane Doe <\njane@example.org> wrote:\n\n> Shall we?'],
    ['German', 'Am 05.01.24 um 10:00 schrieb Jane Doe:\n> Shall we?'],
    ['French', 'Le ven. 5 janv. 2024 à 10:00, Jane Doe <jane@example.org> a\nécrit :\n\n> Shall we?'],
    ['Spanish', 'El vie, 5 ene 2024 a las 10:00, Jane Doe (<jane@example.org>) escribió:\n\n> Shall we?'],
    ['Russian', 'пт, 5 янв. 2024 г. в 10:00, Jane Doe <jane@example.org>:\n\n> Shall we?'],
    ['Chinese', '在 2024年1月5日，上午10:00，Jane Doe <jane@example.org> 写道：\n\n> Shall we?'],
    ['Japanese', '2024年1月5日(金) 10:00 Jane Doe <jane@example.org>:\n\n> Shall we?'],
    ['Vietnamese', 'Vào 10:00 Th 6, 5 thg 1, 2024 Jane Doe <jane@example.org> đã viết:\n\n> Shall we?'],
    [
      'a header of Outlook',
      'From: Jane Doe [mailto:jane@example.org]\nSent: Friday, January 5, 2024 10:00 AM\nTo: Otto\nSubject: It\n\nShall we?',
    ],
    [
      'a German header',
      'Von: Jane Doe <jane@example.org>\nGesendet: Freitag, 5. Januar 2024 10:00\nAn: Otto\nBetreff: Es\n\nShall we?',
    ],
    ['Hebrew', 'בתאריך יום ו׳, 5 בינו׳ 2024 ב-10:00 מאת Jane <jane@example.org>:\n\n> Shall we?'],
    ['Turkish', 'Jane Doe <jane@example.org>, 5 Oca 2024 Cum, 10:00 tarihinde şunu yazdı:\n\n> Shall we?'],
    ['Hungarian', 'Jane Doe <jane@example.org> ezt írta (időpont: 2024. jan. 5., P, 10:00):\n\n> Shall we?'],
    ['Korean', '2024년 1월 5일 (금) 오전 10:00, Jane <jane@example.org>님이 작성:\n\n> Shall we?'],
    ['a mark', '-----Original Message-----\nFrom: Jane\n\nShall we?'],
    ['marks alone', '> Shall we?\n>> No'],
  ])('are taken out: %s', (_, quote) => {
    expect(stripReply(`${OWN}\n\n${quote}`).text).toBe(OWN);
  });

  it('are taken out above a reply and around it', () => {
    expect(stripReply(`On 5 Jan 2024, Jane wrote:\n> Shall we?\n\n${OWN}`).text).toBe(OWN);
    expect(stripReply('> One?\n\nYes.\n\n> Two?\n\nNo.').text).toBe('Yes.\n\nNo.');
  });

  it('are not seen where there are none', () => {
    for (const text of [
      'On 12/05/2024 please send the report to jane@example.org:\n\n- the first part\n- the second part',
      'As my mother wrote:\n\nlife is short.',
      'From: the beginning\nwe knew it.',
      'It says:\n\nfrom: a@example.org\nto: b@example.org\nsubject: hello\n\nand that is all.',
      'Agenda:\n\nDate: Monday 5 May\nTime: 10:00\nPlace: Room 5\n\nPlease come.',
      'Visit https://example.org/on-monday-jane-wrote: and see.',
      '>>> click here <<<',
      '| Colour | Birds |\n| --- | --- |\n| blue | 41 |',
      'It was on Monday at 10:30 that he said: go.',
    ])
      expect(stripReply(text).text).toBe(text);
  });

  it('leave what was passed on', () => {
    const text =
      'Look at this.\n\n---------- Forwarded message ---------\nFrom: Jane <jane@example.org>\nDate: Fri, 5 Jan 2024\nSubject: It\n\nShall we?';
    expect(stripReply(text).text).toBe(text);
  });
});

describe('endings', () => {
  it.each([
    ['signature', '-- \nOtto Berg\nBirds & Co.'],
    ['signature', 'Sent from my iPhone'],
    ['signature', 'Von meinem iPhone gesendet'],
    [
      'footer',
      '_______________________________________________\nbirds mailing list\nbirds@example.org\nhttps://example.org/listinfo/birds',
    ],
    [
      'footer',
      '-- \nYou received this message because you are subscribed to the Google Groups "birds" group.\nTo unsubscribe, see https://groups.google.com/d/optout.',
    ],
    [
      'disclaimer',
      'This message is confidential and intended only for the addressee. If you have received this in error, any disclosure is strictly prohibited.',
    ],
  ])('are taken out and told: %s', (kind, ending) => {
    const { text, removed } = stripReply(`${OWN}\n\n${ending}`);
    expect(text).toBe(OWN);
    expect(removed.map((one) => one.kind)).toContain(kind);
  });

  it('stay where they are none', () => {
    for (const text of [
      'Name      Date\n-----------------\nJane      5 Jan\nOtto      6 Jan\n\nThat is all of it.',
      'Please keep this confidential.',
      '## Points\n----\n\n1. One\n\n----\n\nThat was a rule, and no signature.',
    ])
      expect(stripReply(text).text).toBe(text);
    expect(stripReply('Yes\n\n-- \nOtto', { signatures: 'keep' }).text).toBe('Yes\n\n--\nOtto');
  });
});

it('gives every line either as text or as taken out', () => {
  const line = fc.constantFrom(
    'a',
    '> b',
    '-- ',
    '',
    'On 5 Jan 2024, Jane wrote:',
    'From: a@b.org',
    'Subject: x',
    '____________',
    'Sent from my iPhone',
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      const { text, removed } = stripReply(lines.join('\n'));
      const out = [text, ...removed.map((one) => one.text)].join('\n').split('\n');
      const count = (all: readonly string[]) =>
        all
          .map((one) => one.trim())
          .filter((one) => one !== '')
          .sort();
      expect(count(out)).toEqual(count(lines));
    }),
  );
});
