import Queue from 'yocto-queue';

interface Lane<T> {
  readonly waiting: Queue<T>;
  begun: number;
}

/**
 * Lets work begin lane by lane, only as much in each as is soon at its turn: what waits is kept as it is, and costs nothing but its
 * room, and a long lane does not hold up the others.
 */
export class Lanes<T> {
  readonly #width: number;
  readonly #begin: (item: T, begun: () => void) => void;
  readonly #lanes = new Map<string, Lane<T>>();

  /**
   * @param width how many of a lane may be on their way to their turn
   * @param begin begins the work; calls `begun` when it has had its first turn, or is over without
   */
  constructor(width: number, begin: (item: T, begun: () => void) => void) {
    this.#width = width;
    this.#begin = begin;
  }

  add(name: string, item: T): void {
    const lane = this.#lanes.get(name) ?? { waiting: new Queue<T>(), begun: 0 };
    this.#lanes.set(name, lane);
    lane.waiting.enqueue(item);
    this.#advance(lane);
  }

  #advance(lane: Lane<T>): void {
    while (lane.begun < this.#width) {
      const item = lane.waiting.dequeue();
      if (item === undefined) return;
      lane.begun++;
      let told = false;
      this.#begin(item, () => {
        if (told) return;
        told = true;
        lane.begun--;
        this.#advance(lane);
      });
    }
  }
}
