/** What the calls of one server may spend, in US dollars: by the command line alone. */
export class Wallet {
  readonly perCall: number;
  readonly most: number;
  #held = 0;
  #spent = 0;

  constructor(most: number, perCall: number) {
    this.most = most;
    this.perCall = perCall;
  }

  /** What is left for all further calls. */
  get left(): number {
    return Math.max(0, this.most - this.#spent - this.#held);
  }

  /** Holds an amount for a call, if it is within both caps. */
  hold(amount: number): boolean {
    if (amount > this.perCall || amount > this.left) return false;
    this.#held += amount;
    return true;
  }

  /** Gives back what was held, and counts what was spent of it. */
  settle(held: number, spent: number): void {
    this.#held -= held;
    this.#spent += spent;
  }
}
