/** How a sample is drawn: see the field `sample` of the request. */
export type Sampling =
  | 'newest'
  | 'random'
  | 'longest'
  | 'relevant'
  | 'per-year'
  | 'per-sender'
  | 'per-thread';

/** Something that may be in a sample: a thread, or a message where each is a document. */
export interface Candidate {
  /** Its row. */
  readonly unit: number;
  /** What it is called for ever. */
  readonly key: string;
  readonly thread: number;
  readonly date: number | undefined;
  readonly sender: string;
}

/**
 * Draws `most` candidates. Those that have an order (newest, longest, most relevant) come in it; of the others the same are drawn from the
 * same candidates and seed, whatever their order.
 */
export function draw(
  candidates: readonly Candidate[],
  sampling: Sampling,
  most: number,
  seed: number,
): readonly Candidate[] {
  switch (sampling) {
    case 'newest':
    case 'longest':
    case 'relevant':
      return candidates.slice(0, most);
    case 'random':
      return shuffled(candidates, seed).slice(0, most);
    case 'per-year':
      return inTurn(
        shuffled(candidates, seed),
        ({ date }) => (date === undefined ? '' : String(new Date(date).getUTCFullYear())),
        most,
      );
    case 'per-sender':
      return inTurn(shuffled(candidates, seed), ({ sender }) => sender, most);
    case 'per-thread':
      return inTurn(shuffled(candidates, seed), ({ thread }) => String(thread), most);
  }
}

function shuffled(candidates: readonly Candidate[], seed: number): readonly Candidate[] {
  return candidates
    .map((candidate) => ({ candidate, lot: lot(`${seed} ${candidate.key}`) }))
    .sort((a, b) => a.lot - b.lot || compare(a.candidate.key, b.candidate.key))
    .map(({ candidate }) => candidate);
}

/** One of each group in turn, so that a small group is heard beside a large one. */
function inTurn(
  candidates: readonly Candidate[],
  groupOf: (candidate: Candidate) => string,
  most: number,
): readonly Candidate[] {
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const name = groupOf(candidate);
    const group = groups.get(name);
    if (group) group.push(candidate);
    else groups.set(name, [candidate]);
  }
  const sorted = [...groups].sort(([a], [b]) => compare(a, b)).map(([, group]) => group);
  const drawn: Candidate[] = [];
  for (let turn = 0; drawn.length < most; turn++) {
    const round = sorted.flatMap((group) => group.slice(turn, turn + 1));
    if (round.length === 0) break;
    drawn.push(...round.slice(0, most - drawn.length));
  }
  return drawn;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** FNV-1a with a last mix (murmur3's): evenly spread also where keys differ in their last letter alone. */
function lot(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
