import {
  appendFileSync,
  globSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Document } from '@bowerbird/core';
import { fakeContext } from '@bowerbird/testkit';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { folderWith, mail, SEPARATOR } from '../test/folder.ts';
import { generateThread, toMbox } from '../test/generated.ts';
import { email } from './email-collector.ts';
import { acceptMail, type EmailRequest } from './email-request.ts';

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'bowerbird-state-'));
  onTestFinished(() => rmSync(state, { recursive: true, force: true }));
});

/** What is discovered, with the uses of the context. */
async function discover(root: string, fields: EmailRequest = {}) {
  const collector = await email.create(undefined as never, { base: '/', state });
  const { context, uses } = fakeContext();
  const items: (EmailRequest & { source?: string })[] = [];
  const request = { url: pathToFileURL(root).href, path: 'a', ...fields };
  for await (const item of collector.discover?.(request, context) ?? []) items.push(item as EmailRequest);
  const read = uses.filter((use) => use.startsWith('log ') && use.includes('is indexed'));
  return { items, read, stretches: Number(/"stretchesRead":(\d+)/.exec(read[0] ?? '')?.[1] ?? 0), collector };
}

async function collect(root: string, fields: EmailRequest = {}): Promise<readonly Document[]> {
  const { items, collector } = await discover(root, fields);
  const documents = items.map((item) => collector.collect(item, fakeContext().context));
  return (await Promise.all(documents)).flat();
}

const letter = (id: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
  `${SEPARATOR}${mail({ 'Message-ID': `<${id}@x.org>`, Subject: `About ${id}`, ...headers }, body)}\n`;

describe('an index', () => {
  it('reads what is new in an archive that has grown, and names the rest as before', async () => {
    const folder = folderWith({
      'a.mbox': toMbox(Array.from({ length: 200 }, (_, seed) => generateThread(seed + 1, 12)).flat()),
    });
    const path = join(folder, 'a.mbox');
    const before = await discover(path);
    expect(before.items).toHaveLength(200);
    expect(before.stretches).toBeGreaterThan(3);
    appendFileSync(path, letter('new', 'Hello.'));
    const after = await discover(path);
    expect(after.stretches).toBe(1);
    expect(after.items).toHaveLength(201);
    const keys = new Set(after.items.map((item) => JSON.stringify(email.identify?.(item))));
    for (const item of before.items) expect(keys.has(JSON.stringify(email.identify?.(item)))).toBe(true);
  });

  it('notices what was changed, moved and taken away', async () => {
    const folder = folderWith({
      'a.mbox': letter('1', 'One.') + letter('2', 'Two.'),
      'b/c.eml': mail({ 'Message-ID': '<3@x.org>' }, 'Three.'),
    });
    const ids = async () =>
      (await collect(folder)).map(({ id, text }) => `${id} ${text.split('\n').at(-1)}`).sort();
    expect(await ids()).toEqual(['email:1@x.org One.', 'email:2@x.org Two.', 'email:3@x.org Three.']);
    writeFileSync(join(folder, 'a.mbox'), letter('2', 'Deux.'));
    renameSync(join(folder, 'b/c.eml'), join(folder, 'b/d.eml'));
    expect(await ids()).toEqual(['email:2@x.org Deux.', 'email:3@x.org Three.']);
    rmSync(join(folder, 'b'), { recursive: true });
    expect(await ids()).toEqual(['email:2@x.org Deux.']);
  });

  it('is made anew when it is damaged', async () => {
    const path = join(folderWith({ 'a.mbox': letter('1', 'One.') }), 'a.mbox');
    await discover(path);
    const [database = ''] = globSync('*/index.sqlite', { cwd: state });
    writeFileSync(join(state, database), 'no database at all, and long enough to look like one'.repeat(100));
    expect((await discover(path)).items).toHaveLength(1);
  });

  it('tells when an archive changes while it is read', async () => {
    const path = join(folderWith({ 'a.mbox': letter('1', 'One.') }), 'a.mbox');
    const { items, collector } = await discover(path);
    writeFileSync(path, letter('1', 'Eno.'));
    await expect(collector.collect(items[0] ?? {}, fakeContext().context)).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      recovery: 'retry',
    });
  });
});

describe('selection', () => {
  const archive = () =>
    join(
      folderWith({
        'a.mbox': [
          letter('1', 'The budget is done.', { Date: 'Wed, 1 Mar 2023 10:00:00 +0000' }),
          letter('2', 'Quoting all of it.\n\n> The budget is done.', {
            'In-Reply-To': '<1@x.org>',
            From: 'Otto <otto@x.org>',
          }),
          letter('3', 'A walk by the harbour.', {
            From: 'Otto <otto@x.org>',
            'List-Id': 'Birds <birds.x.org>',
          }),
          letter('4', 'Your budget report is ready.', { From: 'no-reply@x.org' }),
          letter('5', 'Buy this budget.', { 'X-Gmail-Labels': 'Spam', 'X-GM-THRID': '5' }),
          letter('6', 'Seen: the Grüße of a café.', {
            'X-Gmail-Labels': 'Inbox,"Trips, 2024"',
            'X-GM-THRID': '6',
          }),
        ].join(''),
      }),
      'a.mbox',
    );

  it.each([
    [{}, ['1', '3', 'gmail:6']],
    [{ include: ['automated', 'junk'] }, ['1', '3', '4', 'gmail:5', 'gmail:6']],
    [{ query: 'budget' }, ['1']],
    [{ query: 'harbour OR cafe' }, ['3', 'gmail:6']],
    [{ query: 'budget -from:jane' }, []],
    [{ query: 'from:otto list:birds' }, ['3']],
    [{ query: 'label:"trips, 2024"' }, ['gmail:6']],
    [{ query: '"the budget is" before:2023-06-01' }, ['1']],
    [{ people: ['otto@x.org'] }, ['1', '3']],
    [{ since: '2024-01-01', people: ['otto'] }, ['1', '3']],
    [{ until: '2023-12-31' }, ['1']],
    [{ sample: 'longest', maxSamples: 1 }, ['1']],
    [{ sample: 'newest', maxSamples: 3 }, ['1', '3', 'gmail:6']],
  ] as const)('%j', async (fields, expected) => {
    const { items } = await discover(archive(), fields as EmailRequest);
    expect(items.map(({ id }) => id?.replace(/^email:|@x\.org$/g, '')).sort()).toEqual([...expected].sort());
  });

  it('brings with split: message the messages that were asked for', async () => {
    const documents = await collect(archive(), { split: 'message', query: 'from:otto' });
    expect(documents.map(({ id }) => id).sort()).toEqual(['email:2@x.org', 'email:3@x.org']);
  });

  it('says what is wrong with a query', async () => {
    await expect(discover(archive(), { query: '(budget' })).rejects.toMatchObject({ code: 'SOURCE_INVALID' });
  });
});

describe('documents', () => {
  it('have spans that lead to the bytes of each message', async () => {
    const path = join(folderWith({ 'a.mbox': toMbox(generateThread(7, 9)) }), 'a.mbox');
    const [document] = await collect(path);
    const bytes = readFileSync(path);
    expect(document?.spans).toHaveLength(9);
    for (const { start, end, locator } of document?.spans ?? []) {
      if (locator.kind !== 'message') throw new Error(locator.kind);
      const source = bytes.subarray(locator.byteStart, locator.byteEnd).toString();
      expect(source).toContain(`Message-ID: <${locator.messageId}>`);
      expect(source.startsWith('From: ')).toBe(true);
      expect(document?.text.slice(start, end)).toMatch(/^## /);
    }
  });

  it('explain what was taken out', async () => {
    const path = join(
      folderWith({ 'a.mbox': letter('1', 'Yes.\n\n-- \nJane\nBirds & Co.\n\n> Shall we?') }),
      'a.mbox',
    );
    const [document] = await collect(path, { explain: true });
    expect(document?.metadata?.messages).toMatchObject([
      { removed: [{ kind: 'signature' }, { kind: 'quote', text: '> Shall we?' }] },
    ]);
  });

  it('have what is quoted of a message that is not there', async () => {
    const path = join(
      folderWith({
        'a.mbox': letter(
          '2',
          'Yes, let us.\n\nOn 5 Jan 2024, Otto wrote:\n> Shall we go and see the blue feathers?',
          { References: '<1@x.org>' },
        ),
      }),
      'a.mbox',
    );
    const [document] = await collect(path);
    expect(document?.id).toBe('email:2@x.org');
    expect(document?.text).toContain('> Shall we go and see the blue feathers?');
    expect(document?.metadata?.missing).toEqual(['1@x.org']);
  });

  it('have copies of a message once', async () => {
    const path = join(
      folderWith({
        'a.mbox': letter('1', 'Hello there.'),
        'b.mbox': letter('1', 'Hello there.', { Received: 'from x; Fri, 5 Jan 2024' }),
      }),
    );
    const documents = await collect(path);
    expect(documents.map(({ text }) => text.split('Hello there.').length)).toEqual([2]);
  });
});

it('hands attachments over, each once', async () => {
  const withFile = (id: string) =>
    `${SEPARATOR}From: jane@x.org\nMessage-ID: <${id}@x.org>\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--b\nContent-Type: text/html; name="../a page.html"\nContent-Disposition: attachment\n\n<p>Page</p>\n--b--\n\n`;
  const path = join(folderWith({ 'a.mbox': withFile('1') + withFile('2') }), 'a.mbox');
  const { items } = await discover(path, { attachments: ['html', 'pdf'] });
  const sources = items.map(({ source }) => source).filter((source) => source !== undefined);
  expect(sources).toHaveLength(1);
  expect(sources[0]).toMatch(/a page\.html$/);
  expect(readFileSync(sources[0] ?? '', 'utf8')).toBe('<p>Page</p>');
});

it('unpacks gzip, also one that breaks off, and tells of one that is damaged', async () => {
  const packed = gzipSync(letter('1', 'One.') + letter('2', 'x'.repeat(10_000)));
  const folder = folderWith({
    'whole/a.mbox.gz': packed,
    'cut/a.mbox.gz': packed.subarray(0, packed.length - 12),
    'broken/a.mbox.gz': Buffer.concat([packed.subarray(0, 60), Buffer.alloc(40, 255), packed.subarray(100)]),
    'broken/b.mbox': letter('3', 'Three.'),
  });
  expect(await collect(join(folder, 'whole'))).toHaveLength(2);
  expect((await collect(join(folder, 'cut'))).length).toBeGreaterThan(0);
  expect(await collect(join(folder, 'broken'))).toHaveLength(1);
  await expect(collect(join(folder, 'broken/a.mbox.gz'))).rejects.toMatchObject({ code: 'SOURCE_INVALID' });
});

describe('acceptMail', () => {
  const resource = (name: string, content: string) => ({
    uri: pathToFileURL(`/x/${name}`).href,
    path: name,
    head: new Uint8Array(Buffer.from(content)),
  });

  it('knows mail by what is in it', () => {
    const source = mail({ Subject: 'x', 'Message-ID': '<1@x.org>' }, 'Hello');
    expect(acceptMail(resource('Inbox', `${SEPARATOR}${source}`))).toBeDefined();
    expect(acceptMail(resource('no-ending', source))).toBeDefined();
    expect(acceptMail(resource('a.eml', source))).toBeDefined();
    expect(acceptMail(resource('notes.txt', 'From here on: nothing\nSubject: none'))).toBeUndefined();
    expect(acceptMail(resource('a.html', '<p>x</p>'))).toBeUndefined();
    expect(acceptMail({ uri: 'https://example.org/a.mbox' })).toBeUndefined();
  });

  it('knows folders by the names in them', () => {
    const folder = (entries: readonly string[]) => acceptMail({ uri: 'file:///x/', path: 'x', entries });
    expect(folder(['cur', 'new', 'tmp'])).toBeDefined();
    expect(folder(['a.txt', '2024.mbox'])).toBeDefined();
    expect(folder(['archive_browser.html', 'Mail', 'Drive'])).toBeDefined();
    expect(folder(['a.txt', 'b.html'])).toBeUndefined();
  });
});
