import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../test/support.ts';
import { openLedger } from './open-ledger.ts';
import type { Ledger } from './types.ts';

const SCRIPT = join(import.meta.dirname, '../../test/ledger-process.ts');
const PROCESSES = 8;

const newFile = () => join(temporaryFolder(), 'data', 'ledger.sqlite');

async function open(file: string): Promise<Ledger> {
  const ledger = await openLedger(file);
  onTestFinished(() => ledger.end());
  return ledger;
}

/** A process at the ledger. It ends with `end`, unless it is killed. */
function start(file: string, ...what: readonly (string | number)[]) {
  const flags = ['--conditions=@bowerbird/source', '--disable-warning=ExperimentalWarning'];
  const child = spawn(process.execPath, [...flags, SCRIPT, file, ...what.map(String)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exit = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    /** What it tells next. */
    async tell(count: number): Promise<unknown[]> {
      const told: unknown[] = [];
      while (told.length < count) {
        const { value, done } = await lines.next();
        if (done) throw new Error(`it ended after ${told.length} of ${count} lines`);
        told.push(JSON.parse(value));
      }
      return told;
    },
    async end(): Promise<void> {
      child.stdin.end();
      expect(await exit).toEqual([0, null]);
    },
    async kill(): Promise<void> {
      child.kill('SIGKILL');
      expect(await exit).toEqual([null, 'SIGKILL']);
    },
  };
}

/** Writes down the sum of what counts, after each change of any process. */
function audit(file: string): void {
  const database = new DatabaseSync(file);
  database.exec('CREATE TABLE audit (n INTEGER PRIMARY KEY, purchase INTEGER, change TEXT, total INTEGER)');
  for (const change of ['INSERT', 'UPDATE']) {
    database.exec(`CREATE TRIGGER audit_${change} AFTER ${change} ON purchase BEGIN
      INSERT INTO audit (purchase, change, total) VALUES (new.id, new.state, (SELECT sum(counted) FROM purchase)); END`);
  }
  database.close();
}

function audited(
  file: string,
): { readonly purchase: number; readonly change: string; readonly total: number }[] {
  const database = new DatabaseSync(file);
  const rows = database.prepare('SELECT purchase, change, total FROM audit ORDER BY n').all();
  database.close();
  return rows as unknown as { readonly purchase: number; readonly change: string; readonly total: number }[];
}

describe('many processes', { timeout: 120_000 }, () => {
  it('never pass a budget together, at any row', async () => {
    const file = newFile();
    const ledger = await open(file);
    audit(file);
    const most = 4000;
    const processes = Array.from({ length: PROCESSES }, () => start(file, 'spend', 64, most));
    const told = await Promise.all(processes.map((process) => process.tell(64)));
    await Promise.all(processes.map((process) => process.end()));

    const steps = audited(file);
    expect(steps.filter(({ total }) => total > most)).toEqual([]);
    // The same by hand: what each purchase counts after each of its changes.
    const purchases = new Map((await ledger.list()).map((purchase) => [purchase.id, purchase]));
    const counts = new Map<number, number>();
    let sum = 0;
    for (const { purchase: id, change, total } of steps) {
      const { price = Number.NaN, cost = Number.NaN } = purchases.get(id) ?? {};
      const now = { held: price, started: price, released: 0 }[change] ?? cost;
      sum += now - (counts.get(id) ?? 0);
      counts.set(id, now);
      expect(sum).toBe(total);
    }
    // It was tight, and what was refused is not there.
    const states = told.flat();
    expect(states).toHaveLength(PROCESSES * 64);
    expect(new Set(states)).toEqual(new Set(['held', 'refused']));
    expect(purchases.size).toBe(states.filter((state) => state === 'held').length);
    expect(await ledger.spent({})).toBe(sum);
  });

  it('make a new ledger together, and buy each order once', async () => {
    const file = newFile();
    const processes = Array.from({ length: PROCESSES }, () => start(file, 'race', 50));
    const told = await Promise.all(processes.map((process) => process.tell(50)));
    for (let number = 0; number < 50; number++) {
      const states = told.map((states) => states[number]).sort();
      expect(states).toEqual(['held', ...Array(PROCESSES - 1).fill('open')]);
    }
    const ledger = await open(file);
    expect(await ledger.list({ states: ['held'] })).toHaveLength(50);
    await Promise.all(processes.map((process) => process.end()));
    expect(await ledger.open('order 0')).toMatchObject({ ownerAlive: false });
  });
});

describe('a process that is killed', { timeout: 120_000 }, () => {
  it('leaves what it had open, known as left at once, to be taken over once', async () => {
    const file = newFile();
    const ledger = await open(file);
    const hanging = start(file, 'hang', 20);
    await hanging.tell(1);
    expect(await ledger.open('order 3')).toMatchObject({ ownerAlive: true });
    expect(await ledger.adopt(4)).toBe(false);
    await hanging.kill();

    expect(await ledger.open('order 0')).toMatchObject({
      purchase: { state: 'started', operation: { operation: 0 } },
      ownerAlive: false,
    });
    expect(await ledger.open('order 3')).toMatchObject({
      purchase: { id: 4, state: 'held' },
      ownerAlive: false,
    });
    expect(await ledger.spent({})).toBe(200);
    const processes = Array.from({ length: 4 }, () => start(file, 'adopt'));
    const told = await Promise.all(processes.map((process) => process.tell(20)));
    for (let number = 0; number < 20; number++)
      expect(told.filter((adopted) => adopted[number])).toHaveLength(1);
    expect(await ledger.adopt(4)).toBe(false);
    await Promise.all(processes.map((process) => process.end()));
    expect(await ledger.adopt(4)).toBe(true);
    await ledger.settle(4, 'found', 7);
    expect(await ledger.readAnswer('order 3')).toBe('found');
  });

  it('has on the disk whatever it has told', async () => {
    const file = newFile();
    const ledger = await open(file);
    for (let kill = 1; kill <= 5; kill++) {
      const filling = start(file, 'fill');
      const told = await filling.tell(7 * kill);
      await filling.kill();
      const orders = told.map((number) => `${filling.child.pid}:${number}`);
      expect((await ledger.answered(orders)).size).toBe(orders.length);
      for (const order of orders) expect(await ledger.readAnswer(order)).toHaveLength(66_668);
      // At most one was under way.
      const open = await ledger.list({ states: ['held', 'started'] });
      expect(open.length).toBeLessThanOrEqual(kill);
    }
    const database = new DatabaseSync(file);
    expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    database.close();
  });
});
