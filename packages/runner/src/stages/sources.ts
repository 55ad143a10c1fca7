import { createReadStream } from 'node:fs';
import { glob } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { BowerbirdError, type JsonObject } from '@bowerbird/core';
import type { Source } from '../config/types.ts';
import { isGlob } from './bind.ts';

/** A source that is one thing, or what is wrong with a line of a list. */
export type SingleSource =
  | Exclude<Source, { kind: 'list' }>
  | { readonly kind: 'wrong'; readonly text: string; readonly error: BowerbirdError };

/** The single sources of a pipeline, in order: lists line by line, globs match by match. */
export async function* singleSources(sources: readonly Source[], base: string): AsyncGenerator<SingleSource> {
  for (const source of sources) {
    if (source.kind === 'list') {
      for await (const line of readList(source.file, source.fields, base)) {
        if (isPattern(line, base)) yield* matches(line, base);
        else yield line;
      }
    } else if (isPattern(source, base)) yield* matches(source, base);
    else yield source;
  }
}

type Pattern = SingleSource & { readonly kind: 'resource' };

function isPattern(source: SingleSource, base: string): source is Pattern {
  return source.kind === 'resource' && isGlob(source.text, base);
}

async function* matches(source: Pattern, base: string): AsyncGenerator<SingleSource> {
  const found: string[] = [];
  for await (const path of glob(source.text, { cwd: base })) found.push(path);
  // A file system lists in any order; a corpus should not depend on it.
  for (const text of found.sort()) yield { ...source, text };
  if (found.length > 0) return;
  const error = new BowerbirdError('SOURCE_NOT_FOUND', `${source.text} matches no file`, {
    hint: 'Check the pattern; it starts at the folder of the rc file.',
  });
  yield { kind: 'wrong', text: source.text, error };
}

/** A list: a source a line; empty lines and lines that begin with # are left out; a line may be a JSON object with fields. */
async function* readList(file: string, fields: JsonObject, base: string): AsyncGenerator<SingleSource> {
  const input = createReadStream(isAbsolute(file) ? file : resolve(base, file), 'utf8');
  let number = 0;
  try {
    for await (const raw of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number++;
      const line = (number === 1 ? raw.replace(/^\uFEFF/, '') : raw).trim();
      if (line === '' || line.startsWith('#')) continue;
      yield line.startsWith('{')
        ? parseLine(line, fields, `${file}:${number}`)
        : { kind: 'resource', text: line, fields };
    }
  } catch (error) {
    const message = `the list ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    yield {
      kind: 'wrong',
      text: file,
      error: new BowerbirdError('SOURCE_NOT_FOUND', message, { cause: error }),
    };
  }
}

function parseLine(line: string, fields: JsonObject, place: string): SingleSource {
  try {
    const { source, ...own } = JSON.parse(line) as JsonObject;
    const all = { ...fields, ...own };
    if (source === undefined) return { kind: 'request', request: all };
    if (typeof source === 'string') return { kind: 'resource', text: source, fields: all };
    throw new Error(`its source is ${JSON.stringify(source)}, not a text`);
  } catch (error) {
    const message = `${place} is no source: ${error instanceof Error ? error.message : String(error)}`;
    const hint = 'A line is a URL, a path, or a JSON object with a "source".';
    return {
      kind: 'wrong',
      text: place,
      error: new BowerbirdError('CONFIG_INVALID', message, { hint, cause: error }),
    };
  }
}
