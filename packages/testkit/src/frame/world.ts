import { resolve } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

// More than a year on, at another time of the day.
const LATER_MS = 400 * 86_400_000 + 5 * 3_600_000 + 7_654_321;
// Their home stays where it is wherever something waits: programs and models may be there.
const SOMEBODY = { USER: 'somebody', LOGNAME: 'somebody', USERNAME: 'somebody' } as const;
const ELSEWHERE = resolve('/somewhere/else');
const ZONES = ['Pacific/Kiritimati', 'Pacific/Pago_Pago'] as const;

/**
 * Runs `work` at another time, in another time zone, for another user, with other random numbers: what depends on none of them gives the same as ever.
 * In a worker thread of the test runner the time zone stays: Node sets it for whole processes.
 */
export async function inAnotherWorld<T>(work: () => Promise<T>): Promise<T> {
  const before = changeEnvironment({ TZ: ZONES.find((zone) => zone !== process.env.TZ), ...SOMEBODY });
  const { random } = Math;
  const OriginalDate = globalThis.Date;
  Math.random = () => 0.123456789;
  globalThis.Date = laterDate(OriginalDate);
  try {
    return await work();
  } finally {
    globalThis.Date = OriginalDate;
    Math.random = random;
    changeEnvironment(before);
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
    changeEnvironment({ TZ });
  }
}

/** Runs `work` in another folder, of another user: for what is pure, and so is done before anybody else has a turn. */
export function inAnotherPlace<T>(work: () => T): T {
  const before = changeEnvironment({ HOME: ELSEWHERE, USERPROFILE: ELSEWHERE, ...SOMEBODY });
  const { cwd } = process;
  process.cwd = () => ELSEWHERE;
  try {
    return work();
  } finally {
    process.cwd = cwd;
    changeEnvironment(before);
  }
}

/** Sets variables, or takes them away, and tells how they were. */
function changeEnvironment(variables: Environment): Environment {
  const before: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(variables)) {
    before[name] = process.env[name];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  return before;
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
