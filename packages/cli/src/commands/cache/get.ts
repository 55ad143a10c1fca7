import type { CacheInspection } from '@bowerbird/runner';
import { EXIT, UsageError } from '../../exit-codes.ts';
import type { ConfigFlag } from '../../open-runner.ts';
import { renderAnswer } from '../../render/cache.ts';
import { renderDocument, SEPARATOR } from '../../render/document.ts';
import { cleanText } from '../../render/format.ts';
import type { Session } from '../../session.ts';
import type { CacheCommands } from './command.ts';

interface GetFlags extends ConfigFlag {
  readonly json?: boolean;
}

/** `bowerbird cache get <key>` */
export function addGet({ session, add, run }: CacheCommands): void {
  add('get', 'the documents of one answer, as Markdown')
    .argument('<key>', 'the key, or the beginning of it')
    .option('--json', 'print the answer and its documents as JSON')
    .action((key: string, flags: GetFlags) => run(flags, (cache) => get(session, cache, key, flags)));
}

async function get(
  { screen }: Session,
  cache: CacheInspection,
  key: string,
  flags: GetFlags,
): Promise<number> {
  const found = await cache.get(key);
  if (found === undefined) throw nothingUnder(key);
  if (flags.json) {
    screen.out(`${JSON.stringify(found, undefined, 2)}\n`);
    return EXIT.done;
  }
  const text = found.documents
    .map((document) => renderDocument(document, found.answer.source))
    .join(SEPARATOR);
  screen.say(renderAnswer(found.answer));
  screen.out(screen.outIsTerminal ? cleanText(text) : text);
  return EXIT.done;
}

/** A key under which there is nothing. */
export function nothingUnder(keys: string): UsageError {
  return new UsageError(`nothing is kept under ${keys}`, '`bowerbird cache ls` shows the keys.');
}
