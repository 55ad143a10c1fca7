// A process of its own that writes until it is killed, or until the system refuses.
// node --conditions=@bowerbird/source child.ts <sink> <folder> <scenario> <number>
import { writeSync } from 'node:fs';
import type { Sink } from '@bowerbird/core';
import { toErrorData } from '@bowerbird/core';
import { JsonlSink } from '../src/jsonl-sink.ts';
import { MarkdownSink } from '../src/markdown-sink.ts';
import { document, homeAt } from './documents.ts';
import { bodyOf, IDS } from './scenario.ts';

const [kind, base = '', scenario, number = '0'] = process.argv.slice(2);
const home = homeAt(base);
const sink: Sink = kind === 'markdown' ? new MarkdownSink('corpus', home) : new JsonlSink('corpus', home);

const say = (value: unknown) => writeSync(1, `${JSON.stringify(value)}\n`);
const attempt = (work: Promise<unknown>) =>
  work.then(
    () => say({ done: true }),
    (error: unknown) => say({ error: toErrorData(error) }),
  );

if (scenario === 'endless') {
  // Each batch writes two of the documents anew; a batch is acknowledged when write() resolves, as the runner sees it.
  for (let version = Number(number); ; version++) {
    const ids = [IDS[version % IDS.length] ?? '', IDS[(version + 1) % IDS.length] ?? ''];
    await sink.write(ids.map((id) => document(id, { title: 'One title', text: bodyOf(id, version) })));
    say(version);
    // Some kills must hit close() and a fresh opening, too.
    if (version % 7 === 0) await sink.close();
  }
}
if (scenario === 'limit') {
  const large = 'x'.repeat(Number(number));
  await attempt(sink.write([document('a', { text: 'first' })]));
  await attempt(
    sink.write([document('a', { text: 'second' }), document('b', { text: large }), document('c')]),
  );
  await attempt(sink.write([document('d', { text: 'third' })]));
  await attempt(sink.close());
}
if (scenario === 'merge') {
  await attempt(sink.write([document('b', { text: 'y'.repeat(Number(number)) })]));
  await attempt(sink.close());
}
if (scenario === 'hold') {
  await attempt(sink.write([document('held', { title: 'One title' })]));
  setInterval(() => undefined, 60_000);
}
