import { canonicalJson } from '@bowerbird/cache';
import { CollectError, type JsonValue } from '@bowerbird/core';
import type { Scrub } from '@bowerbird/secrets';
import type { Traffic } from '../network/body.ts';
import type { Caller, Client, Incoming } from '../network/client.ts';
import { type EvidenceUse, isAhead } from '../store/answers.ts';
import {
  type EvidenceRecord,
  type EvidenceStore,
  evidenceKey,
  isSameAnswer,
  recordOf,
} from '../store/evidence.ts';
import { type FileDigests, toPath } from '../store/files.ts';
import type { CallClock } from './compute.ts';
import { answerOf, exchangeOf } from './exchange.ts';
import { type Asked, conditional, toAsked, toResponse, toStreamingResponse } from './fetch.ts';
import type { Scope } from './scope.ts';
import { UseLog, type Uses } from './uses.ts';

/** Which originals count as they are, and which are compared with their source first. */
export interface Freshness {
  /** Epoch milliseconds: what was checked before this is compared. */
  readonly freshAfter: number;
  /** Opens no socket: everything counts. */
  readonly offline: boolean;
}

/** For whom a recorder records. */
export interface Recorded {
  readonly collector: string;
  /** Key of the request: exchanges with credentials are its own, since another request may be another account's. */
  readonly request: string;
  /** Whether robots.txt is obeyed. */
  readonly robots: boolean;
  /** Whether what comes is kept: then an attempt that must wait long can end and come back. */
  readonly kept: boolean;
}

/** The call that a recorder records. */
export interface RecordedCall {
  /** Stands still while a host keeps it waiting, where it can. */
  readonly deadline: Scope & Partial<CallClock>;
  /** Records that count whatever their age: those of the answer that is derived again. */
  readonly replayed?: readonly EvidenceUse[] | undefined;
}

/** What a recorder works with. */
export interface RecorderPorts {
  readonly evidence: EvidenceStore;
  readonly files: FileDigests;
  readonly client: Client;
  readonly scrub: Scrub;
}

const NONE: ReadonlySet<string> = new Set();

interface Obtained {
  readonly record: EvidenceRecord;
  readonly brought: boolean;
  readonly body: () => Promise<Uint8Array | undefined>;
}

/**
 * Stands between one attempt of a collector and the world: replays what is here and fresh, compares what is not, keeps what
 * comes, and remembers what the answer rests on.
 */
export class Recorder {
  readonly traffic: Traffic = { requests: 0, bytes: 0 };
  readonly #ports: RecorderPorts;
  readonly #about: Recorded;
  readonly #freshnessOf: () => Freshness;
  #known: Freshness | undefined;
  readonly #replayed: ReadonlySet<string>;
  readonly #deadline: RecordedCall['deadline'];
  readonly #uses = new UseLog();
  readonly #writes = new Map<string, Promise<void>>();
  // What came with an error status while comparing: the collector is about to ask for the same.
  readonly #unkept = new Map<string, Incoming>();
  #readsFiles = false;
  #fetching = 0;
  #streamed = false;
  // Whether something that was asked for did not come.
  #missed = false;

  constructor(ports: RecorderPorts, about: Recorded, freshness: () => Freshness, call: RecordedCall) {
    this.#ports = ports;
    this.#about = about;
    this.#freshnessOf = freshness;
    this.#deadline = call.deadline;
    this.#replayed = call.replayed ? new Set(call.replayed.map((use) => use.key)) : NONE;
  }

  get #freshness(): Freshness {
    this.#known ??= this.#freshnessOf();
    return this.#known;
  }

  /** Whether a local file was asked for. */
  get readsFiles(): boolean {
    return this.#readsFiles;
  }

  /** What its answer rests on. */
  uses(): Uses {
    return this.#uses.all();
  }

  /** `context.fetch` of one attempt. */
  async fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    this.#fetching++;
    try {
      return await this.#fetch(input, init);
    } finally {
      this.#fetching--;
    }
  }

  /** Whether something may still come that nobody waits for: a request, or a body that is on its way. */
  get isBusy(): boolean {
    return this.#fetching > 0 || this.#streamed;
  }

  async #fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const asked = await this.#read(input, init);
    const signal = asked.signal
      ? AbortSignal.any([asked.signal, this.#deadline.signal])
      : this.#deadline.signal;
    if (asked.cache === 'no-store') return this.#stream(asked, signal);
    const key = this.#keyOf(asked);
    // Asked for twice in one call: what came the first time must be there.
    await this.#writes.get(key);
    const unkept = this.#unkept.get(key);
    if (unkept) {
      this.#uses.complete = false;
      this.#missed = true;
      return toResponse(unkept);
    }
    const obtained = await this.#obtain(key, asked, signal).catch((error: unknown) => {
      this.#missed = true;
      throw error;
    });
    if (!('record' in obtained)) {
      this.#uses.complete = false;
      this.#missed = true;
      return toResponse(obtained);
    }
    this.#uses.note(key, obtained);
    const body = await this.#bodyOf(obtained, key, asked, signal);
    return toResponse({ ...answerOf(obtained.record), body });
  }

  /** When everything that came is kept: before the answer that rests on it counts, and before anybody asks again. */
  async settled(): Promise<void> {
    await Promise.all(this.#writes.values());
  }

  /** Nobody waits for it yet: the collector can go on with what came. */
  #write(key: string, writing: Promise<void>): void {
    // It counts as unhandled until somebody waits.
    writing.catch(() => undefined);
    this.#writes.set(key, writing);
  }

  /**
   * After an attempt that failed for good: if everything that was asked for had come, then no answer can be made of it, and the next
   * run compares it with its source first, whatever its age. What failed for want of the rest stays as good as it is.
   */
  async doubt(): Promise<void> {
    if (this.#missed) return;
    for (const [key, record] of this.#uses.records)
      await this.#ports.evidence.touch(key, { ...record, checked: 0 });
  }

  /** `context.evidence` of one attempt. */
  async value<T extends JsonValue>(about: JsonValue, bring: () => Promise<T>): Promise<T> {
    const key = evidenceKey(this.#about.collector, { about });
    await this.#writes.get(key);
    const [record] = await this.#ports.evidence.readRecords([key]);
    if (record && this.#counts(key, record)) {
      const bytes = await this.#ports.evidence.readOriginal(record.digest);
      if (bytes) {
        this.#uses.note(key, { record, brought: false });
        return JSON.parse(Buffer.from(bytes).toString()) as T;
      }
    }
    this.#refuseOffline(canonicalJson(about));
    const value = await bring().catch((error: unknown) => {
      this.#missed = true;
      throw error;
    });
    const bytes = Buffer.from(canonicalJson(value));
    const fresh = recordOf(bytes, record);
    this.#write(key, this.#ports.evidence.write(key, fresh, bytes));
    this.#uses.note(key, { record: fresh, brought: true });
    return value;
  }

  /** `context.digest` of one attempt. */
  async digest(path: string): Promise<string> {
    this.#readsFiles = true;
    const file = toPath(path);
    const digest = await this.#ports.files.digest(file);
    this.#uses.files.set(file, digest);
    return digest;
  }

  /**
   * Compares the originals of an answer with their sources, by conditional requests (RFC 9110, section 13).
   * `unknown`: only the collector can tell.
   */
  async compare(uses: readonly EvidenceUse[]): Promise<'unchanged' | 'changed' | 'unknown'> {
    const records = await this.#ports.evidence.readRecords(uses.map((use) => use.key));
    if (records.some((record) => record?.http?.request === undefined)) return 'unknown';
    let verdict: 'unchanged' | 'changed' = 'unchanged';
    for (const [index, use] of uses.entries()) {
      const before = records[index]?.http;
      if (!before?.request) return 'unknown';
      const { url, method, headers } = before.request;
      const asked = await this.#read(url, { method, headers: headers.map(([name, value]) => [name, value]) });
      const obtained = await this.#obtain(use.key, asked, this.#deadline.signal);
      if (!('record' in obtained)) {
        this.#unkept.set(use.key, obtained);
        verdict = 'changed';
        continue;
      }
      this.#uses.brought ||= obtained.brought;
      const same = obtained.record.digest === use.digest && isSameAnswer(before, obtained.record.http);
      if (!same) verdict = 'changed';
    }
    return verdict;
  }

  /** What is kept if it counts, else what the source has now; an answer with an error status as it came. */
  async #obtain(key: string, asked: Asked, signal: AbortSignal): Promise<Obtained | Incoming> {
    const { evidence, client } = this.#ports;
    const [found] = asked.cache === 'reload' ? [undefined] : await evidence.readRecords([key]);
    const record = found?.http ? found : undefined;
    const kept = record && { record, brought: false, body: () => evidence.readOriginal(record.digest) };
    if (kept && this.#suffices(asked, key, kept.record)) return kept;
    this.#refuseOffline(asked.url);
    const headers = conditional(asked, record);
    const incoming = await client.send({ ...asked, headers }, this.#caller(asked, key, signal));
    if (incoming.status === 304 && kept) {
      const checked = { ...kept.record, checked: Date.now() };
      await evidence.touch(key, checked);
      return { ...kept, record: checked };
    }
    if (incoming.status < 200 || incoming.status > 299) return incoming;
    const fresh = {
      ...recordOf(incoming.body, record),
      http: exchangeOf(asked, incoming, this.#ports.scrub),
    };
    this.#write(key, evidence.write(key, fresh, incoming.body));
    return { record: fresh, brought: true, body: async () => incoming.body };
  }

  /** A record whose bytes are gone or damaged is fetched anew. */
  async #bodyOf(obtained: Obtained, key: string, asked: Asked, signal: AbortSignal): Promise<Uint8Array> {
    const body = await obtained.body();
    if (body) return body;
    const again = await this.#obtain(key, { ...asked, cache: 'reload' }, signal);
    if (!('record' in again))
      throw new CollectError('SOURCE_UNAVAILABLE', `${asked.url} answered HTTP ${again.status}`, {
        recovery: 'retry',
      });
    return (await again.body()) ?? new Uint8Array();
  }

  async #stream(asked: Asked, signal: AbortSignal): Promise<Response> {
    this.#refuseOffline(asked.url);
    this.#uses.complete = false;
    this.#uses.brought = true;
    this.#streamed = true;
    return toStreamingResponse(
      await this.#ports.client.stream(asked, this.#caller(asked, this.#keyOf(asked), signal)),
    );
  }

  #caller({ cache }: Asked, request: string, signal: AbortSignal): Caller {
    const { robots, kept } = this.#about;
    // What would not replay would be fetched again by whoever came back.
    const replays = kept && this.#uses.complete && (cache === 'default' || cache === 'force-cache');
    return { signal, traffic: this.traffic, robots, clock: this.#deadline, patient: !replays, request };
  }

  /** Whether what is kept answers a call, as `init.cache` and its age say. */
  #suffices({ cache }: Asked, key: string, record: EvidenceRecord): boolean {
    if (cache === 'force-cache' || cache === 'only-if-cached') return true;
    return cache !== 'no-cache' && this.#counts(key, record);
  }

  #counts(key: string, { checked }: EvidenceRecord): boolean {
    const { offline, freshAfter } = this.#freshness;
    return offline || this.#replayed.has(key) || (checked >= freshAfter && !isAhead(checked));
  }

  #read(input: string | URL | Request, init?: RequestInit): Promise<Asked> {
    return toAsked(input, init, this.#ports.scrub);
  }

  #keyOf({ identity, credentials }: Asked): string {
    const { collector, request } = this.#about;
    return evidenceKey(collector, credentials.length > 0 ? { ...identity, request } : identity);
  }

  #refuseOffline(what: string): void {
    if (!this.#freshness.offline) return;
    this.#missed = true;
    throw new CollectError('OFFLINE', `${what} is not here yet, and this run is offline`, {
      recovery: 'next',
      hint: 'Run once without --offline.',
    });
  }
}
