import { LRUCache } from 'lru-cache';

/**
 * What is known of a host. Its times are those of a clock of its own, which stands still while the host has asked for no request: so all
 * turns that were given stay as far apart as they were.
 */
interface Host {
  /** When the last request went out, and when the last one of those that wait goes out. */
  last: number;
  tail: number;
  /** The last turn of those that missed theirs. */
  late: number;
  /** The clock stands from one time to the other, and has stood for so long before. */
  heldFrom: number;
  heldUntil: number;
  stoodMs: number;
}

/** When a request may go out. */
interface Turn {
  readonly waitMs: number;
  /** Whether it would be at its turn, had the host itself not asked for the wait. */
  readonly held: boolean;
}

const MOST_HOSTS = 10_000;
const MOST_WAITING = 50_000;

/**
 * Gives the requests to each host their turns, a gap apart. Who must wait long comes back later and finds the turn kept, so that
 * waiting needs no slot. Times are those of `performance.now()`: a clock that is set changes nothing.
 */
export class HostPace {
  readonly #hosts = new LRUCache<string, Host>({ max: MOST_HOSTS });
  readonly #kept = new LRUCache<string, number>({ max: MOST_WAITING });

  /**
   * Takes the turn of a request.
   * @param request names it: who comes back with the same finds its turn kept
   * @param longestMs a longer wait leaves the turn kept and not taken
   */
  take(host: string, request: string, gapMs: number, longestMs: number): Turn {
    const state = this.#hosts.get(host);
    if (gapMs === 0 && state === undefined) return { waitMs: 0, held: false };
    const known = state ?? this.#add(host);
    const { now, holdMs } = timeOf(known);
    const turn = this.#kept.get(request) ?? Math.max(now, known.tail + gapMs);
    let next = Math.max(now, turn, known.last + gapMs);
    // Who missed a turn must not meet all the others who did.
    if (next > turn && next - now > longestMs) {
      next = Math.max(next, known.late + gapMs);
      known.late = next;
    }
    known.tail = Math.max(known.tail, next);
    const waitMs = next - now + holdMs;
    if (waitMs > longestMs) this.#kept.set(request, next);
    else {
      this.#kept.delete(request);
      known.last = next;
    }
    return { waitMs, held: holdMs > 0 && next - now <= longestMs };
  }

  /** Lets nobody ask a host for a time that it asked for. */
  hold(host: string, milliseconds: number): void {
    const known = this.#hosts.get(host) ?? this.#add(host);
    const now = performance.now();
    if (timeOf(known).holdMs === 0) known.heldFrom = now;
    known.heldUntil = Math.max(known.heldUntil, now + milliseconds);
  }

  #add(host: string): Host {
    const never = Number.NEGATIVE_INFINITY;
    const state = { last: never, tail: never, late: never, heldFrom: 0, heldUntil: 0, stoodMs: 0 };
    this.#hosts.set(host, state);
    return state;
  }
}

/** What the clock of a host shows, and for how long it stands still. */
function timeOf(host: Host): { readonly now: number; readonly holdMs: number } {
  const now = performance.now();
  if (now < host.heldUntil) return { now: host.heldFrom - host.stoodMs, holdMs: host.heldUntil - now };
  host.stoodMs += host.heldUntil - host.heldFrom;
  host.heldFrom = host.heldUntil;
  return { now: now - host.stoodMs, holdMs: 0 };
}
