// More than a year on, at another time of the day.
const LATER_MS = 400 * 86_400_000 + 5 * 3_600_000 + 7_654_321;
const ZONES = ['Pacific/Kiritimati', 'Pacific/Pago_Pago'] as const;

/**
 * Runs `work` at another time, in another time zone, with other random numbers: what depends on none of them gives the same as ever.
 * In a worker thread of the test runner the time zone stays: Node sets it for whole processes.
 */
export async function inAnotherWorld<T>(work: () => Promise<T>): Promise<T> {
  const { TZ } = process.env;
  const { random } = Math;
  const OriginalDate = globalThis.Date;
  process.env.TZ = ZONES.find((zone) => zone !== TZ);
  Math.random = () => 0.123456789;
  globalThis.Date = laterDate(OriginalDate);
  try {
    return await work();
  } finally {
    globalThis.Date = OriginalDate;
    Math.random = random;
    setZone(TZ);
  }
}

/** Runs `work` in time zones at both ends of the day. */
export async function inZones(work: (zone: string) => Promise<void>): Promise<void> {
  const { TZ } = process.env;
  try {
    for (const zone of ZONES) {
      process.env.TZ = zone;
      await work(zone);
    }
  } finally {
    setZone(TZ);
  }
}

function setZone(zone: string | undefined): void {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
}

function laterDate(Original: DateConstructor): DateConstructor {
  const now = () => Original.now() + LATER_MS;
  return new Proxy(Original, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    apply: () => new Original(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
}
