import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runSuite, type Wrong } from './wrong/wrong.ts';

const folder = join(import.meta.dirname, 'wrong');
const files = globSync('*/*.ts', { cwd: folder }).sort();

describe('wrong implementations', () => {
  it.each(files)('%s is caught, with a message that says what to do', async (file) => {
    const { wrong } = (await import(join(folder, file))) as { readonly wrong: Wrong };
    const ran = await runSuite(wrong.run, wrong.caughtBy);
    const messages = ran.flatMap(({ name, error }) =>
      error === undefined ? [] : [`${name}\n  ${error instanceof Error ? error.message : String(error)}`],
    );
    expect(messages, `${wrong.about}: no test "${wrong.caughtBy}" failed`).not.toEqual([]);
    expect(messages.join('\n\n')).toMatch(wrong.message);
  });
});
