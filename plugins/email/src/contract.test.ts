import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { collectorSuite } from '@bowerbird/testkit';
import { afterAll, expect, test } from 'vitest';
import { mail, SEPARATOR, writeFiles } from '../test/folder.ts';
import { generateThread, toMbox } from '../test/generated.ts';
import { email } from './email-collector.ts';

const folder = mkdtempSync(join(tmpdir(), 'bowerbird-email-'));
afterAll(() => rmSync(folder, { recursive: true }));

const first = mail({ 'Message-ID': '<1@x.org>', Subject: 'The bower' }, 'Where do the blue feathers go?');
const second = mail(
  {
    From: 'Otto <otto@example.org>',
    'Message-ID': '<2@x.org>',
    'In-Reply-To': '<1@x.org>',
    Subject: 'Re: The bower',
    Date: 'Fri, 5 Jan 2024 11:00:00 +0000',
  },
  'To the left.\n\nOn Fri, 5 Jan 2024, Jane Doe wrote:\n> Where do the blue feathers go?',
);
const mbox = `${SEPARATOR}${first}\n${SEPARATOR}${second}\n`;
writeFiles(folder, {
  'list.mbox': mbox,
  'list.mbox.gz': gzipSync(mbox),
  'one.eml': first,
  'many.mbox': toMbox([...generateThread(1, 6), ...generateThread(2, 4)]),
  'maildir/cur/1:2,S': first,
  'maildir/new/2': second,
  'maildir/tmp/3': first,
});

collectorSuite(test, email, {
  cases: [
    { source: join(folder, 'list.mbox'), ids: ['email:1@x.org'] },
    { source: join(folder, 'list.mbox.gz'), ids: ['email:1@x.org'] },
    {
      source: join(folder, 'list.mbox'),
      name: 'a mail each',
      with: { split: 'message' },
      ids: ['email:1@x.org', 'email:2@x.org'],
    },
    { source: join(folder, 'one.eml'), name: 'explained', with: { explain: true }, ids: ['email:1@x.org'] },
    {
      source: join(folder, 'maildir'),
      ids: ['email:1@x.org'],
      check: ([document]) => expect(document?.text).toContain('To the left.'),
    },
  ],
  discovers: [
    { source: join(folder, 'many.mbox') },
    {
      source: join(folder, 'many.mbox'),
      name: 'a sample',
      with: { query: 'archive OR budget', sample: 'random', maxSamples: 1 },
    },
  ],
  unknown: [{ with: { url: pathToFileURL(join(folder, 'gone.mbox')).href } }],
});
