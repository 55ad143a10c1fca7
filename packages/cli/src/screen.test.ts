import { expect, it, vi } from 'vitest';
import type { Io } from './io.ts';
import { Screen } from './screen.ts';

it('draws for the terminal as it is now', async () => {
  let written = '';
  const write = (text: string) => {
    written += text;
    return true;
  };
  const stderr = { isTTY: true, columns: 60, rows: 20, write };
  const io = { env: {}, stdout: { write }, stderr } as unknown as Io;
  const canvas = new Screen(io).canvas();
  canvas.draw('first');
  await vi.waitFor(() => expect(written).toContain('first'));

  stderr.columns = 100;
  const wide = 'x'.repeat(90);
  canvas.draw(wide);
  expect(written).toContain(wide);

  stderr.rows = 3;
  written = '';
  canvas.draw(['one', 'two', 'three', 'four', 'five'].join('\n'));
  expect(written).not.toContain('one');
  expect(written).toContain('five');
});
