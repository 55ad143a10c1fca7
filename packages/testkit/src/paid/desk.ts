import { AssertionError } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Document, JsonValue, OperationState, Price } from '@bowerbird/core';
import { ensure, fail, show } from '../frame/ensure.ts';
import { throughJson } from '../frame/json.ts';
import { fetchOf } from './provider.ts';
import { callOnce, findOnce, type Purchase, pollOnce, prepareOnce, readOnce, startOnce } from './purchase.ts';

/** What is written down of a purchase, and so survives the process: the ledger in small. */
export interface Book {
  price?: Price;
  prepared?: JsonValue;
  /** Since when the hold is open, in epoch milliseconds. */
  since?: number;
  operation?: JsonValue;
  done?: { readonly answer: JsonValue; readonly cost: number | undefined };
}

/** How a purchase ended. */
export type Bought =
  | { readonly end: 'documents'; readonly documents: readonly Document[]; readonly book: Book }
  | { readonly end: 'failed'; readonly reason: string; readonly book: Book }
  /** A crash left open whether it was bought, and nobody can tell: it is not bought again. */
  | { readonly end: 'unconfirmed'; readonly book: Book };

/** The process that made a purchase is gone. What it had not written down is lost. */
export class Crash extends Error {}

const MOST_POLLS = 1000;
// A list may lag behind; a run asks it again until the hold is a minute old.
const MOST_FINDS = 5;

/**
 * One process that makes a purchase, in the order of the runner: price, prepare, hold, start, attach, poll, settle, read. Each step has
 * an instance of its own, so nothing but what is written down in the book leads from one to the next.
 */
export class Desk {
  readonly #purchase: Purchase;
  readonly #book: Book;
  readonly #crashAt: number;
  /** The places at which it can crash, as far as it has come. */
  readonly places: string[] = [];
  /** Every state that was written down. */
  readonly states: OperationState[] = [];

  constructor(purchase: Purchase, book: Book, crashAt = Number.POSITIVE_INFINITY) {
    this.#purchase = purchase;
    this.#book = book;
    this.#crashAt = crashAt;
  }

  /** Makes the purchase, or goes on with it. @throws {Crash} at the place where it is to crash */
  async work(): Promise<Bought> {
    try {
      return await this.#work();
    } catch (error) {
      if (error instanceof Crash || error instanceof AssertionError) throw error;
      fail(
        `the purchase breaks off ${this.places.at(-1) ?? 'at its price'}: ${show(error)}`,
        'Each step has an instance of its own, as in a run that goes on after a crash: let it rest on the order, on what was prepared, on the operation, and on nothing that an instance remembers.',
        error,
      );
    }
  }

  async #work(): Promise<Bought> {
    const book = this.#book;
    if (!book.price) await this.#price();
    if (!book.done && book.operation === undefined) {
      const state = book.since === undefined ? await this.#buy() : await this.#recover();
      if (state === undefined) return { end: 'unconfirmed', book };
      const failed = this.#write(state);
      if (failed) return failed;
    }
    for (let polls = 0; !book.done; polls++) {
      ensure(
        polls < MOST_POLLS,
        `the operation is still pending after ${MOST_POLLS} polls`,
        'Let poll() read the state that the provider tells, and let the stand-in end.',
      );
      await sleep(1);
      this.#place('before a poll');
      const state = await pollOnce(this.#purchase, book.operation ?? null);
      this.#place('after a poll, before its answer was written down');
      const failed = this.#write(state);
      if (failed) return failed;
    }
    this.#place('after the answer was written down');
    return { end: 'documents', documents: await this.#read(book.done.answer), book };
  }

  #place(name: string): void {
    this.places.push(name);
    if (this.places.length - 1 === this.#crashAt) throw new Crash(name);
  }

  async #price(): Promise<void> {
    const price = await callOnce<Price | undefined>(this.#purchase, 'price()', (instance, context) =>
      instance.price(throughJson(this.#purchase.request), context),
    );
    ensure(
      price !== undefined,
      'price() does not know what it costs, so the runner would refuse to buy',
      'Give at least the most that it can cost.',
    );
    const { most, expected = 0 } = price;
    ensure(
      Number.isFinite(most) && most >= expected && expected >= 0,
      `price() answered ${show(price)}`,
      'Give US dollars: { most, expected } with 0 ≤ expected ≤ most.',
    );
    this.#book.price = throughJson(price);
    this.#place('after the price');
  }

  async #buy(): Promise<OperationState> {
    this.#book.prepared = await prepareOnce(this.#purchase);
    this.#place('after it was prepared');
    this.#book.since = Date.now();
    this.#place('after the hold');
    return this.#start();
  }

  /** After a crash between hold and operation. */
  async #recover(): Promise<OperationState | undefined> {
    const { recovery } = this.#purchase;
    if (recovery.includes('find')) {
      for (let finds = 0; finds < MOST_FINDS; finds++) {
        const found = await findOnce(this.#purchase, this.#book.prepared ?? null, this.#book.since ?? 0);
        if (found !== undefined) return found;
      }
    }
    return recovery.length > 0 ? this.#start() : undefined;
  }

  async #start(): Promise<OperationState> {
    let crash: Crash | undefined;
    const place = (name: string) => {
      try {
        this.#place(name);
      } catch (error) {
        crash = error as Crash;
        throw error;
      }
    };
    const send = fetchOf(this.#purchase.provider);
    const fetch: typeof globalThis.fetch = async (input, init) => {
      place('before the request of start() was sent');
      const response = await send(input, init);
      await response.clone().arrayBuffer();
      place('after the provider had charged, before its answer came');
      return response;
    };
    const state = await startOnce(this.#purchase, this.#book.prepared ?? null, fetch).catch(
      (error: unknown) => {
        // Whatever the collector made of it: the process is gone.
        throw crash ?? error;
      },
    );
    if (crash) throw crash;
    this.#place('after start(), before its operation was written down');
    return state;
  }

  #write(state: OperationState): Bought | undefined {
    this.states.push(state);
    if (state.state === 'failed') return { end: 'failed', reason: state.reason, book: this.#book };
    if (state.state === 'pending') {
      this.#book.operation = state.operation;
      this.#place('after its operation was written down');
    } else this.#book.done = { answer: state.answer, cost: state.cost };
    return undefined;
  }

  async #read(answer: JsonValue): Promise<readonly Document[]> {
    const documents = await readOnce(this.#purchase, answer);
    this.#place('after read()');
    return documents;
  }
}
