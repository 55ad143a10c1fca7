import { type Delivered, findDocumentProblem } from '@bowerbird/core';
import { fakeContext } from '../context/fake-context.ts';
import { checkDefinition } from '../frame/definition.ts';
import { ensure, fail, show } from '../frame/ensure.ts';
import { type Check, checksOf, type TestFunction } from '../frame/suite.ts';
import { checkAborts, checkLeavesContext } from './check-aborts.ts';
import { checkAnswer, checkExpected } from './check-answer.ts';
import { checkIdsApart, checkOwn, checkPure, checkRemembers, checkStateless } from './check-pure.ts';
import { attempt, delivered, failRejected, Harness, type OnHarness } from './harness.ts';
import type { AnyTransformDefinition, TransformSuiteOptions } from './options.ts';

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

/**
 * Tests of a transform: what it answers is documents, with the provenance and the spans of the original, made of nothing but the document
 * and the options, the same every time, also of odd texts, and an abort ends it.
 * @example transformSuite(test, definition, { cases: [{ document: { id: 'web:https://example.org/', text: 'A text.' } }] });
 * @param test `test` or `it` of any test runner
 */
export function transformSuite(
  test: TestFunction,
  definition: AnyTransformDefinition,
  options: TransformSuiteOptions,
): void {
  const check = checksOf(test, `transform ${definition.name}`);
  const on: OnHarness = (work) => () => Harness.use(definition, options, work);
  checkDefinition(check, definition, options);
  check('has cases', () => checkCases(options));
  for (const one of options.cases) {
    const document = delivered(one.document);
    const name = one.name ?? document.id;
    check(
      `brings documents: ${name}`,
      on(async (harness) => checkExpected(checkAnswer(await harness.fresh(document), document), one)),
    );
    check(
      `answers the same in any instance, at any time: ${name}`,
      on((harness) => checkPure(harness, document)),
    );
    check(
      `settles after an abort: ${name}`,
      on((harness) => checkAborts(harness, document)),
    );
    check(
      `leaves its context alone afterwards: ${name}`,
      on((harness) => checkLeavesContext(harness, document)),
    );
  }
  checkTogether(check, on, options);
  for (const [what, text] of Object.entries(ODD_TEXTS))
    check(
      `takes a text of ${what}`,
      on((harness) => checkOdd(harness, text, options)),
    );
}

function checkTogether(check: Check, on: OnHarness, { cases, remembers }: TransformSuiteOptions): void {
  const documents = cases.map(({ document }) => delivered(document));
  // The same under another id: what is made of it must have other ids, too.
  const twin = documents.slice(0, 1).map((document) => ({ ...document, id: `${document.id}-twin` }));
  if (remembers) {
    check(
      'remembers, and nothing else',
      on((harness) => checkRemembers(harness, documents)),
    );
    check(
      'mixes up nothing of what is in flight',
      on((harness) => checkOwn(harness, [...documents, ...twin])),
    );
  } else
    check(
      'answers the same whatever came before and is in flight',
      on((harness) => checkStateless(harness, [...documents, ...twin])),
    );
  check(
    'gives what is made of different documents different ids',
    on((harness) => checkIdsApart(harness, [...documents, ...twin])),
  );
}

async function checkCases({ cases }: TransformSuiteOptions): Promise<void> {
  ensure(
    cases.length > 0,
    'the suite was given no case',
    'Give the suite `cases` with at least one document that the transform changes.',
  );
  for (const { document } of cases) {
    const problem = findDocumentProblem(document);
    ensure(problem === undefined, `a case has what is no document: ${problem}`, 'Mend the case.');
  }
}

async function checkOdd(
  harness: Harness,
  text: string,
  { cases, refuses }: TransformSuiteOptions,
): Promise<void> {
  const first = cases[0]?.document ?? { id: 'web:https://example.org/' };
  const document: Delivered = delivered({ ...first, text, spans: undefined, partOf: undefined });
  const refused = refuses?.(document) ?? false;
  const outcome = await attempt(await harness.open(), document, fakeContext());
  if (outcome.status === 'fulfilled') {
    const remedy = 'Let `refuses` of the suite tell exactly what it throws for.';
    if (refused) fail(`the suite was told that it refuses ${show(text)}, and it has answered`, remedy);
    checkAnswer(outcome.value, document);
  } else if (!refused) failRejected(document, outcome.reason);
}
