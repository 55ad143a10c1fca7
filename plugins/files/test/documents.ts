import { cp, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Delivered, PipelineHome, Sink } from '@bowerbird/core';
import fc from 'fast-check';

/** A document with an id, a title, and whatever else is given. */
export function document(id: string, more: Partial<Delivered> = {}): Delivered {
  return {
    id,
    text: `The text of ${id}.`,
    ...more,
    provenance: {
      pipeline: 'pages',
      collector: 'web',
      revision: 1,
      retrieved: '2026-11-20T10:00:00.000Z',
      evidence: ['sha256:00ff'],
      ...more.provenance,
    },
  };
}

/** The home of a pipeline called `pages` in that folder. */
export function homeAt(base: string, pipeline = 'pages'): PipelineHome {
  return { base, state: join(base, '.state'), pipeline };
}

/** Runs `work` in a folder of its own. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'bowerbird-files-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs `work` in a copy of a folder, as it would be after a kill: what writes to the folder itself does not know of it. */
export async function inCopyOf<T>(base: string, work: (folder: string) => Promise<T>): Promise<T> {
  return inFolder(async (folder) => {
    await cp(base, folder, { recursive: true, filter: (path) => !path.endsWith('.lock') });
    return work(folder);
  });
}

/** The ids that a sink holds, sorted. */
export async function idsOf(sink: Sink): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const id of sink.ids?.() ?? []) ids.push(id);
  return ids.sort();
}

/** Name, bytes, time and inode of every file in a folder, sorted by name: equal if nothing was touched. */
export async function snapshot(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const lines = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const { mtimeNs, ino } = await stat(path, { bigint: true });
      return `${path} ${mtimeNs} ${ino} ${await readFile(path, 'base64')}`;
    });
  return (await Promise.all(lines)).sort();
}

const nasty = fc.constantFrom(
  '',
  ' ',
  '---',
  '---\n',
  '\n---\n',
  '...',
  '# x',
  '- x',
  'a: b',
  '"',
  "'",
  '\\',
  '|',
  '>',
  '%',
  '@',
  '`',
  '~',
  'null',
  'no',
  'Yes',
  '1e3',
  '0o17',
  '2026-11-20',
  '1:30',
  '<<',
  '=',
  '&a',
  '*a',
  '!!str x',
  '? x',
  '{',
  '[',
  '\t',
  '\r',
  '\r\n',
  'a\r\nb',
  ' lead',
  'trail ',
  'two\nlines',
  'two\n\n\n lines \n',
  '\u0000',
  '\u0007',
  '\u007f',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\u2029',
  '\ufeff',
  '\ufeffx',
  '\ud800',
  'x\udc00y',
  '🦄',
  'e\u0301',
  '\u202eabc',
  '__proto__',
  'constructor',
  'CON',
  'aux',
  'com1',
  'LPT¹',
  '../../etc/passwd',
  '.hidden',
  'a/b\\c:d',
  '世界',
  'Война и мир',
  'مرحبا',
  '\u0301',
  'x'.repeat(500),
  '漢'.repeat(500),
  `${'word '.repeat(60)}`,
);
const halves = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) });

/** Any string: ordinary ones, every kind of character, halves of characters, and those that have broken YAML before. */
export const anyString: fc.Arbitrary<string> = fc.oneof(
  nasty,
  fc.string(),
  fc.string({ unit: 'binary' }),
  halves,
  fc.array(nasty, { maxLength: 4 }).map((parts) => parts.join('')),
);

const optional = fc.option(anyString, { nil: undefined });

/** Metadata as JSON has it. */
const metadata = fc.letrec<{ value: Delivered['metadata']; item: unknown }>((tie) => ({
  // No names that JSON must escape: JSON.parse of V8 13.6 (Node 24) reads some of them wrong where it has seen like objects,
  // as in JSON.parse('{"/":0,"\\b":0}').
  value: fc.dictionary(
    anyString.filter((name) => JSON.stringify(name).length === name.length + 2),
    tie('item'),
    { maxKeys: 4 },
  ) as fc.Arbitrary<Delivered['metadata']>,
  item: fc.oneof(
    { depthSize: 'small' },
    anyString,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('item'), { maxLength: 3 }),
    tie('value'),
  ),
})).value;

/** Any document whose id is one of `ids`. */
export function documentsOf(ids: fc.Arbitrary<string>): fc.Arbitrary<Delivered> {
  return fc.record({
    id: ids,
    text: anyString,
    title: fc.oneof(fc.constantFrom('Same title', 'same TITLE', 'Other'), optional),
    url: optional,
    language: optional,
    authors: fc.option(fc.array(anyString, { maxLength: 3 }), { nil: undefined }),
    published: optional,
    modified: optional,
    metadata: fc.option(metadata, { nil: undefined }),
    partOf: fc.option(fc.record({ id: anyString, start: fc.nat(), end: fc.nat() }), { nil: undefined }),
    provenance: fc.record({
      pipeline: fc.constant('pages'),
      collector: fc.constantFrom('web', 'book'),
      revision: fc.integer({ min: 1, max: 99 }),
      retrieved: fc.constant('2026-11-20T10:00:00.000Z'),
      evidence: fc.array(anyString, { maxLength: 2 }),
    }),
  });
}

/** What can be done to a sink. */
export type Step =
  | { readonly do: 'write'; readonly documents: readonly Delivered[] }
  | { readonly do: 'remove'; readonly ids: readonly string[] }
  | { readonly do: 'reopen' };

/** Any sequence of batches, removals and reopenings over few ids, so that they meet again. */
export const steps: fc.Arbitrary<readonly Step[]> = fc
  .array(
    anyString.filter((id) => id !== ''),
    { minLength: 1, maxLength: 6 },
  )
  .chain((ids) => {
    const id = fc.constantFrom(...ids);
    return fc.array(
      fc.oneof(
        {
          weight: 4,
          arbitrary: fc.record({
            do: fc.constant('write' as const),
            documents: fc.array(documentsOf(id), { maxLength: 5 }),
          }),
        },
        {
          weight: 1,
          arbitrary: fc.record({ do: fc.constant('remove' as const), ids: fc.array(id, { maxLength: 3 }) }),
        },
        { weight: 2, arbitrary: fc.constant({ do: 'reopen' as const }) },
      ),
      { maxLength: 8 },
    );
  });

/** Does the steps to a sink and to a model, which is what the sink must hold in the end. */
export async function play(make: () => Sink, list: readonly Step[]): Promise<Map<string, Delivered>> {
  const model = new Map<string, Delivered>();
  let sink = make();
  for (const step of list) {
    if (step.do === 'write') {
      await sink.write(step.documents);
      for (const one of step.documents) model.set(one.id, one);
    } else if (step.do === 'remove') {
      await sink.remove?.(step.ids);
      for (const id of step.ids) model.delete(id);
    } else {
      await sink.close();
      sink = make();
    }
  }
  await sink.close();
  return model;
}

/** A value as JSON gives it back: absent fields gone, no negative zero. */
export function throughJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
