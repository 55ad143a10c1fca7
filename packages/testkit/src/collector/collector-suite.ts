import type { DirectCollector, DirectDefinition, JsonValue } from '@bowerbird/core';
import { fakeContext } from '../context/fake-context.ts';
import { checkDefinition } from '../frame/definition.ts';
import type { Settled } from '../frame/settle.ts';
import { type Check, checksOf, type TestFunction } from '../frame/suite.ts';
import { ask, call, type Doing, withInstance } from './calls.ts';
import { type CollectorCase, nameOf, type OpenCase, openCase } from './cases.ts';
import { checkAbilities } from './check-abilities.ts';
import { checkAborts } from './check-aborts.ts';
import { checkAnswer, checkTogether } from './check-answers.ts';
import { checkDiscovery } from './check-discovery.ts';
import { checkEachUse, checkGoesOn } from './check-each-use.ts';
import { checkFaults, checkStatuses, checkUnknown, type Probe } from './check-failures.ts';
import { checkManners } from './check-manners.ts';
import { checkRequests } from './check-requests.ts';
import type { AnyDirectDefinition, CollectorSuiteOptions } from './options.ts';

type Instance = DirectCollector<JsonValue>;

/**
 * Tests of a collector that costs nothing: what its definition says, what it collects and discovers, what it makes of errors and of an abort,
 * and that it goes to the network by its context alone.
 * @example collectorSuite(test, definition, { cases: [{ source: 'https://example.org/a', fetch: replies({ … }) }] });
 * @param test `test` or `it` of any test runner
 */
export function collectorSuite<Request, Options>(
  test: TestFunction,
  definition: DirectDefinition<Request, Options>,
  options: CollectorSuiteOptions,
): void {
  const any = definition as unknown as AnyDirectDefinition;
  const { cases, discovers = [], unknown = [] } = options;
  const check = checksOf(test, `collector ${definition.name}`);
  checkDefinition(check, definition, options);
  checkRequests(check, definition, [...cases, ...discovers, ...unknown]);
  check('has what the suite was told, and nothing that it was not', () => checkAbilities(any, options));
  for (const given of cases) checkCollecting(check, any, options, given);
  check('collects several at once as it does each alone', () => checkTogether(any, options));
  for (const given of discovers) checkDiscovering(check, any, options, given);
  for (const given of unknown) {
    check(`knows that ${nameOf(given)} is not there`, async () => {
      const open = await openCase(any, given);
      await checkUnknown(open.name, await probeOf(any, options, open, 'collect')({ fetch: given.fetch }));
    });
  }
}

function checkCollecting(
  check: Check,
  definition: AnyDirectDefinition,
  options: CollectorSuiteOptions,
  given: CollectorCase,
): void {
  const name = nameOf(given);
  check(`collects ${name}`, async () => checkAnswer(definition, options, await openCase(definition, given)));
  check(`leaves nothing behind after ${name}`, async () =>
    checkManners(definition, options, await openCase(definition, given)),
  );
  checkDisturbed(check, definition, options, given, 'collect');
}

function checkDiscovering(
  check: Check,
  definition: AnyDirectDefinition,
  options: CollectorSuiteOptions,
  given: CollectorCase,
): void {
  check(`discovers ${nameOf(given)}`, async () =>
    checkDiscovery(definition, options.options, await openCase(definition, given)),
  );
  checkDisturbed(check, definition, options, given, 'discover');
}

/** Adds the tests of what an abort and a network with errors make of a call. */
function checkDisturbed(
  check: Check,
  definition: AnyDirectDefinition,
  options: CollectorSuiteOptions,
  given: CollectorCase,
  doing: Doing,
): void {
  const name = doing === 'collect' ? nameOf(given) : `discovering ${nameOf(given)}`;
  const probe = async () => probeOf(definition, options, await openCase(definition, given), doing);
  check(`stops at an abort of ${name}`, async () => {
    const { request } = await openCase(definition, given);
    await withInstance<Instance, void>(definition, options.options, (instance) =>
      checkAborts(`${doing}()`, { fetch: given.fetch }, ask(instance, doing, request)),
    );
  });
  check(`leaves nothing out when a part of ${name} fails`, async () =>
    checkEachUse(await probe(), given.fetch),
  );
  check(`goes on after a failure of ${name}`, async () => {
    const { request } = await openCase(definition, given);
    await checkGoesOn(`${doing}()`, { fetch: given.fetch }, (work) =>
      withInstance<Instance, void>(definition, options.options, (instance) =>
        work(ask(instance, doing, request)),
      ),
    );
  });
  if (!given.fetch) return;
  check(`knows what a status means for ${name}`, async () => checkStatuses(await probe()));
  check(`takes no fault for an answer of ${name}`, async () => checkFaults(await probe()));
}

function probeOf(
  definition: AnyDirectDefinition,
  { options }: CollectorSuiteOptions,
  { request }: OpenCase,
  doing: Doing,
): Probe {
  return (context) =>
    withInstance<Instance, Settled<unknown>>(definition, options, (instance) =>
      call(`${doing}()`, fakeContext(context), ask(instance, doing, request)),
    );
}
