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
  const outage = new Outage(calls);
  return {
    ...definition,
    name: `dying-${definition.name}`,
    create: async (options, home) => dying(await definition.create(options, home), outage),
  };
}

/** Begins when something was started, and is over after some calls. */
class Outage {
  readonly #calls: number;
  #hasBegun = false;
  #failures = 0;

  constructor(calls: number) {
    this.#calls = calls;
  }

  begin(): void {
    this.#hasBegun = true;
  }

  /** @throws {CollectError} while it lasts */
  check(): void {
    if (!this.#hasBegun || this.#failures >= this.#calls) return;
    this.#failures++;
    throw new CollectError(
      'SOURCE_UNAVAILABLE',
      `the provider is gone on purpose: failure ${this.#failures} of ${this.#calls}`,
      { recovery: 'retry', hint: 'It is a double for tests: ask again.' },
    );
  }
}

function dying<Request, Order extends JsonValue>(
  right: PaidCollector<Request, Order>,
  outage: Outage,
): PaidCollector<Request, Order> {
  const { find, poll } = right;
  return {
    ...bound(right),
    async start(order, prepared, context) {
      const state = await right.start(order, prepared, context);
      outage.begin();
      return state;
    },
    ...(poll && {
      async poll(...given: Parameters<typeof poll>) {
        outage.check();
        return poll.apply(right, given);
      },
    }),
    ...(find && {
      async find(...given: Parameters<typeof find>) {
        outage.check();
        return find.apply(right, given);
      },
    }),
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
