import { Scope } from './scope.ts';

interface Flight<T> {
  readonly scope: Scope;
  readonly result: Promise<T>;
  passengers: number;
}

/**
 * Work that is done once for all tasks that want the same at the same time. Each may be called off alone; the work is called off
 * when nobody wants it any more.
 */
export class Flights<T> {
  readonly #flights = new Map<string, Flight<T>>();

  /** @param work must not want its own key: it would wait for itself */
  async run(key: string, scope: Scope, work: (scope: Scope) => Promise<T>): Promise<T> {
    if (scope.aborted) throw scope.reason;
    const flight = this.#flights.get(key) ?? this.#depart(key, work);
    flight.passengers++;
    const stay = scope.onAbort((reason) => {
      if (--flight.passengers > 0) return;
      this.#land(key, flight);
      flight.scope.abort(reason);
    });
    try {
      return await scope.race(flight.result);
    } finally {
      stay();
    }
  }

  #depart(key: string, work: (scope: Scope) => Promise<T>): Flight<T> {
    const scope = new Scope();
    // Not before the flight is in the map, or work that comes back here at once would start a second one.
    const result = Promise.resolve().then(() => work(scope));
    const flight: Flight<T> = { scope, result, passengers: 0 };
    this.#flights.set(key, flight);
    const land = () => this.#land(key, flight);
    result.then(land, land);
    return flight;
  }

  #land(key: string, flight: Flight<T>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}
