import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { createCache, sqliteCache } from '../src/index.ts';
import { temporaryFolder } from './temporary.ts';

const folder = temporaryFolder();
const newFile = () => join(folder, `${randomUUID()}.sqlite`);
const children: ChildProcessWithoutNullStreams[] = [];

interface Caller {
  readonly child: ChildProcessWithoutNullStreams;
  /** The next line that it prints. */
  line(): Promise<string>;
  say(text?: string): void;
}

async function startCaller(file: string, callers: number, mode: string): Promise<Caller> {
  const script = join(import.meta.dirname, 'caller.ts');
  const flags = ['--conditions=@bowerbird/source', '--disable-warning=ExperimentalWarning'];
  const child = spawn(process.execPath, [...flags, script, file, String(callers), mode]);
  children.push(child);
  child.stderr.pipe(process.stderr);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => String((await lines.next()).value);
  expect(await line()).toBe('ready');
  return { child, line, say: (text = 'go') => void child.stdin.write(`${text}\n`) };
}

/** The result of a caller: its last line. */
async function resultOf(
  caller: Caller,
): Promise<{ readonly got: readonly string[]; readonly count: number }> {
  for (;;) {
    const line = await caller.line();
    if (line.startsWith('{')) return JSON.parse(line);
    expect(line).toBe('loading');
  }
}

const callsOf = (file: string) => readFileSync(`${file}.calls`, 'utf8').trim().split('\n');

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

describe('many processes that ask for one value', () => {
  it.each([
    [2, 'value'],
    [4, 'value'],
    [2, 'fail'],
    [4, 'fail'],
  ])('%i of them load it once: %s', async (processes, mode) => {
    const file = newFile();
    const callers = await Promise.all(
      Array.from({ length: processes }, () => startCaller(file, 100 / processes, mode)),
    );
    for (const caller of callers) caller.say();
    const results = await Promise.all(callers.map(resultOf));
    const calls = callsOf(file);
    expect(calls).toHaveLength(1);
    const expected = mode === 'fail' ? 'the provider is down' : `loaded by ${calls[0]}`;
    expect(results).toEqual(results.map(() => ({ got: [expected], count: 100 / processes })));
  });

  it('take over from one that was killed', async () => {
    const file = newFile();
    const [holder, other] = [await startCaller(file, 1, 'hang'), await startCaller(file, 25, 'value')];
    holder.say();
    expect(await holder.line()).toBe('loading');
    other.say();
    holder.child.kill('SIGKILL');
    expect((await resultOf(other)).got).toEqual([`loaded by ${other.child.pid}`]);
    expect(callsOf(file)).toEqual([holder, other].map(({ child }) => String(child.pid)));
  });

  it('wait for one that takes longer than its lease', async () => {
    const file = newFile();
    const [holder, other] = [await startCaller(file, 1, 'slow'), await startCaller(file, 5, 'value')];
    holder.say();
    expect(await holder.line()).toBe('loading');
    other.say();
    // Twice as long as the lease, which is renewed meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 2000));
    holder.say();
    expect((await resultOf(other)).got).toEqual([`loaded by ${holder.child.pid}`]);
    expect(callsOf(file)).toHaveLength(1);
  });

  it('are not overwritten by one that was stopped for longer than its lease, which gets what they have', async () => {
    const file = newFile();
    const [holder, other] = [await startCaller(file, 1, 'slow'), await startCaller(file, 5, 'value')];
    holder.say();
    expect(await holder.line()).toBe('loading');
    holder.child.kill('SIGSTOP');
    other.say();
    const { got } = await resultOf(other);
    expect(got).toEqual([`loaded by ${other.child.pid}`]);
    holder.say();
    holder.child.kill('SIGCONT');
    expect((await resultOf(holder)).got).toEqual(got);
    const cache = createCache({ store: await sqliteCache({ file }) });
    expect(await cache.get('key')).toBe(got[0]);
    await cache.close();
  });
});
