import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CollectionRequest, Plans } from '@bowerbird/mcp';
import { expect, it, onTestFinished } from 'vitest';
import { call, fakeIo } from '../../test/fake.ts';
import { price } from '../../test/samples.ts';

const ID = '3f2a61c09b7e';
const request: CollectionRequest = {
  tool: 'transcribe_video',
  sources: ['talks/\u001B[31mkeynote.wav', 'talks/panel.wav'],
  with: {},
  useCache: true,
};

/** One plan that waits, and what a person types; nobody is there without it. */
async function waiting() {
  const folder = mkdtempSync(join(tmpdir(), 'bowerbird-approve-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const plans = new Plans(folder);
  await plans.keep({ id: ID, request, price: price({ purchases: 2, most: 0.75, expected: 0.5 }) });
  const approve = async (args: readonly string[], typed?: string) => {
    const io = fakeIo({ terminal: typed !== undefined, env: { NO_COLOR: '1' } });
    if (typed !== undefined) io.input.end(typed);
    const { code, err, out } = await call(['approve', ...args], { io, runner: { folder } });
    return { code, err, out, approved: (await plans.find(ID))?.approved?.most };
  };
  return { approve };
}

it('shows what a call would buy, asks, and approves it after a yes', async () => {
  const { approve } = await waiting();
  const { code, err, approved } = await approve([ID], 'y\n');
  expect(err).toContain('transcribe_video: talks/');
  expect(err).toContain('  talks/panel.wav\n');
  expect(err).not.toContain('\u001B[31m');
  expect(err).toContain('Buy up to $0.75 in 2 purchases? [y/N] ');
  expect(err).toContain('Approved, up to $0.75, for one run');
  expect({ code, approved }).toEqual({ code: 0, approved: 0.75 });
});

it.each(['n\n', '', 'what?\n'])('approves nothing after %j', async (typed) => {
  const { approve } = await waiting();
  const { code, err, approved } = await approve([ID], typed);
  expect(err).toContain('Nothing is approved.');
  expect({ code, approved }).toEqual({ code: 3, approved: undefined });
});

it('approves nothing where there is nobody to ask, but by --yes', async () => {
  const { approve } = await waiting();
  const refused = await approve([ID]);
  expect(refused).toMatchObject({ code: 2, approved: undefined });
  expect(refused.err).toContain('Add --yes');
  expect(await approve([ID, '--yes'])).toMatchObject({ code: 0, approved: 0.75 });
});

it('lists what waits, and says what to do with a plan that is not there', async () => {
  const { approve } = await waiting();
  expect((await approve([])).out).toMatch(/^PLAN .*\n3f2a61c09b7e .* \$0\.75 .* no +transcribe_video: talks/);
  const { code, err } = await approve(['../../etc']);
  expect(code).toBe(2);
  expect(err).toContain('`bowerbird approve` lists them.');
});
