import { canonicalJson } from '@bowerbird/cache';
import { BowerbirdError, CollectError, type JsonValue } from '@bowerbird/core';
import type { Scrub } from '../events/scrub.ts';
import type { Traffic } from '../network/body.ts';
import type { HttpClient, Incoming } from '../network/client.ts';
import { type EvidenceUse, type FileUse, isAhead } from '../store/answers.ts';
import {
  type EvidenceRecord,
  type EvidenceStore,
  evidenceKey,
  isSameAnswer,
  recordOf,
} from '../store/evidence.ts';
import { type FileDigests, toPath } from '../store/files.ts';
import { type Asked, conditional, isSafe, toAsked, toResponse, toStreamingResponse } from './fetch.ts';

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
}

/** What a recorder works with. */
export interface RecorderPorts {
  readonly evidence: EvidenceStore;
  readonly files: FileDigests;
  readonly client: HttpClient;
  readonly scrub: Scrub;
}

/** What one attempt's answer rests on. */
export interface Uses {
  readonly evidence: readonly EvidenceUse[];
  readonly files: readonly FileUse[];
  /** Whether that is all of it: nothing came that was not kept. */
  readonly complete: boolean;
  /** Whether anything came from outside, and not out of the store. */
  readonly brought: boolean;
  /** Epoch milliseconds of the newest original; `undefined` where there is none. */
  readonly retrieved: number | undefined;
  /** Epoch milliseconds: when the original that was compared longest ago was compared; `undefined` where there is none. */
  readonly checked: number | undefined;
}

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
  readonly #freshness: Freshness;
  readonly #replayed: ReadonlySet<string>;
  readonly #signal: AbortSignal;
  readonly #uses = new Map<string, EvidenceRecord>();
  readonly #files = new Map<string, string>();
  // What came with an error status while comparing: the collector is about to ask for the same.
  readonly #unkept = new Map<string, Incoming>();
  #complete = true;
  #brought = false;
  #readsFiles = false;
  // Whether something that was asked for did not come.
  #missed = false;

  /** @param replayed keys of records that count whatever their age: those of the answer that is derived again */
  constructor(
    ports: RecorderPorts,
    about: Recorded,
    freshness: Freshness,
    signal: AbortSignal,
    replayed: readonly EvidenceUse[] = [],
  ) {
    this.#ports = ports;
    this.#about = about;
    this.#freshness = freshness;
    this.#signal = signal;
    this.#replayed = new Set(replayed.map((use) => use.key));
  }

  /** Whether a local file was asked for. */
  get readsFiles(): boolean {
    return this.#readsFiles;
  }

  uses(): Uses {
    const evidence = [...this.#uses].map(([key, { digest }]) => ({ key, digest }));
    const records = [...this.#uses.values()];
    return {
      evidence,
      files: [...this.#files].map(([path, digest]) => ({ path, sha256: digest })),
      complete: this.#complete,
      brought: this.#brought,
      retrieved: records.length === 0 ? undefined : Math.max(...records.map((record) => record.retrieved)),
      checked: records.length === 0 ? undefined : Math.min(...records.map((record) => record.checked)),
    };
  }

  /** `context.fetch` of one attempt. */
  async fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const asked = await this.#read(input, init);
    const signal = asked.signal ? AbortSignal.any([asked.signal, this.#signal]) : this.#signal;
    if (asked.cache === 'no-store') return this.#stream(asked, signal);
    const key = this.#keyOf(asked);
    const unkept = this.#unkept.get(key);
    if (unkept) {
      this.#complete = false;
      this.#missed = true;
      return toResponse(unkept);
    }
    const obtained = await this.#obtain(key, asked, signal).catch((error: unknown) => {
      this.#missed = true;
      throw error;
    });
    if (!('record' in obtained)) {
      this.#complete = false;
      this.#missed = true;
      return toResponse(obtained);
    }
    this.#use(key, obtained);
    const body = await this.#bodyOf(obtained, key, asked, signal);
    return toResponse({ ...httpOf(obtained.record), body });
  }

  /**
   * After an attempt that failed for good: if everything that was asked for had come, then no answer can be made of it, and the next
   * run compares it with its source first, whatever its age. What failed for want of the rest stays as good as it is.
   */
  async doubt(): Promise<void> {
    if (this.#missed) return;
    for (const [key, record] of this.#uses) await this.#ports.evidence.touch(key, { ...record, checked: 0 });
  }

  /** `context.evidence` of one attempt. */
  async value<T extends JsonValue>(about: JsonValue, bring: () => Promise<T>): Promise<T> {
    const key = evidenceKey(this.#about.collector, { about });
    const [record] = await this.#ports.evidence.readRecords([key]);
    if (record && this.#counts(key, record)) {
      const bytes = await this.#ports.evidence.readOriginal(record.digest);
      if (bytes) {
        this.#use(key, { record, brought: false });
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
    await this.#ports.evidence.write(key, fresh, bytes);
    this.#use(key, { record: fresh, brought: true });
    return value;
  }

  /** `context.digest` of one attempt. */
  async digest(path: string): Promise<string> {
    this.#readsFiles = true;
    const file = toPath(path);
    const digest = await this.#ports.files.digest(file);
    this.#files.set(file, digest);
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
      const obtained = await this.#obtain(use.key, asked, this.#signal);
      if (!('record' in obtained)) {
        this.#unkept.set(use.key, obtained);
        verdict = 'changed';
        continue;
      }
      this.#brought ||= obtained.brought;
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
    const incoming = await client.send({ ...asked, headers }, signal, this.traffic);
    if (incoming.status === 304 && kept) {
      const checked = { ...kept.record, checked: Date.now() };
      await evidence.touch(key, checked);
      return { ...kept, record: checked };
    }
    if (incoming.status < 200 || incoming.status > 299) return incoming;
    const fresh = { ...recordOf(incoming.body, record), http: this.#describe(asked, incoming) };
    await evidence.write(key, fresh, incoming.body);
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
    this.#complete = false;
    this.#brought = true;
    return toStreamingResponse(await this.#ports.client.stream(asked, signal, this.traffic));
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
    return evidenceKey(collector, credentials ? { ...identity, request } : identity);
  }

  #refuseOffline(what: string): void {
    if (!this.#freshness.offline) return;
    this.#missed = true;
    throw new CollectError('OFFLINE', `${what} is not here yet, and this run is offline`, {
      recovery: 'next',
      hint: 'Run once without --offline.',
    });
  }

  #use(key: string, { record, brought }: Pick<Obtained, 'record' | 'brought'>): void {
    this.#uses.set(key, record);
    this.#brought ||= brought;
  }

  /** What is kept about an exchange. A question with a secret in it is not kept: then only the collector can ask again. */
  #describe(asked: Asked, incoming: Incoming): EvidenceRecord['http'] {
    const { scrub } = this.#ports;
    const headers = [...incoming.headers]
      .filter(([name]) => name !== 'set-cookie')
      .map(([name, value]) => [name, scrub(value)] as const);
    const request = { method: asked.method, url: asked.url, headers: [...asked.headers] };
    const text = JSON.stringify(request);
    const repeatable =
      isSafe(asked.method) && asked.body === undefined && !asked.credentials && scrub(text) === text;
    return { status: incoming.status, url: scrub(incoming.url), headers, ...(repeatable && { request }) };
  }
}

function httpOf(record: EvidenceRecord): Omit<Incoming, 'body'> {
  if (!record.http)
    throw new BowerbirdError('CACHE_FAILED', 'an original that came by fetch has lost how it came');
  const { status, url, headers } = record.http;
  return { status, url, headers: new Headers(headers.map(([name, value]) => [name, value])) };
}
