import type { Count } from '@bowerbird/cache';
import type { JsonValue } from '@bowerbird/core';
import { scrubJson } from '@bowerbird/secrets';
import type { Engine } from '../execute/engine.ts';
import type { LookedUp } from '../stages/look-up.ts';
import { identityOf } from '../stages/task.ts';
import type { Remark, RunCache } from '../store/run-cache.ts';
import { readSources, type SourceName, type SourceRecord } from '../store/sources.ts';
import { describeDifferences, findDifferences, shown } from './differences.ts';

/** The scope of the counts of what was collected again under another key; the reasons are their names. */
export const MOVED_SCOPE = '#moved';

/** A hit rate under this is worth a look. */
export const POOR_HIT_RATE = 0.4;

// Enough to see what differs, and cheap.
const MOST_LOOKED_AT = 1000;
const MOST_NOTED = 5000;
const HINT =
  'If that was not meant, put it back: what was collected before is still kept, and is found again.';

/** One link of a task that is not kept under its key. */
interface Missing {
  readonly name: SourceName;
  readonly key: string;
  readonly identity: JsonValue;
}

/** Why some sources are not found under their keys. */
interface Reason {
  /** Of one of them. */
  readonly text: string;
  sources: number;
  /** Whether the others have other values. */
  varied: boolean;
}

/** What is known of the look-ups of one pipeline. */
interface Seen {
  total: number;
  /** Were there, fresh or not. */
  found: number;
  readonly reasons: Map<string, Reason>;
  /** Of each task: not collected before, as far as is known. */
  readonly missing: (readonly Missing[])[];
}

/** Sources that were collected before and are not found any more, because their keys are made of something else. */
export class MovedSources {
  readonly #cache: RunCache;
  readonly #pipelines = new Map<string, Seen>();
  readonly #noted = new Map<string, number>();
  #room = MOST_LOOKED_AT;

  constructor(cache: RunCache) {
    this.#cache = cache;
  }

  /** Whether one more source of a pipeline is to be noted: of a million, no more than are ever looked at. */
  isToNote(pipeline: string): boolean {
    const noted = this.#noted.get(pipeline) ?? 0;
    this.#noted.set(pipeline, noted + 1);
    return noted < MOST_NOTED;
  }

  /** Notes what look-up has found out. Before any of it is collected, which notes anew where its answer is. */
  async note(engine: Engine, pipeline: string, looked: readonly LookedUp[]): Promise<void> {
    const seen = this.#pipelines.get(pipeline) ?? noneSeen();
    this.#pipelines.set(pipeline, seen);
    const misses = looked.filter(({ state }) => state === 'miss');
    seen.total += looked.length;
    seen.found += looked.length - misses.length;
    const tasks = misses.slice(0, this.#room).map((miss) => missingOf(engine, miss));
    this.#room -= tasks.length;
    const records = await this.#read(this.#cache.cache, tasks.flat());
    for (const links of tasks) {
      const moved = links.find((link) => isElsewhere(link, records.get(link), engine.startedAt));
      const record = moved && records.get(moved);
      if (moved && record) addReason(seen, ...reasonOf(record.identity, moved.identity));
      else if (!links.some((link) => records.has(link))) seen.missing.push(links);
    }
  }

  /** What is to be told, and counted, where few sources are found of those that were collected before. */
  async explain(): Promise<{ readonly remarks: readonly Remark[]; readonly counts: readonly Count[] }> {
    const remarks: Remark[] = [];
    const counts: Count[] = [];
    for (const [pipeline, seen] of this.#pipelines) {
      if (seen.found >= seen.total * POOR_HIT_RATE) continue;
      await this.#lookElsewhere(seen);
      const reasons = [...seen.reasons.values()].sort((a, b) => b.sources - a.sources);
      const moved = reasons.reduce((total, { sources }) => total + sources, 0);
      const [first] = reasons;
      if (!first || seen.found >= (seen.found + moved) * POOR_HIT_RATE) continue;
      const part = first.sources < moved ? ` (${first.sources} of them)` : '';
      const message = `${pipeline}: ${moved} of ${seen.total} sources were collected before under another key: ${textOf(first)}${part}`;
      remarks.push({ pipeline, message, hint: HINT });
      for (const reason of reasons)
        counts.push({ scope: MOVED_SCOPE, name: textOf(reason), amount: reason.sources });
    }
    return { remarks, counts };
  }

  /** What is not known here may be known under another namespace of the same store. */
  async #lookElsewhere(seen: Seen): Promise<void> {
    if (seen.missing.length === 0) return;
    for (const namespace of await this.#cache.otherNamespaces()) {
      const records = await this.#read(this.#cache.under(namespace), seen.missing.flat());
      const moved = seen.missing.filter((links) => links.some((link) => records.has(link)));
      const reason = `the namespace is ${shown(this.#cache.namespace)} now and was ${shown(namespace)}`;
      for (const links of moved) {
        addReason(seen, reason, reason);
        seen.missing.splice(seen.missing.indexOf(links), 1);
      }
    }
  }

  async #read(
    cache: RunCache['cache'],
    links: readonly Missing[],
  ): Promise<ReadonlyMap<Missing, SourceRecord>> {
    const records = new Map<Missing, SourceRecord>();
    if (links.length === 0) return records;
    const found = await readSources(
      cache,
      links.map(({ name }) => name),
    );
    for (const [index, link] of links.entries()) {
      const record = found[index];
      if (record) records.set(link, record);
    }
    return records;
  }
}

function noneSeen(): Seen {
  return { total: 0, found: 0, reasons: new Map(), missing: [] };
}

function missingOf(engine: Engine, { bound }: LookedUp): readonly Missing[] {
  const { scrub } = engine.parts;
  const { pipeline, task } = bound;
  return bound.links.flatMap(({ link: { definition }, request }, index) => {
    const link = task.links[index];
    if (!link || !engine.isKept(pipeline, definition.name)) return [];
    const name = { collector: definition.name, pipeline: pipeline.name, source: scrub(task.source) };
    return [{ name, key: link.key, identity: scrubJson(identityOf(definition, request), scrub) }];
  });
}

/** What this run itself has collected, a source named twice in different ways, is not elsewhere. */
function isElsewhere({ key }: Missing, record: SourceRecord | undefined, startedAt: number): boolean {
  return record !== undefined && record.key !== key && record.written < startedAt;
}

/** The reason, by what it has in common with others, and in words. */
function reasonOf(before: JsonValue, now: JsonValue): readonly [common: string, text: string] {
  const differences = findDifferences(before, now);
  if (differences.length === 0) return ['', 'the key generator (cache.keys) is another one'];
  return [JSON.stringify(differences.map(({ path }) => path)), describeDifferences(differences)];
}

function addReason({ reasons }: Seen, common: string, text: string): void {
  const reason = reasons.get(common);
  if (!reason) reasons.set(common, { text, sources: 1, varied: false });
  else {
    reason.sources++;
    reason.varied ||= reason.text !== text;
  }
}

function textOf({ text, varied }: Reason): string {
  return varied ? `for example, ${text}` : text;
}
