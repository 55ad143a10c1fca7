import { type Delivered, findDocumentProblem } from '@bowerbird/core';
import { type FakeContext, fakeContext } from '../context/fake-context.ts';
import { checkDefinition } from '../frame/definition.ts';
import { ensure, fail, show } from '../frame/ensure.ts';
import { type Check, checksOf, type TestFunction } from '../frame/suite.ts';
import { checkAborts, checkLeavesContext } from './abort-checks.ts';
import { checkAnswer, checkExpected } from './answer-checks.ts';
import { attempt, Bench, delivered, failRejected } from './bench.ts';
import type { AnyTransform, TransformSuiteOptions } from './options.ts';
import { checkIdsApart, checkPure, checkRemembers, checkStateless } from './steady-checks.ts';

const ODD_TEXTS: Readonly<Record<string, string>> = {
  'no characters': '',
  'white space alone': ' \r\n\t\n ',
  '1 MB': 'All of it is one long line with 👩‍👩‍👧 in it. '.repeat(22_000),
  '100,000 lines': '- one\n'.repeat(100_000),
  'characters of four bytes alone': '👩‍👩‍👧𝒳😀'.repeat(500),
  'composed, decomposed and invisible characters':
    'caf\u00e9 cafe\u0301 \u200b\u2028\ufeff\u202eאבג\u0000\u001b[0m\r\n',
  'fences, braces and placeholders': '---\n```\n{{x}} {x} <b> & \\1 $& %s ]]>\n',
};

type OnBench = (work: (bench: Bench) => Promise<void>) => () => Promise<void>;

/**
 * Whether a transform is right: documents that are some, of the same provenance, the same every time, from nothing but the document and
 * the options, within its time, and over odd texts.
 * @param test `test` or `it` of any test runner
 */
export function transformSuite(
  test: TestFunction,
  definition: AnyTransform,
  options: TransformSuiteOptions,
): void {
  const check = checksOf(test, `transform ${definition.name}`);
  const on: OnBench = (work) => () => Bench.use(definition, options, work);
  checkDefinition(check, definition, options);
  check('has cases', checkCases(options));
  for (const one of options.cases) {
    const document = delivered(one.document);
    const name = one.name ?? document.id;
    check(
      `brings documents: ${name}`,
      on(async (bench) => checkExpected(checkAnswer(await bench.fresh(document), document), one)),
    );
    check(
      `answers the same in any instance, at any time: ${name}`,
      on((bench) => checkPure(bench, document)),
    );
    check(
      `settles after an abort: ${name}`,
      on((bench) => checkAborts(bench, document)),
    );
    check(
      `leaves its context alone afterwards: ${name}`,
      on((bench) => checkLeavesContext(bench, document)),
    );
  }
  checkTogether(check, on, options);
  for (const [what, text] of Object.entries(ODD_TEXTS))
    check(
      `takes a text of ${what}`,
      on((bench) => checkOdd(bench, text, options)),
    );
}

function checkTogether(check: Check, on: OnBench, { cases, remembers }: TransformSuiteOptions): void {
  const documents = cases.map(({ document }) => delivered(document));
  // The same under another id: what is made of it must have other ids, too.
  const twin = documents.slice(0, 1).map((document) => ({ ...document, id: `${document.id}-twin` }));
  if (remembers)
    check(
      'remembers, and nothing else',
      on((bench) => checkRemembers(bench, documents)),
    );
  else
    check(
      'answers the same whatever came before and is in flight',
      on((bench) => checkStateless(bench, [...documents, ...twin])),
    );
  check(
    'gives what is made of different documents different ids',
    on((bench) => checkIdsApart(bench, [...documents, ...twin])),
  );
}

function checkCases({ cases }: TransformSuiteOptions): () => Promise<void> {
  return async () => {
    const remedy = 'Give the suite `cases` with at least one document that the transform changes.';
    ensure(cases.length > 0, 'there is no case', remedy);
    for (const { document } of cases) {
      const problem = findDocumentProblem(document);
      ensure(problem === undefined, `a case has what is no document: ${problem}`, 'Mend the case.');
    }
  };
}

async function checkOdd(
  bench: Bench,
  text: string,
  { cases, refuses }: TransformSuiteOptions,
): Promise<void> {
  const first = cases[0]?.document ?? { id: 'web:https://example.org/' };
  const document: Delivered = delivered({ ...first, text, spans: undefined, partOf: undefined });
  const refused = refuses?.(document) ?? false;
  const fake: FakeContext = fakeContext();
  const outcome = await attempt(await bench.open(), document, fake);
  if (outcome.status === 'fulfilled') {
    const remedy = 'Let `refuses` of the suite tell exactly what it throws for.';
    if (refused) fail(`the suite was told that it refuses ${show(text)}, and it has answered`, remedy);
    checkAnswer(outcome.value, document);
  } else if (!refused) failRejected(document, outcome.reason);
}
