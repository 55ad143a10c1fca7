import { type ThreadNode, threadByReferences } from '../thread/threads.ts';
import type { Turn } from './turn.ts';

/** A turn in its place. */
export interface PlacedTurn {
  readonly turn: Turn;
  /** Message-ID of what it answers, also of a message that is not here. */
  readonly parent: string | undefined;
  /** Its parent is not in the archive. */
  readonly isOrphan: boolean;
}

/** The turns of a thread in the order in which they were said: by date, and none before the one that it answers. */
export function inOrder(turns: readonly Turn[]): readonly PlacedTurn[] {
  const sorted = withoutCopies(turns.toSorted(byDate));
  const known = new Set(sorted.map(({ facts }) => facts.id));
  const roots: readonly ThreadNode<{ readonly turn: Turn }>[] = threadByReferences(
    sorted.map((turn) => ({ ...turn.facts, turn })),
  );
  const times = new Map<Turn, number>();
  const stack = roots.map((node) => ({ node, after: Number.NEGATIVE_INFINITY }));
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    const { node, after } = item;
    const own = node.message?.turn.facts.date ?? after;
    const time = Math.max(own, after);
    if (node.message) times.set(node.message.turn, time);
    for (const child of node.children) stack.push({ node: child, after: time });
  }
  const place = new Map(depthFirst(roots).map((turn, index) => [turn, index]));
  return sorted
    .toSorted(
      (a, b) => (times.get(a) ?? 0) - (times.get(b) ?? 0) || (place.get(a) ?? 0) - (place.get(b) ?? 0),
    )
    .map((turn) => {
      const parent = turn.facts.references.at(-1);
      return { turn, parent, isOrphan: parent !== undefined && !known.has(parent) };
    });
}

function depthFirst(roots: readonly ThreadNode<{ turn: Turn }>[]): readonly Turn[] {
  const turns: Turn[] = [];
  const stack = [...roots].reverse();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.message) turns.push(node.message.turn);
    stack.push(...[...node.children].reverse());
  }
  return turns;
}

/** Copies of one message (from the list and directly, from two folders) say the same; what says something else stays. */
function withoutCopies(turns: readonly Turn[]): readonly Turn[] {
  const seen = new Set<string>();
  return turns.filter(({ facts, text, digest }) => {
    const what = facts.id === undefined ? digest : `${facts.id}\n${text.replaceAll(/\s+/g, ' ')}`;
    if (seen.has(what)) return false;
    seen.add(what);
    return true;
  });
}

function byDate(a: Turn, b: Turn): number {
  const [x, y] = [a.facts.date ?? Number.POSITIVE_INFINITY, b.facts.date ?? Number.POSITIVE_INFINITY];
  if (x !== y) return x < y ? -1 : 1;
  const [m, n] = [`${a.facts.id ?? ''} ${a.digest}`, `${b.facts.id ?? ''} ${b.digest}`];
  if (m === n) return 0;
  return m < n ? -1 : 1;
}
