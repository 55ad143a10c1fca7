import { CollectError, type JsonValue, type PaidCollector, type PaidDefinition } from '@bowerbird/core';

/** When a provider is gone, and for how long. */
export interface DyingProviderOptions {
  /** How many polls and finds fail, over all instances, once something was started. Default: 1. `Infinity`: it never comes back. */
  readonly calls?: number | undefined;
}

/**
 * The collector `dying-<name>`, whose provider dies between start and poll: what was started is paid for, and nobody can ask after it for
 * a while. It must be found pending, and gone on with, and never be bought again.
 */
export function dyingProvider<Request, Options, Order extends JsonValue>(
  definition: PaidDefinition<Request, Options, Order>,
  { calls = 1 }: DyingProviderOptions = {},
): PaidDefinition<Request, Options, Order> {
  let started = false;
  let failures = 0;

  function dieOnce(): void {
    if (!started || failures >= calls) return;
    failures++;
    throw new CollectError(
      'SOURCE_UNAVAILABLE',
      `the provider is gone on purpose: failure ${failures} of ${calls}`,
      {
        recovery: 'retry',
        hint: 'It is a double for tests: ask again.',
      },
    );
  }

  return {
    ...definition,
    name: `dying-${definition.name}`,
    async create(options, home) {
      const right = await definition.create(options, home);
      const { find, poll } = right;
      const dying: PaidCollector<Request, Order> = {
        ...bound(right),
        async start(order, prepared, context) {
          const state = await right.start(order, prepared, context);
          started = true;
          return state;
        },
        ...(poll && {
          async poll(operation: JsonValue, context: Parameters<typeof poll>[1]) {
            dieOnce();
            return poll.call(right, operation, context);
          },
        }),
        ...(find && {
          async find(...given: Parameters<typeof find>) {
            dieOnce();
            return find.apply(right, given);
          },
        }),
      };
      return dying;
    },
  };
}

/** What a collector can do, of a class as well, with itself as `this`. */
function bound<Request, Order extends JsonValue>(
  right: PaidCollector<Request, Order>,
): PaidCollector<Request, Order> {
  const { discover, prepare, close } = right;
  return {
    price: (request, context) => right.price(request, context),
    start: (order, prepared, context) => right.start(order, prepared, context),
    read: (answer, request, context) => right.read(answer, request, context),
    ...(discover && { discover: discover.bind(right) }),
    ...(prepare && { prepare: prepare.bind(right) }),
    ...(close && { close: close.bind(right) }),
  };
}
