import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startAssemblyai, startOpenai } from '@bowerbird/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bowerbird, filesIn, LOOPBACK, start, temporaryFolder } from './support.ts';

/** A WAV file (RIFF, PCM, 8 kHz, 8 bit) of so many seconds. */
function wav(seconds: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + seconds * 8000, 4);
  header.write('WAVEfmt ', 8);
  header.set([16, 0, 0, 0, 1, 0, 1, 0], 16);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(8000, 28);
  header.set([1, 0, 8, 0], 32);
  header.write('data', 36);
  header.writeUInt32LE(seconds * 8000, 40);
  return Buffer.concat([header, Buffer.alloc(seconds * 8000, 128)]);
}

async function studio() {
  const [assemblyai, openai] = [await startAssemblyai({ polls: 3 }), await startOpenai()];
  onTestFinished(async () => {
    await assemblyai.close();
    await openai.close();
  });
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'talk.wav'), wav(60));
  writeFileSync(join(folder, 'memo.wav'), wav(30));
  writeFileSync(join(folder, '.env'), `ONE=${assemblyai.key}\nTWO=${openai.key}\n`);
  writeFileSync(
    join(folder, '.bowerbirdrc.yaml'),
    `${LOOPBACK}pipelines:
  talks:
    use: [{ collector: assemblyai, options: { apiKey: "\${env:ONE}", baseUrl: "${assemblyai.url}", pollAfterMs: 300 } }]
    sources: [./talk.wav]
  memos:
    use: [{ collector: openai-transcription, options: { apiKey: "\${env:TWO}", baseUrl: "${openai.url}" } }]
    sources: [./memo.wav]
`,
  );
  return { assemblyai, openai, folder };
}

describe('the command, with money', () => {
  it('buys nothing that nobody approved, then buys once, and shows the key nowhere', async () => {
    const { assemblyai, openai, folder } = await studio();
    const planned = await bowerbird(folder, 'plan', '--detailed-exitcode');
    expect(planned.code).toBe(3);
    expect(planned.stdout).toContain('It would make 2 purchases');
    const refused = await bowerbird(folder, 'run');
    expect(refused.code).toBe(3);
    expect([...assemblyai.charges(), ...openai.charges()]).toEqual([]);

    const run = await bowerbird(
      folder,
      'run',
      '--max-cost',
      '1',
      '--log',
      'json',
      '--summary',
      'summary.json',
    );
    expect(run.code).toBe(0);
    const again = await bowerbird(folder, 'run');
    expect(again.stderr).toContain('Nothing new: 2 sources');
    const costs = await bowerbird(folder, 'costs');
    expect(costs.stdout).toContain('2 purchases cost $');
    expect([assemblyai.charges(), openai.charges()]).toMatchObject([{ length: 1 }, { length: 1 }]);

    const said = [planned, refused, run, again, costs].map(({ stdout, stderr }) => stdout + stderr);
    const { '.env': _, ...written } = filesIn(folder);
    for (const key of [assemblyai.key, openai.key])
      expect(JSON.stringify([said, written])).not.toContain(key);
  });

  it('goes on with a purchase after kill -9, and the cache may be gone', async () => {
    const { assemblyai, folder } = await studio();
    const first = start(folder, ['run', 'talks', '--max-cost', '1']);
    await expect.poll(() => assemblyai.charges().length, { interval: 10, timeout: 20_000 }).toBe(1);
    first.child.kill('SIGKILL');
    await first.ended;
    const second = await bowerbird(folder, 'run', 'talks');
    expect(second).toMatchObject({ code: 0 });
    expect((await bowerbird(folder, 'cache', 'clear', '--yes')).stderr).toContain('What was bought stays.');
    const third = await bowerbird(folder, 'run', 'talks');
    expect(third.stderr).toContain('saved $0.00');
    expect(third.code).toBe(0);
    expect(assemblyai.charges()).toHaveLength(1);
  });
});
