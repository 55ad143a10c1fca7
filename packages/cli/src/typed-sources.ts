import { existsSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import type { Outcome } from '@bowerbird/core';
import type { Failure } from './render/failures.ts';
import { shortPath } from './render/format.ts';

/** What was typed on a command line, as sources for a runner whose paths start elsewhere. */
export interface TypedSources {
  /** URLs and absolute paths. */
  readonly sources: readonly string[];
  /** What is no source, with the reason. */
  readonly failures: readonly Failure[];
  /** A source of an outcome as it was typed. */
  nameOf(source: string): string;
}

/** Reads sources that were typed in the folder `cwd`: paths and patterns start there, and what is there wins over a pattern. */
export async function typedSources(typed: readonly string[], cwd: string): Promise<TypedSources> {
  const names = new Map<string, string>();
  const failures: Failure[] = [];
  const add = (source: string, name: string): unknown => names.has(source) || names.set(source, name);
  for (const text of typed) {
    const path = resolve(cwd, text);
    const address = addressMeantBy(text);
    if (/^[a-z][a-z0-9+.-]+:\/\//i.test(text)) add(text, text);
    else if (existsSync(path)) add(path, text);
    else if (address !== undefined) {
      const message = `there is no file or folder ${JSON.stringify(text)}; did you mean ${JSON.stringify(address)}?`;
      failures.push({ code: 'SOURCE_NOT_FOUND', message, source: text });
    } else if (/^[a-z][a-z0-9+.-]+:/i.test(text)) add(text, text);
    else if (/[*?[\]{}]/.test(text)) {
      // Matched here: in a pattern for the runner, the characters of `cwd` would count as well.
      const found: string[] = [];
      for await (const match of glob(text, { cwd })) found.push(match);
      for (const match of found.sort()) add(resolve(cwd, match), match);
      if (found.length > 0) continue;
      const hint = 'Check the pattern; it starts at the folder where you are.';
      failures.push({ code: 'SOURCE_NOT_FOUND', message: 'matches no file', hint, source: text });
    } else add(path, text);
  }
  return {
    sources: [...names.keys()],
    failures,
    nameOf: (source) => names.get(source) ?? (isAbsolute(source) ? shortPath(source, cwd) : source),
  };
}

/** An outcome that names its source as it was typed, in its messages too. */
export function asTyped(outcome: Outcome, { nameOf }: TypedSources): Outcome {
  const { source } = outcome.task;
  const name = nameOf(source);
  if (name === source) return outcome;
  const task = { ...outcome.task, source: name };
  if (outcome.status !== 'failed') return { ...outcome, task };
  return {
    ...outcome,
    task,
    error: { ...outcome.error, message: outcome.error.message.replaceAll(source, name) },
  };
}

const HOST =
  /^(?:localhost|(?:[\w-]+\.)+(?<last>[a-z]{2,}|xn--[\w-]+)|(?:\d{1,3}\.){3}\d{1,3})(?::\d+)?(?:[/?#].*)?$/i;
// Endings of files that someone collects; some are top-level domains as well, but here they are mistyped names.
const FILE_ENDING =
  /^(?:x?html?|xml|md|txt|rst|adoc|tex|pdf|epub|mobi|mbox|eml|zip|gz|tgz|tar|jsonl?|ya?ml|toml|csv|tsv|docx?|odt|odp|pptx?|xlsx?|rtf|srt|vtt|mp[34]|png|jpe?g|gif|svg|[jt]sx?|mjs|py|sh|rs|log)$/i;

/** The address of a text that has the form of a host name without `https://`. */
function addressMeantBy(text: string): string | undefined {
  const match = HOST.exec(text);
  if (!match || FILE_ENDING.test(match.groups?.last ?? '')) return;
  return `${/^(?:localhost|\d)/i.test(text) && match.groups?.last === undefined ? 'http' : 'https'}://${text}`;
}
