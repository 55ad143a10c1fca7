import type { Exchange, TapedRequest, TapedResponse } from './format.ts';
import { keyOf } from './request.ts';

/** The answers of a tape, by what was asked. */
export class Playback {
  readonly #answers = new Map<string, { readonly exchanges: Exchange[]; played: number }>();

  constructor(exchanges: readonly Exchange[]) {
    for (const exchange of exchanges) {
      const key = keyOf(exchange.request);
      const answers = this.#answers.get(key);
      if (answers) answers.exchanges.push(exchange);
      else this.#answers.set(key, { exchanges: [exchange], played: 0 });
    }
  }

  /** The next answer to a request; the last one again and again; `undefined` if there is none. */
  next(request: TapedRequest): TapedResponse | undefined {
    const answers = this.#answers.get(keyOf(request));
    if (!answers) return undefined;
    const exchange = answers.exchanges[Math.min(answers.played, answers.exchanges.length - 1)];
    answers.played++;
    return exchange?.response;
  }

  /** Which answers nobody has asked for. */
  unused(): readonly string[] {
    return [...this.#answers.values()].flatMap(({ exchanges, played }) =>
      exchanges
        .map(({ request }, index) => {
          const which = exchanges.length > 1 ? ` (answer ${index + 1} of ${exchanges.length})` : '';
          return `${request.method} ${request.url}${which}`;
        })
        .slice(played),
    );
  }
}
