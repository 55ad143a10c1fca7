import type { AnswerFilter, CachedAnswer } from '../cache-api.ts';
import type { CheckedConfig } from '../config/types.ts';
import { restsOnFiles } from '../execute/freshness.ts';
import { isDue, policyOf } from '../execute/policy.ts';
import { AnswerStore } from '../store/answers.ts';
import type { Answer, Listing } from './listing.ts';

/** What of a configuration decides how an answer is seen. */
export type Policies = Pick<CheckedConfig, 'pipelines' | 'defaults'>;

/** The kept answers that a filter lets through. */
export async function* listAnswers(
  listing: Listing,
  policies: Policies,
  { collector, tag, stale = false }: AnswerFilter,
): AsyncGenerator<CachedAnswer> {
  for await (const answer of listing.answers(collector)) {
    if (tag !== undefined && !answer.entry.tags?.includes(tag)) continue;
    const described = describe(answer, policies);
    if (described.stale || !stale) yield described;
  }
}

/** One answer with its documents. A whole key is looked up; the beginning of one must be looked for. */
export async function getAnswer(
  listing: Listing,
  policies: Policies,
  collectors: readonly string[],
  wanted: string,
) {
  const found = (await findByKey(listing, collectors, wanted)) ?? (await findByBeginning(listing, wanted));
  if (!found) return undefined;
  const [documents] = await new AnswerStore(await listing.cache()).readDocuments([found.entry.digest]);
  return { answer: describe(found, policies), documents: documents ?? [] };
}

/** The answer under a whole key, of whatever collector. */
export async function findByKey(
  listing: Listing,
  collectors: readonly string[],
  key: string,
): Promise<Answer | undefined> {
  const keys = collectors.map((collector) => ({ collector, key }));
  const entries = await new AnswerStore(await listing.cache()).readEntries(keys);
  return keys.flatMap((one, index) => {
    const entry = entries[index];
    return entry ? [{ key: one, entry }] : [];
  })[0];
}

async function findByBeginning(listing: Listing, beginning: string): Promise<Answer | undefined> {
  for await (const answer of listing.answers()) if (answer.key.key.startsWith(beginning)) return answer;
  return undefined;
}

function describe(
  { key: { key, collector }, entry }: Answer,
  { pipelines, defaults }: Policies,
): CachedAnswer {
  const pipeline = pipelines.find(({ name }) => name === entry.pipeline) ?? defaults;
  return {
    key,
    collector,
    source: entry.source,
    retrieved: new Date(entry.retrieved).toISOString(),
    checked: entry.checked === 0 ? undefined : new Date(entry.checked).toISOString(),
    stale: !restsOnFiles(entry) && isDue(policyOf(pipeline, collector), key, entry.checked),
    documents: entry.documents,
    gone: entry.gone !== undefined,
    pipeline: entry.pipeline,
    tags: entry.tags ?? [],
  };
}
