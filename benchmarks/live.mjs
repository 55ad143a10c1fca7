// The cases of money with the real providers, for whoever has keys: `npm run bench -- live talk.mp3`. It buys the transcript of that file
// from each provider whose key is in the environment (ASSEMBLYAI_API_KEY, OPENAI_API_KEY), for 50 cents at most each, kills a run in
// the middle, and goes on.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../packages/bowerbird/bin/bowerbird.js', import.meta.url));
const MOST = '0.50';
const PROVIDERS = { assemblyai: 'ASSEMBLYAI_API_KEY', 'openai-transcription': 'OPENAI_API_KEY' };

/** Runs the command in a folder; with `killAfterMs`, kills it after so long. */
function bowerbird(folder, args, killAfterMs) {
  console.log(`\n$ bowerbird ${args.join(' ')}`);
  const env = { ...process.env, BOWERBIRD_HOME: join(folder, 'home'), NO_COLOR: '1' };
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (killAfterMs !== undefined)
    void sleep(killAfterMs, undefined, { ref: false }).then(() => child.kill('SIGKILL'));
  return new Promise((done) => child.on('close', (code, signal) => done(code ?? signal)));
}

async function tryOut(collector, variable, audio) {
  const folder = mkdtempSync(join(tmpdir(), 'bowerbird-live-'));
  try {
    const rc = {
      pipelines: {
        live: { use: [{ collector, options: { apiKey: `\${env:${variable}}` } }], sources: [audio] },
      },
    };
    writeFileSync(join(folder, '.bowerbirdrc.json'), JSON.stringify(rc));
    await bowerbird(folder, ['plan', '--items']);
    await bowerbird(folder, ['run', '--max-cost', MOST], 3_000);
    for (let run = 0; run < 20; run++) {
      // 4: not finished yet.
      if ((await bowerbird(folder, ['run', '--max-cost', MOST])) !== 4) break;
      await sleep(15_000);
    }
    await bowerbird(folder, ['run']);
    await bowerbird(folder, ['costs']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [audio] = process.argv.slice(2);
const ready = Object.entries(PROVIDERS).filter(([, variable]) => process.env[variable]);
if (ready.length === 0 || audio === undefined) {
  console.error('It needs a sound file and a key: ASSEMBLYAI_API_KEY=… npm run bench -- live talk.mp3');
  process.exit(2);
}
for (const [collector, variable] of ready) await tryOut(collector, variable, resolve(audio));
