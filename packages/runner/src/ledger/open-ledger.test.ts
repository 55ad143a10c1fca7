import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../test/support.ts';
import { LedgerDatabase } from './ledger-database.ts';
import { openLedger } from './open-ledger.ts';
import type { Ledger, NewPurchase } from './types.ts';

const windows = process.platform === 'win32';
const FLAGS = ['--conditions=@bowerbird/source', '--disable-warning=ExperimentalWarning'];

const newFile = () => join(temporaryFolder(), 'new', 'data', 'ledger.sqlite');

async function open(file: string): Promise<Ledger> {
  const ledger = await openLedger(file);
  onTestFinished(() => ledger.end());
  return ledger;
}

function order(name: string): NewPurchase {
  const who = { collector: 'c', provider: 'p', pipeline: 'p', run: 'r', source: 's' };
  return { ...who, order: name, prepared: null, price: 10, expected: 10 };
}

/** A ledger of many pages that nobody has open. */
async function oldLedger(): Promise<string> {
  const file = newFile();
  const ledger = await openLedger(file);
  const names = Array.from({ length: 30 }, (_, number) => `${number}`);
  const results = await Promise.all(names.map((name) => ledger.hold(order(name), [])));
  await Promise.all(
    results.map(
      (result) =>
        result.state === 'held' && ledger.settle(result.purchase.id, randomBytes(5000).toString('hex'), 5),
    ),
  );
  await ledger.end();
  return file;
}

function anotherDatabase(file: string): void {
  renameSync(file, `${file}.old`);
  const database = new DatabaseSync(file);
  database.exec('CREATE TABLE t (x)');
  database.close();
}

/** A file system of 2 MB; `undefined` where only root may make one. */
function smallDisk(): string | undefined {
  const place = mkdtempSync(join(tmpdir(), 'bowerbird-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', place], { stdio: 'ignore' });
  } catch {
    rmdirSync(place);
    return undefined;
  }
  afterAll(() => {
    execFileSync('umount', [place]);
    rmdirSync(place);
  });
  return place;
}

describe('a new ledger', () => {
  it.skipIf(windows)('is for this user alone, with its folder and all that lies beside it', async () => {
    const file = newFile();
    const ledger = await open(file);
    await ledger.hold(order('a'), []);
    const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
    expect(modeOf(dirname(file))).toBe('700');
    const names = readdirSync(dirname(file)).sort();
    expect(names).toEqual(['ledger.sqlite', 'ledger.sqlite-shm', 'ledger.sqlite-wal']);
    for (const name of names) expect(modeOf(join(dirname(file), name))).toBe('600');
  });

  it('can be made by many at once', async () => {
    for (let round = 0; round < 5; round++) {
      const file = newFile();
      const ledgers = await Promise.all(Array.from({ length: 6 }, () => open(file)));
      await Promise.all(ledgers.map((ledger, index) => ledger.hold(order(`${index}`), [])));
      expect(await ledgers[0]!.list()).toHaveLength(6);
    }
  });

  it('may lie in a folder with an odd name', async () => {
    const file = join(temporaryFolder(), 'a b?c#d%20ä', 'ledger?mode=ro.sqlite');
    await (await open(file)).hold(order('a'), []);
    expect(existsSync(file)).toBe(true);
  });

  it('writes through to the disk at each commit', async () => {
    const database = await LedgerDatabase.open(newFile());
    onTestFinished(() => database.close(() => {}));
    // 2: FULL (https://sqlite.org/pragma.html#pragma_synchronous).
    expect(database.one('PRAGMA synchronous')).toEqual({ synchronous: 2 });
    expect(database.one('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' });
  });
});

describe('a file that is no ledger, or a damaged one', () => {
  const refusal = {
    code: 'LEDGER_FAILED',
    message: expect.stringContaining('ledger.sqlite'),
    hint: expect.stringMatching(/nothing was changed\. Restore .* from a backup/),
  };

  it.each<readonly [string, (file: string) => void]>([
    ['text', (file) => writeFileSync(file, 'This was a ledger once.'.repeat(1000))],
    ['empty', (file) => truncateSync(file)],
    ['cut off in its first page', (file) => truncateSync(file, 1000)],
    ['another database', anotherDatabase],
    ['missing, and its log is there', (file) => renameSync(file, `${file}-wal`)],
  ])('is refused and left as it is: %s', async (_, spoil) => {
    const file = await oldLedger();
    spoil(file);
    const before = existsSync(file) && readFileSync(file);
    for (let time = 0; time < 2; time++) await expect(openLedger(file)).rejects.toMatchObject(refusal);
    expect(existsSync(file) && readFileSync(file)).toEqual(before);
  });

  it('is found out when it is used, and not replaced', async () => {
    const file = await oldLedger();
    const handle = openSync(file, 'r+');
    writeSync(handle, randomBytes(statSync(file).size - 4096), 0, undefined, 4096);
    closeSync(handle);
    const ledger = await openLedger(file);
    const uses = [
      () => ledger.list(),
      () => ledger.spent({}),
      () => ledger.answered(['1']),
      () => ledger.readAnswer('1'),
      () => ledger.open('1'),
      () => ledger.hold(order('1'), []),
    ];
    for (const use of uses) await expect(use()).rejects.toMatchObject(refusal);
    await ledger.end().catch(() => {});
    expect(readdirSync(dirname(file))).toContain('ledger.sqlite');
  });

  it('is not one of a newer version', async () => {
    const file = await oldLedger();
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 2');
    database.close();
    await expect(openLedger(file)).rejects.toMatchObject({
      code: 'LEDGER_FAILED',
      message: expect.stringContaining(
        'was written by a newer Bowerbird (its version is 2, this one knows 1)',
      ),
      hint: expect.stringContaining('Update Bowerbird'),
    });
  });
});

describe('a place that cannot be written', () => {
  it('is told: a file where the folder should be', async () => {
    const file = newFile();
    mkdirSync(dirname(dirname(file)));
    writeFileSync(dirname(file), '');
    await expect(openLedger(file)).rejects.toMatchObject({
      code: 'LEDGER_FAILED',
      message: expect.stringContaining('cannot open the ledger'),
      hint: expect.stringContaining('can be written'),
    });
  });

  it('is told: a folder where the file should be', async () => {
    const file = newFile();
    mkdirSync(file, { recursive: true });
    await expect(openLedger(file)).rejects.toMatchObject({
      code: 'LEDGER_FAILED',
      hint: expect.stringContaining('can be written'),
    });
  });

  const place = smallDisk();
  it.skipIf(place === undefined)('is told: a disk that is read only, old and new (needs root)', async () => {
    const file = join(place ?? '', 'ledger.sqlite');
    await (await openLedger(file)).end();
    execFileSync('mount', ['-o', 'remount,ro', place ?? '']);
    for (const name of [file, join(place ?? '', 'new.sqlite'), join(place ?? '', 'data', 'new.sqlite')]) {
      await expect(openLedger(name)).rejects.toMatchObject({
        code: 'LEDGER_FAILED',
        hint: expect.stringContaining('can be written'),
      });
    }
  });
});

describe('a disk that is full', () => {
  it.skipIf(windows)(
    'is told; nothing that was told is lost, and it goes on when there is room',
    async () => {
      const file = newFile();
      const script = join(import.meta.dirname, '../../test/ledger-process.ts');
      const command = `ulimit -f 3000; exec "${process.execPath}" ${FLAGS.join(' ')} "${script}" "${file}" fill`;
      const { stdout, stderr, pid, status } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
      expect(status).toBe(1);
      expect(stderr).toContain('LEDGER_FAILED');
      expect(stderr).toContain('Make room on the disk');
      const told = Number(stdout.trim().split('\n').at(-1));
      expect(told).toBeGreaterThan(0);

      const ledger = await open(file);
      const orders = Array.from({ length: told }, (_, index) => `${pid}:${index + 1}`);
      expect((await ledger.answered(orders)).size).toBe(told);
      for (const order of orders) expect(await ledger.readAnswer(order)).toHaveLength(66_668);
      // What could not be written counts for nothing, or as the hold that it was.
      const held = await ledger.list({ states: ['held'] });
      expect(await ledger.list()).toHaveLength(told + held.length);
      expect(await ledger.spent({})).toBe(told + 10 * held.length);
      for (const { id } of held) {
        expect(await ledger.adopt(id)).toBe(true);
        await ledger.settle(id, 'after all', 1);
      }
    },
  );
});

it('loads no SQLite before a ledger is opened', () => {
  const url = pathToFileURL(join(import.meta.dirname, 'open-ledger.ts')).href;
  const script = `await import('${url}'); console.log(process.moduleLoadList.some((name) => / sqlite$/.test(name)));
    await import('node:sqlite'); console.log(process.moduleLoadList.some((name) => / sqlite$/.test(name)))`;
  const told = execFileSync(process.execPath, [...FLAGS, '--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  expect(told).toBe('false\ntrue\n');
});
