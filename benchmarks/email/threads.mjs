import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scorer } from './corpora.mjs';
import { idsOf, parseDate, readMessage, threadByReferences, threadBySubject } from './own.mjs';

/** Threads of imaptest against the trees that it expects. */
export async function threads({ corpora }) {
  const module = await scorer(corpora, 'threads.mjs');
  if (!module) return;
  const folder = join(corpora, 'email/imaptest-threads');
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
  let right = 0;
  for (const [name, { algorithm, expect, first_n_messages: first }] of Object.entries(expected)) {
    const messages = read(join(folder, `${name}.mbox`)).slice(0, first);
    const found =
      algorithm === 'references'
        ? threadByReferences(messages, { bySubject: () => true })
        : threadBySubject(messages);
    const [tree, wanted] = [module.canon(toTree(found)), module.canon(module.fromImap(expect))];
    if (tree === wanted) right++;
    else console.log(`${name}: wanted ${wanted}, found ${tree}`);
  }
  console.log(`imaptest: ${right}/${Object.keys(expected).length} trees are as expected`);
}

/** imaptest's own rule: every line with its sender begins a message, also one without a header; the line's date is the internal one. */
function read(file) {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^From user@domain +(.*)\n([\s\S]*?)(?=^From user@domain|$(?![\s\S]))/gm)].map(
    ([, date, source], index) => {
      const { headers } = readMessage(Buffer.from(source));
      const references = idsOf(headers.raw('references'));
      return {
        number: index + 1,
        id: idsOf(headers.raw('message-id'))[0],
        references: references.length > 0 ? references : idsOf(headers.raw('in-reply-to')).slice(0, 1),
        subject: headers.text('subject') ?? '',
        date: parseDate(headers.raw('date')) ?? parseDate(date),
      };
    },
  );
}

const toTree = (nodes) => nodes.map(({ message, children }) => [message?.number ?? null, toTree(children)]);
