/** Work that is done once for all who ask for it at the same time. */
export interface SingleFlight<T> {
  /**
   * The value of `load()`: of the one that is running for this key, else of this one, which is then started.
   * Every caller gets the same value (the same object) or the same error; afterwards the key is free again.
   *
   * `signal` takes this caller out, at once and alone. Only when every caller is out is the signal given to `load` aborted;
   * who asks after that starts anew. A caller without a signal stays to the end.
   *
   * `load` must not run its own key: it would wait for itself.
   */
  run(key: string, signal: AbortSignal | undefined, load: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

interface Flight<T> {
  readonly result: Promise<T>;
  readonly controller: AbortController;
  passengers: number;
}

/** Single flight within this process. */
export function singleFlight<T>(): SingleFlight<T> {
  const flights = new Map<string, Flight<T>>();

  function depart(key: string, load: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    // Not before the flight is in the map, or a load that comes back here at once would start a second one.
    const result = Promise.resolve().then(() => load(controller.signal));
    const flight: Flight<T> = { result, controller, passengers: 0 };
    flights.set(key, flight);
    const land = () => remove(key, flight);
    result.then(land, land);
    return flight;
  }

  function remove(key: string, flight: Flight<T>): void {
    if (flights.get(key) === flight) flights.delete(key);
  }

  return {
    run(key, signal, load) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      const flight = flights.get(key) ?? depart(key, load);
      flight.passengers++;
      if (!signal) return flight.result;
      return new Promise((resolve, reject) => {
        const leave = () => {
          reject(signal.reason);
          if (--flight.passengers > 0) return;
          remove(key, flight);
          flight.controller.abort(signal.reason);
        };
        const stay = () => signal.removeEventListener('abort', leave);
        signal.addEventListener('abort', leave, { once: true });
        flight.result.then(resolve, reject).finally(stay);
      });
    },
  };
}
