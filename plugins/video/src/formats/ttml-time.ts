/** How a TTML document counts time. */
export interface TimeBase {
  /** Frames a second, with the multiplier. */
  readonly frameRate: number;
  /** Ticks a second. */
  readonly tickRate: number;
}

const CLOCK = /^(\d{2,}):(\d{2}):(\d{2})(?:(\.\d+)|:(\d{2,})(?:\.\d+)?)?$/;
const OFFSET = /^(\d+(?:\.\d+)?)(h|ms|m|s|f|t)$/;

/** Parameters of `tt` (https://www.w3.org/TR/ttml2/#parameter-attribute-vocabulary). */
export function timeBaseOf(attributes: Readonly<Record<string, string>>): TimeBase {
  const frames = positive(attributes.frameRate);
  const [numerator = 1, denominator = 1] = (attributes.frameRateMultiplier ?? '')
    .split(/[\s:]+/)
    .map(positive);
  const frameRate = ((frames ?? 30) * numerator) / denominator;
  const subFrames = positive(attributes.subFrameRate) ?? 1;
  // Without frames a tick is a second.
  return { frameRate, tickRate: positive(attributes.tickRate) ?? (frames ? frames * subFrames : 1) };
}

function positive(text: string | undefined): number | undefined {
  const value = Number(text);
  return text !== undefined && value > 0 && Number.isFinite(value) ? value : undefined;
}

/** A time expression (https://www.w3.org/TR/ttml2/#timing-value-time-expression) in milliseconds, or `undefined` if it is none. */
export function readTime(text: string, { frameRate, tickRate }: TimeBase): number | undefined {
  const clock = CLOCK.exec(text.trim());
  if (clock) {
    const [, hours = '0', minutes = '0', seconds = '0', fraction = '0', frames = '0'] = clock;
    const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
    return (whole + Number(fraction) + Number(frames) / frameRate) * 1000;
  }
  const [, count, unit] = OFFSET.exec(text.trim()) ?? [];
  if (count === undefined) return undefined;
  const factors = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, f: 1000 / frameRate, t: 1000 / tickRate };
  return Number(count) * factors[unit as keyof typeof factors];
}
