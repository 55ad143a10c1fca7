import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Document } from '@bowerbird/core';
import { startAssemblyai, startOpenai } from '@bowerbird/testkit';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { describeFfmpeg, ffmpeg } from '../test/describe-ffmpeg.ts';
import { buy, open, requestOf } from '../test/desk.ts';
import { assemblyai } from './assemblyai-collector.ts';
import { openaiTranscription } from './openai-collector.ts';
import type { OpenaiRequest } from './openai-request.ts';

const folder = mkdtempSync(join(tmpdir(), 'bowerbird-pieces-'));
afterAll(() => rmSync(folder, { recursive: true }));
const url = (name: string) => pathToFileURL(join(folder, name)).href;

describeFfmpeg('what a provider cannot take as it is', () => {
  beforeAll(() => {
    // 26 minutes: a tone of 49 seconds and a second of silence, 32 times; and a film of three seconds.
    const unit = join(folder, 'unit.mp3');
    ffmpeg(
      '-f',
      'lavfi',
      '-i',
      'sine=duration=49:sample_rate=8000',
      '-af',
      'apad=pad_dur=1',
      '-b:a',
      '8k',
      unit,
    );
    ffmpeg('-stream_loop', '31', '-i', unit, '-c', 'copy', join(folder, 'long.mp3'));
    rmSync(unit);
    ffmpeg(
      '-f',
      'lavfi',
      '-i',
      'testsrc=duration=3:size=64x48:rate=5',
      '-f',
      'lavfi',
      '-i',
      'sine=duration=3',
      join(folder, 'film.mkv'),
    );
  }, 60_000);

  it('is cut in silences, each piece an order of its own with times of the whole', async () => {
    const standIn = await startOpenai({ seconds: 36 });
    onTestFinished(() => standIn.close());
    const opened = await open(openaiTranscription, standIn);
    const asked = { url: url('long.mp3'), path: 'long.mp3', model: 'gpt-4o-transcribe-diarize' };
    const pieces: OpenaiRequest[] = [];
    for await (const found of opened.collector.discover!(asked, opened.context()))
      pieces.push(found as OpenaiRequest);
    expect(pieces.map(({ piece }) => piece?.number)).toEqual([1, 2]);
    const cutMs = pieces[0]!.piece!.endMs;
    // In the middle of a silence: at 49.5 s of each 50 and a bit, as frames go.
    expect(Math.abs(cutMs - Math.round(cutMs / 50_112) * 50_112 + 600)).toBeLessThan(600);
    expect(pieces[1]!.piece).toMatchObject({ startMs: cutMs, of: 2 });
    const bought: Awaited<ReturnType<typeof buy<OpenaiRequest, never, never>>>[] = [];
    for (const piece of pieces) bought.push((await buy(openaiTranscription, opened, piece)) as never);
    expect(new Set(bought.map(({ order }) => JSON.stringify(order))).size).toBe(2);
    expect(standIn.charges()).toHaveLength(2);
    const documents: Document[] = bought.flatMap((each) => each.documents);
    expect(documents.map(({ id, title }) => [id, title])).toEqual([
      [`media:long.mp3#t=0,${cutMs / 1000}`, 'long (1 of 2)'],
      [expect.stringMatching(/^media:long\.mp3#t=[\d.]+,160\d/), 'long (2 of 2)'],
    ]);
    const times = documents[1]!.spans!.map(({ locator }) => (locator.kind === 'time' ? locator.startMs : -1));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(cutMs - 2000);
    // What was written for it is gone.
    expect(readdirSync(folder)).toEqual(['film.mkv', 'long.mp3']);
  });

  it('is refused behind another link, where it cannot be cut', async () => {
    const standIn = await startOpenai();
    onTestFinished(() => standIn.close());
    const opened = await open(openaiTranscription, standIn);
    const request = { url: url('long.mp3'), model: 'gpt-4o-transcribe' };
    await expect(opened.collector.price(request, opened.context())).rejects.toMatchObject({
      code: 'SOURCE_TOO_LARGE',
      recovery: 'next',
    });
  });

  it('is sent as sound alone, if it is a film', async () => {
    const standIn = await startOpenai();
    onTestFinished(() => standIn.close());
    const { documents, price, cost } = await buy(
      openaiTranscription,
      await open(openaiTranscription, standIn),
      { url: url('film.mkv') },
    );
    expect(documents).toMatchObject([{ title: 'film' }]);
    expect(price!.most).toBeGreaterThan(0);
    expect(cost).toBeGreaterThan(0);
    const other = await startAssemblyai();
    onTestFinished(() => other.close());
    const sent: number[] = [];
    const opened = await open(assemblyai, other, { pollAfterMs: 0 });
    const request = await requestOf(assemblyai, opened, { url: url('film.mkv') });
    const context = opened.context();
    const counting: typeof fetch = async (input, init) => {
      const body = init?.body as unknown as AsyncIterable<Uint8Array>;
      let bytes = 0;
      let start = '';
      for await (const chunk of body) {
        if (bytes === 0) start = Buffer.from(chunk.subarray(0, 3)).toString('latin1');
        bytes += chunk.length;
      }
      sent.push(bytes);
      expect(start).not.toBe('\x1aE\xdf');
      return Response.json({ upload_url: `${String(input)}/x` });
    };
    await opened.collector.prepare!(request, { ...context, fetch: counting });
    expect(sent).toEqual([expect.any(Number)]);
    expect(sent[0]).toBeLessThan(30_000);
  });
});
