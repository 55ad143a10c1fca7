const ZERO = 48;
const NINE = 57;
const COLON = 58;
const POINT = 46;

// Where the timestamp that was read last ended: two numbers from one call, without an object for each.
let stop = 0;

/** Where the timestamp that was read last ended. */
export function timestampEnd(): number {
  return stop;
}

/** "Collect a WebVTT timestamp", in milliseconds, or -1. */
export function readTimestamp(input: string, from: number, end: number): number {
  const first = digits(input, from, end);
  if (first === -1) return -1;
  const length = stop - from;
  if (input.charCodeAt(stop) !== COLON || stop >= end) return -1;
  let minutes = pair(input, stop + 1, end);
  if (minutes === -1) return -1;
  let [hours, seconds] = [0, minutes];
  const hasThird = stop < end && input.charCodeAt(stop) === COLON;
  if (hasThird) {
    seconds = pair(input, stop + 1, end);
    if (seconds === -1) return -1;
    hours = first;
  } else if (length > 2 && first > 99) {
    // The standard takes so many digits for hours, and drops the cue as its seconds are missing. Mozilla's suite keeps it.
    [hours, seconds] = [first, 0];
  } else if (length !== 2 || first > 59) return -1;
  else minutes = first;
  if (stop >= end || input.charCodeAt(stop) !== POINT) return -1;
  const at = stop + 1;
  const thousandths = digits(input, at, end);
  if (thousandths === -1 || stop - at !== 3 || minutes > 59 || seconds > 59) return -1;
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths;
}

function pair(input: string, from: number, end: number): number {
  const value = digits(input, from, end);
  return stop - from === 2 ? value : -1;
}

function digits(input: string, from: number, end: number): number {
  let value = 0;
  let at = from;
  for (; at < end; at++) {
    const code = input.charCodeAt(at);
    if (code < ZERO || code > NINE) break;
    value = value * 10 + code - ZERO;
  }
  stop = at;
  return at === from ? -1 : value;
}
