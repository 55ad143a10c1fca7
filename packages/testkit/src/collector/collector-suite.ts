import type { DirectCollector, DirectDefinition, JsonValue } from '@bowerbird/core';
import { checkDefinition, type DefinitionOptions } from '../frame/definition.ts';
import { ensure } from '../frame/ensure.ts';
import { type Check, checksOf, type TestFunction } from '../frame/suite.ts';
import { checkAborts } from './aborts.ts';
import { checkAnswer, checkManners, checkTogether } from './answers.ts';
import { call, withInstance } from './calls.ts';
import { type CollectorCase, nameOf, type OpenCase, openCase } from './cases.ts';
import { checkDiscovery, itemsOf } from './discoveries.ts';
import { checkFaults, checkStatuses, checkUnknown, type Probe } from './failures.ts';
import { checkRequests } from './requests.ts';

/** What a suite of a collector is given. What a collector can do beside collecting is named here, and checked. */
export interface CollectorSuiteOptions extends DefinitionOptions {
  /** What it collects: at least one. */
  readonly cases: readonly CollectorCase[];
  /** Other options, each of which must bring the same documents. Where the definition takes options: at least one. */
  readonly otherOptions?: readonly unknown[] | undefined;
  /** What it discovers, where it can. */
  readonly discovers?: readonly CollectorCase[] | undefined;
  /** What is not there. Where no case has a network: at least one; with a network, everything is answered with 404 beside it. */
  readonly unknown?: readonly CollectorCase[] | undefined;
}

type Instance = DirectCollector<JsonValue>;

/**
 * Whether a collector that costs nothing keeps the contract.
 * @example collectorSuite(test, definition, { cases: [{ source: 'https://example.org/a', fetch: replies({ … }) }] });
 */
export function collectorSuite<Request, Options>(
  test: TestFunction,
  definition: DirectDefinition<Request, Options>,
  suite: CollectorSuiteOptions,
): void {
  // Its own schemas, and nothing else, know what its requests and options are.
  const any = definition as unknown as DirectDefinition<never, never>;
  const check = checksOf(test, `collector ${definition.name}`);
  checkDefinition(check, definition, suite);
  checkRequests(check, definition, [...suite.cases, ...(suite.discovers ?? []), ...(suite.unknown ?? [])]);
  checkAbilities(check, any, suite);
  for (const given of suite.cases) checkCase(check, any, suite, given);
  check('collects several at once as it does each alone', () => checkTogether(any, suite));
  for (const given of suite.discovers ?? []) checkDiscovers(check, any, suite, given);
  for (const given of suite.unknown ?? []) {
    check(`knows that ${nameOf(given)} is not there`, async () => {
      const open = await openCase(any, given);
      await checkUnknown(open.name, await probe(any, suite, open, 'collect')(given.fetch));
    });
  }
}

function checkCase(
  check: Check,
  definition: DirectDefinition<never, never>,
  suite: CollectorSuiteOptions,
  given: CollectorCase,
): void {
  const name = nameOf(given);
  const withCase = (work: (open: OpenCase) => Promise<void>) => async () =>
    work(await openCase(definition, given));
  check(
    `collects ${name}`,
    withCase((open) => checkAnswer(definition, suite, open)),
  );
  check(
    `leaves nothing behind after ${name}`,
    withCase((open) => checkManners(definition, suite, open)),
  );
  check(
    `stops at an abort of ${name}`,
    withCase((open) => checkStops(definition, suite, open, 'collect')),
  );
  if (!given.fetch) return;
  check(
    `knows what a status means for ${name}`,
    withCase((open) => checkStatuses(probe(definition, suite, open, 'collect'))),
  );
  check(
    `takes no fault for an answer of ${name}`,
    withCase((open) => checkFaults(probe(definition, suite, open, 'collect'))),
  );
}

function checkDiscovers(
  check: Check,
  definition: DirectDefinition<never, never>,
  suite: CollectorSuiteOptions,
  given: CollectorCase,
): void {
  const name = nameOf(given);
  const withCase = (work: (open: OpenCase) => Promise<void>) => async () =>
    work(await openCase(definition, given));
  check(
    `discovers ${name}`,
    withCase((open) => checkDiscovery(definition, suite.options, open)),
  );
  check(
    `stops at an abort of discovering ${name}`,
    withCase((open) => checkStops(definition, suite, open, 'discover')),
  );
  if (!given.fetch) return;
  check(
    `knows what a status means for discovering ${name}`,
    withCase((open) => checkStatuses(probe(definition, suite, open, 'discover'))),
  );
  check(
    `takes no fault for the end of ${name}`,
    withCase((open) => checkFaults(probe(definition, suite, open, 'discover'))),
  );
}

function checkAbilities(
  check: Check,
  definition: DirectDefinition<never, never>,
  suite: CollectorSuiteOptions,
): void {
  check('has what the suite was told, and nothing that it was not', async () => {
    ensure(
      !definition.options || (suite.otherOptions ?? []).length > 0,
      'it takes options, and the suite was given no others',
      'Give otherOptions: [{ … }]: options that must bring the same documents, such as those of a mirror.',
    );
    await withInstance<Instance, void>(definition, suite.options, async (instance) => {
      ensure(
        typeof instance.collect === 'function',
        'its instance has no collect()',
        'Let create() return { collect(request, context) { … } }.',
      );
      ensure(
        !instance.discover || suite.discovers,
        'it can discover, and the suite was given nothing that it discovers',
        'Give discovers: [{ source: "…", fetch: … }]: what it expands.',
      );
      ensure(
        instance.discover || !suite.discovers,
        'the suite was told what it discovers, and it has no discover()',
        'Leave discovers out.',
      );
    });
    ensure(
      suite.cases.some(({ fetch }) => fetch) || (suite.unknown ?? []).length > 0,
      'no case has a network, and the suite was not told what is not there',
      'Give unknown: [{ source: "…" }]: something that it accepts and that is not there.',
    );
  });
}

async function checkStops(
  definition: DirectDefinition<never, never>,
  suite: CollectorSuiteOptions,
  { given, request }: OpenCase,
  doing: 'collect' | 'discover',
): Promise<void> {
  await withInstance<Instance, void>(definition, suite.options, async (instance) => {
    const work = workOf(instance, request, doing);
    const { fake } = await call(`${doing}()`, { fetch: given.fetch }, work);
    await checkAborts(`${doing}()`, fake.uses.length, { fetch: given.fetch }, work);
  });
}

function probe(
  definition: DirectDefinition<never, never>,
  suite: CollectorSuiteOptions,
  { request }: OpenCase,
  doing: 'collect' | 'discover',
): Probe {
  return (fetch) =>
    withInstance<Instance, Awaited<ReturnType<Probe>>>(definition, suite.options, async (instance) => {
      const { outcome } = await call(`${doing}()`, { fetch }, workOf(instance, request, doing));
      return outcome;
    });
}

function workOf(instance: Instance, request: JsonValue, doing: 'collect' | 'discover') {
  return (context: Parameters<Instance['collect']>[1]): Promise<unknown> =>
    doing === 'collect'
      ? instance.collect(structuredClone(request), context)
      : itemsOf(instance, request, context);
}
