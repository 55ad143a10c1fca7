const YEARS_MS = 3.3 * 365 * 86_400_000;

/** Runs `work` where it is years later, in another time zone, and where other numbers come up. */
export async function elsewhere<T>(work: () => Promise<T>): Promise<T> {
  const { Date: RealDate } = globalThis;
  const { random } = Math;
  const { TZ: zone } = process.env;
  class LaterDate extends RealDate {
    constructor(...given: readonly unknown[]) {
      super(...((given.length === 0 ? [LaterDate.now()] : given) as [number]));
    }
    static override now(): number {
      return RealDate.now() + YEARS_MS;
    }
  }
  globalThis.Date = LaterDate as DateConstructor;
  Math.random = () => 0.123456789;
  // Apart from UTC by an odd amount, and from everywhere else.
  process.env.TZ = 'Pacific/Chatham';
  try {
    return await work();
  } finally {
    globalThis.Date = RealDate;
    Math.random = random;
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  }
}
