// A list of sources that one till sells, bought by processes that are killed: what each life may do, and how it must end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { purchasesIn, run, start } from './shop.mjs';
import { sourceOf, whatOf } from './till-collector.mjs';

export const LONGEST_NEW_MS = 1000;

/** Milliseconds that Node takes to start and end without doing anything. */
async function bareStartMs() {
  const startedAt = performance.now();
  await once(spawn(process.execPath, ['-e', '0']), 'exit');
  return performance.now() - startedAt;
}

/** What nobody can tell apart, of a provider of class `none`. */
const isHeld = (kind) => kind === 'none';

/**
 * @param parts.kind class of the till
 * @param parts.count how many sources
 * @param parts.atOnce how many at a time
 * @param parts.bareMs how long Node takes to start
 */
export class Trial {
  constructor(home, till, { kind, count, atOnce, findForMs }) {
    Object.assign(this, { home, till, kind });
    this.sources = Array.from({ length: count }, (_, index) => sourceOf(`${index}`));
    this.input = {
      home,
      tills: [{ kind }],
      findForMs,
      config: {
        concurrency: atOnce,
        pipelines: {
          p: {
            use: [{ collector: `till-${kind}`, options: { url: till.url, price: 0.2 } }],
            sources: this.sources,
          },
        },
      },
      options: { maxCost: count },
    };
    this.settled = new Set();
    // What stands in the ledger.
    this.known = new Set();
    this.failures = [];
    this.redone = 0;
    this.newMs = [];
    // The same, as multiples of a bare start of Node at that time.
    this.newStarts = [];
  }

  fail(text) {
    this.failures.push(`${this.kind}, in ${this.home}: ${text}`);
  }

  /**
   * One process.
   * @param how.crashAt kills itself at this numbered moment; `killAfterMs`: is killed then
   */
  async live({ crashAt, killAfterMs } = {}) {
    const { till } = this;
    const first = till.requests.length;
    const bareMs = await bareStartMs();
    const asked = new Set([...this.known, ...till.requests.map(({ what }) => what)]);
    const life = start(this.input, { crashAt });
    const timer =
      killAfterMs === undefined ? undefined : setTimeout(() => life.child.kill('SIGKILL'), killAfterMs);
    const ended = await life.ended;
    clearTimeout(timer);
    await till.quiet();
    const requests = till.requests.slice(first);
    this.#checkRequests(requests);
    const bare = Math.max(bareMs, await bareStartMs());
    this.#noteTimes(requests, { asked, ...life, ended, bare });
    this.#noteSettled(ended);
    if (ended.signal === null && ended.summary === undefined)
      this.fail(`a process ended with ${ended.code}: ${ended.stderr.slice(-500)}`);
    return ended;
  }

  #checkRequests(requests) {
    const again = requests.filter(({ what }) => this.settled.has(what));
    this.redone += again.length;
    if (again.length > 0) this.fail(`${again[0].what} was settled, and asked for again`);
  }

  /** How soon it asked for something that none before it had begun. */
  #noteTimes(requests, { asked, startedAt, ended, bare }) {
    if (this.sources.every((source) => asked.has(whatOf(source)))) return;
    const begun = requests.find(({ starts, what }) => starts && !asked.has(what));
    // Who was killed before can not be blamed for longer than it lived.
    if (!begun && ended.ms < LONGEST_NEW_MS) return;
    const ms = begun ? begun.at - startedAt : ended.ms;
    this.newMs.push(ms);
    this.newStarts.push(ms / bare);
  }

  #noteSettled({ collected }) {
    const purchases = purchasesIn(this.home);
    for (const { source } of purchases) this.known.add(whatOf(source));
    const done = new Set(
      purchases.flatMap(({ state, source }) => (state === 'done' ? [whatOf(source)] : [])),
    );
    for (const what of this.settled) if (!done.has(what)) this.fail(`the answer of ${what} is lost`);
    for (const source of collected)
      if (!done.has(whatOf(source))) this.fail(`${source} was told as collected before it was settled`);
    for (const what of done) this.settled.add(what);
  }

  /** Everything must be there now, or known as doubtful, and paid for once. */
  async end({ summary }) {
    const { till, sources, kind } = this;
    const doubtful = purchasesIn(this.home).filter(({ state }) => state === 'unconfirmed');
    const unknown = new Set(doubtful.map(({ source }) => whatOf(source)));
    this.doubtful = doubtful.length;
    if (doubtful.length > 0 && !isHeld(kind)) this.fail(`${doubtful.length} are unconfirmed`);
    const told = summary.failures.filter(({ code }) => code === 'PURCHASE_UNCONFIRMED');
    if (told.length !== doubtful.length)
      this.fail(`${doubtful.length} are unconfirmed, ${told.length} are told`);
    if (summary.total.collected !== sources.length - doubtful.length)
      this.fail(`ended with ${JSON.stringify(summary.total)}, ${JSON.stringify(summary.failures[0])}`);
    const times = till.timesCharged();
    this.charged = till.charges.length;
    this.twice = [...times.values()].filter((count) => count > 1).length;
    for (const source of sources) {
      const [what, count] = [whatOf(source), times.get(whatOf(source)) ?? 0];
      if (count > 1 || (count === 0 && !unknown.has(what))) this.fail(`${what} was charged ${count} times`);
    }
    if (doubtful.length > 0) await this.#resolve(doubtful, times);
    await this.#checkAnswers();
  }

  /** A person looks into the account of the provider, and tells: then it is bought, a second time only where that was told. */
  async #resolve(doubtful, before) {
    const isBought = ({ source }) => before.has(whatOf(source));
    const resolve = doubtful.map((purchase) => [purchase.id, isBought(purchase) ? 'bought' : 'not-bought']);
    const { summary } = await run({ ...this.input, resolve });
    if (summary.total.collected !== this.sources.length)
      this.fail(`after all was resolved: ${JSON.stringify(summary.total)}`);
    const again = new Set(doubtful.filter(isBought).map(({ source }) => whatOf(source)));
    for (const [what, count] of this.till.timesCharged())
      if (count !== (again.has(what) ? 2 : 1)) this.fail(`${what} was charged ${count} times after that`);
  }

  /** What was bought can be read from the ledger alone. */
  async #checkAnswers() {
    const count = this.sources.length;
    rmSync(join(this.home, 'cache'), { recursive: true, force: true });
    const { summary } = await run({ ...this.input, options: { offline: true } });
    if (summary.total.collected !== count)
      this.fail(`${summary.total.collected} of ${count} can be read without cache and provider`);
  }
}
