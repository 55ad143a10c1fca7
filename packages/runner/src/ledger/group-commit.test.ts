import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../test/support.ts';
import { GroupCommit } from './group-commit.ts';

let database: DatabaseSync;
let other: DatabaseSync;
let commits: GroupCommit;

beforeEach(() => {
  const file = join(temporaryFolder(), 'x.sqlite');
  database = new DatabaseSync(file, { timeout: 1 });
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (n INTEGER PRIMARY KEY, size INTEGER)');
  other = new DatabaseSync(file, { timeout: 1 });
  commits = new GroupCommit(database);
  onTestFinished(() => {
    database.close();
    other.close();
  });
});

const insert = (n: number) => () => {
  database.prepare('INSERT INTO t (n) VALUES (?)').run(n);
  return n;
};
const committed = () =>
  other
    .prepare('SELECT n FROM t ORDER BY n')
    .all()
    .map(({ n }) => n);

describe('group commit', () => {
  it('commits what was asked for in one turn as one, also what microtasks ask for', async () => {
    const later = Promise.resolve().then(() => commits.write(insert(3)));
    expect(await Promise.all([commits.write(insert(1)), commits.write(insert(2)), later])).toEqual([1, 2, 3]);
    expect(commits.transactions).toBe(1);
    await commits.write(insert(4));
    expect(commits.transactions).toBe(2);
    expect(committed()).toEqual([1, 2, 3, 4]);
  });

  it('resolves nothing before it is committed, and rejects nothing', async () => {
    const seen: unknown[] = [];
    const note = () => seen.push(committed());
    await Promise.allSettled([
      commits.write(insert(1)).then(note),
      commits.write(insert(1)).catch(note),
      commits.write(insert(2)).then(note),
    ]);
    expect(seen).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
  });

  it('undoes what failed, and nothing else', async () => {
    const ends = await Promise.allSettled([
      commits.write(insert(1)),
      commits.write(() => {
        insert(2)();
        throw new Error('half way');
      }),
      commits.write(insert(3)),
    ]);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(committed()).toEqual([1, 3]);
    expect(commits.transactions).toBe(1);
  });

  it('waits for the lock, and takes along what is asked for meanwhile', async () => {
    other.exec('BEGIN IMMEDIATE');
    const writes = [commits.write(insert(1))];
    for (let turn = 0; turn < 20; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      writes.push(commits.write(insert(10 + turn)));
    }
    expect(commits.transactions).toBe(0);
    other.exec('COMMIT');
    await Promise.all(writes);
    expect(commits.transactions).toBe(1);
    expect(committed()).toHaveLength(21);
  });

  it('tries one by one what failed together: what is too large does not take the others with it', async () => {
    const pages = Number(database.prepare('PRAGMA page_count').get()?.page_count);
    database.exec(`PRAGMA max_page_count = ${pages + 2}; CREATE TABLE large (body BLOB)`);
    const ends = await Promise.allSettled([
      commits.write(insert(1)),
      commits.write(() => database.exec('INSERT INTO large VALUES (zeroblob(100000))')),
      commits.write(insert(2)),
    ]);
    expect(ends).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: { errcode: 13 } },
      { status: 'fulfilled' },
    ]);
    expect(committed()).toEqual([1, 2]);
  });

  it('rejects all when nothing can be committed, and goes on afterwards', async () => {
    database.exec('PRAGMA query_only = ON');
    const ends = await Promise.allSettled([commits.write(insert(1)), commits.write(insert(2))]);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    database.exec('PRAGMA query_only = OFF');
    expect(await commits.write(insert(3))).toBe(3);
    expect(committed()).toEqual([3]);
    await commits.idle();
  });
});
