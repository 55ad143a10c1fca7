import { defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { rightSink, told, withoutKills } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const sink = defineSink({
  name: 'changes-newlines',
  summary: 'Makes all newlines alike.',
  create: (_, home) => ({
    ...rightSink(home),
    write: (documents) =>
      rightSink(home).write(
        documents.map((document) => ({ ...document, text: document.text.replaceAll('\r\n', '\n') })),
      ),
  }),
});

export default sink;

export const wrong: Wrong = {
  about: 'the text is changed, so spans point beside it',
  run: (test) => sinkSuite(withoutKills(test), sink, told(import.meta.url)),
  caughtBy: 'keeps a text with newlines of Windows',
  message:
    /newlines of Windows\n.*"text:odd" came back otherwise: its text \(8 characters, not 10\) .*\n {2}→ Keep the document whole/,
};
