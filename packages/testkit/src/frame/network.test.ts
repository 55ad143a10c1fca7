import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { serveLoopback } from '../stand-in/loopback.ts';
import { withoutNetwork } from './network.ts';

it('watches what runs in it, and leaves alone what runs beside it', async () => {
  const server = await serveLoopback((_, answer) => void answer.end('here'));
  onTestFinished(() => server.close());
  const ask = async () => (await fetch(server.url)).text();
  const watched = withoutNetwork(async () => {
    await sleep(20);
    return ask();
  });
  const caught = expect(watched).rejects.toThrow(/the global fetch was called[\s\S]*Use context\.fetch/);
  expect(await ask()).toBe('here');
  await caught;
});
