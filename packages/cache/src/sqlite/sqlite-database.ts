import { access, constants, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { retryWhileBusy, SqliteConnection } from './sqlite-connection.ts';
import { isBusy, isDamage, isReadOnly } from './sqlite-errors.ts';
import { type Generation, newestGeneration, nextGeneration } from './sqlite-generations.ts';

/** What a database holds. */
export interface SqliteLayout {
  /** Makes the tables, where they are not there. */
  create(connection: SqliteConnection): void;
  /** Copies what can still be read of a damaged database into a new one. */
  salvage?(from: SqliteConnection, to: SqliteConnection): Promise<void>;
}

// Each of them was found damaged: then it is not the files, and something else is wrong.
const MOST_REPAIRS = 3;

/**
 * A database in a file that several processes share. Waits while another one writes, and keeps this process's writes in their order.
 *
 * A damaged file is left as it is, and a new one is laid out beside it (`cache.2.sqlite`) with what can still be read. Nothing is
 * renamed or deleted: SQLite deletes `-wal` by its name when the last process closes, and would take away that of another database.
 */
export class SqliteDatabase {
  readonly #layout: SqliteLayout;
  #generation: Generation;
  #connection: SqliteConnection;
  #repairing: Promise<void> | undefined;
  #writing: Promise<unknown> | undefined;
  #repairs = 0;
  #closed = false;

  private constructor(
    layout: SqliteLayout,
    generation: Generation,
    connection: SqliteConnection,
    repairs: number,
  ) {
    this.#layout = layout;
    this.#generation = generation;
    this.#connection = connection;
    this.#repairs = repairs;
  }

  /** Opens the newest file under this name, and makes file and folder at need. Many processes may do so at once. */
  static async open(file: string, layout: SqliteLayout): Promise<SqliteDatabase> {
    await mkdir(dirname(file), { recursive: true });
    let generation = await newestGeneration(file);
    for (let repairs = 0; ; repairs++) {
      try {
        return new SqliteDatabase(layout, generation, await connect(generation, layout), repairs);
      } catch (error) {
        if (repairs === MOST_REPAIRS || !(await isDamaged(error, generation))) throw error;
        generation = nextGeneration(generation);
      }
    }
  }

  /** The file in use. */
  get file(): string {
    return this.#generation.file;
  }

  /** How often it was found damaged, and laid out anew. */
  get repairs(): number {
    return this.#repairs;
  }

  /** Reads. `work` may be called again. An answer that is there at once is no promise, which saves time where it counts. */
  read<T>(work: (connection: SqliteConnection) => T): T | Promise<T> {
    const connection = this.#connection;
    try {
      return work(connection);
    } catch (error) {
      return this.#again(work, connection, error);
    }
  }

  /** Writes, after the writes that came before. */
  write<T>(work: (connection: SqliteConnection) => T): T | Promise<T> {
    const before = this.#writing;
    const result = before === undefined ? this.read(work) : before.then(() => this.read(work));
    if (!(result instanceof Promise)) return result;
    const settled = result.then(ignore, ignore);
    this.#writing = settled;
    void settled.then(() => {
      if (this.#writing === settled) this.#writing = undefined;
    });
    return result;
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#repairing?.catch(ignore);
    this.#closed = true;
    this.#connection.close();
  }

  async #again<T>(
    work: (connection: SqliteConnection) => T,
    connection: SqliteConnection,
    error: unknown,
  ): Promise<T> {
    if (!this.#closed && (await isDamaged(error, this.#generation))) await this.#replace(connection);
    else if (!isBusy(error)) throw error;
    return retryWhileBusy(() => work(this.#connection));
  }

  async #replace(damaged: SqliteConnection): Promise<void> {
    if (this.#connection !== damaged) return;
    if (this.#repairs >= MOST_REPAIRS) return;
    this.#repairing ??= this.#repair(damaged).finally(() => {
      this.#repairing = undefined;
    });
    await this.#repairing;
  }

  async #repair(damaged: SqliteConnection): Promise<void> {
    const newest = await newestGeneration(this.#generation.name);
    const other = newest.number > this.#generation.number;
    // Another process may have laid it out already.
    const generation = other ? newest : nextGeneration(this.#generation);
    const connection = await connect(generation, this.#layout);
    if (!other) await this.#layout.salvage?.(damaged, connection);
    this.#generation = generation;
    this.#connection = connection;
    this.#repairs++;
    closeDamaged(damaged);
  }
}

/** To switch a new file to WAL and to lay it out can fail at another's lock even after waiting, so the whole of it is tried again. */
function connect({ file }: Generation, layout: SqliteLayout): Promise<SqliteConnection> {
  return retryWhileBusy(() => {
    const connection = new SqliteConnection(file);
    try {
      layout.create(connection);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  });
}

async function isDamaged(error: unknown, { file }: Generation): Promise<boolean> {
  if (isDamage(error)) return true;
  if (!isReadOnly(error)) return false;
  // A damaged header can say that only a later SQLite may write.
  return access(file, constants.W_OK).then(
    () => true,
    () => false,
  );
}

function closeDamaged(connection: SqliteConnection): void {
  try {
    connection.close();
  } catch {
    // Its last pages could not be written: it is damaged, and nothing is read from it any more.
  }
}

function ignore(): void {}
