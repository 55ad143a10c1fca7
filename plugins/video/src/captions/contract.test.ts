import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectorSuite, replies } from '@bowerbird/testkit';
import { afterAll, test } from 'vitest';
import { fakeYtDlp } from '../../test/fake-programs.ts';
import { captions } from './captions-collector.ts';

const folder = mkdtempSync(join(tmpdir(), 'bowerbird-captions-'));
afterAll(() => rmSync(folder, { recursive: true }));
function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const VTT = 'WEBVTT\n\n00:01.000 --> 00:02.000\n<v Jane>Good day.\n';
const VIDEO = 'https://www.youtube.com/watch?v=aaaaaaaaaaa';
const LIST = 'https://www.youtube.com/playlist?list=PL1';
fakeYtDlp({
  [VIDEO]: {
    info: {
      id: 'aaaaaaaaaaa',
      extractor_key: 'Youtube',
      title: 'A',
      webpage_url: VIDEO,
      subtitles: { en: [{ ext: 'vtt' }] },
    },
    captions: { subtitles: { en: { ext: 'vtt', text: VTT } } },
  },
  [LIST]: { info: { id: 'PL1' }, entries: [{ id: 'aaaaaaaaaaa', url: VIDEO }] },
});

const address = 'https://example.org/talk.vtt';
collectorSuite(test, captions, {
  cases: [
    { source: VIDEO, ids: ['youtube:aaaaaaaaaaa'] },
    { source: write('talk.vtt', VTT), ids: ['media:talk.vtt'] },
    {
      source: write('talk.en.srt', '1\n00:00:01,000 --> 00:00:02,000\nYes.\n'),
      with: { timestamps: false },
      name: 'without times',
    },
    {
      source: address,
      fetch: replies({ [address]: { headers: { 'content-type': 'text/vtt' }, body: VTT } }),
      with: { onlySpeakers: ['Jane'], subtitles: 'srt' },
    },
  ],
  discovers: [{ source: LIST }, { source: folder }],
  unknown: [{ with: { url: 'file:///no/such/captions.vtt', path: 'captions.vtt' } }],
  otherOptions: [{ sleepSeconds: 1 }],
});
