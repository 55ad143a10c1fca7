import { baseSubject } from './subject.ts';

/** What of a message decides its place. */
export interface Threadable {
  /** Its Message-ID; absent or repeated: it gets one of its own. */
  readonly id: string | undefined;
  /** `References`, else `In-Reply-To`: from the oldest to the parent. */
  readonly references: readonly string[];
  readonly subject: string;
  /** Epoch milliseconds. */
  readonly date: number | undefined;
}

/** A place in a thread. Without a message: one that others refer to and that is not here. */
export interface ThreadNode<T> {
  readonly id: string;
  readonly message: T | undefined;
  readonly children: readonly ThreadNode<T>[];
}

interface Container<T> {
  id: string;
  message: T | undefined;
  parent: Container<T> | undefined;
  children: Container<T>[];
}

// A chain that is longer tells nothing more; mail programs cut it at 20 or so.
const MOST_REFERENCES = 200;

/**
 * Threads by References: Jamie Zawinski's algorithm as RFC 5256 has it (section 3, REFERENCES), with guards against messages that refer
 * to each other in a circle. In the order of the messages; give them sorted where the archive's order must not matter.
 * @param bySubject joins threads of the same subject, too (step 5), where it says that two messages may belong together
 */
export function threadByReferences<T extends Threadable>(
  messages: readonly T[],
  { bySubject }: { readonly bySubject?: ((a: T, b: T) => boolean) | undefined } = {},
): readonly ThreadNode<T>[] {
  const containers = new Map<string, Container<T>>();
  const containerOf = (id: string): Container<T> => {
    let container = containers.get(id);
    if (!container) {
      container = { id, message: undefined, parent: undefined, children: [] };
      containers.set(id, container);
    }
    return container;
  };
  for (const [index, message] of messages.entries()) {
    const isOwn =
      message.id !== undefined && message.id !== '' && containers.get(message.id)?.message === undefined;
    const container = containerOf(isOwn ? (message.id ?? '') : `\u0000${index}`);
    container.message = message;
    let parent: Container<T> | undefined;
    for (const reference of message.references.slice(-MOST_REFERENCES)) {
      const next = containerOf(reference);
      if (parent && next.parent === undefined && !isUnder(parent, next)) adopt(parent, next);
      parent = next;
    }
    // What others guessed about its parent gives way to what it says itself.
    orphan(container);
    if (parent && !isUnder(parent, container)) adopt(parent, container);
  }
  const roots = [...containers.values()].filter((container) => container.parent === undefined);
  const pruned = prune(roots);
  return bySubject ? joinBySubject(pruned, bySubject) : pruned;
}

/** Whether `container` is `ancestor` or stands somewhere under it. */
function isUnder<T>(container: Container<T>, ancestor: Container<T>): boolean {
  for (let at: Container<T> | undefined = container; at !== undefined; at = at.parent)
    if (at === ancestor) return true;
  return false;
}

function adopt<T>(parent: Container<T>, child: Container<T>): void {
  parent.children.push(child);
  child.parent = parent;
}

function orphan<T>(child: Container<T>): void {
  const { parent } = child;
  if (parent === undefined) return;
  parent.children.splice(parent.children.indexOf(child), 1);
  child.parent = undefined;
}

/**
 * Takes out places without a message (step 4): their children move up, but several stay together under an empty root.
 * Without recursion: a thread may be ten thousand replies deep.
 */
function prune<T>(roots: readonly Container<T>[]): Container<T>[] {
  const order: Container<T>[] = [];
  const stack = [...roots];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    order.push(at);
    stack.push(...at.children);
  }
  for (const container of order.reverse()) {
    container.children = container.children.flatMap((child) => {
      if (child.message !== undefined) return [child];
      for (const grandchild of child.children) grandchild.parent = container;
      return child.children;
    });
  }
  return roots.flatMap((root) => {
    if (root.message !== undefined || root.children.length > 1) return [root];
    for (const child of root.children) child.parent = undefined;
    return root.children;
  });
}

/** Step 5: threads of the same base subject are one. */
function joinBySubject<T extends Threadable>(
  roots: Container<T>[],
  related: (a: T, b: T) => boolean,
): Container<T>[] {
  const bySubject = new Map<string, Container<T>>();
  for (const root of roots) {
    const { base, isReply } = baseSubject(subjectOf(root));
    if (base === '') continue;
    const key = base.toLowerCase();
    const there = bySubject.get(key);
    const isBetter =
      there === undefined ||
      (there.message !== undefined && root.message === undefined) ||
      (isReplied(there) && !isReply && root.message !== undefined);
    if (isBetter) bySubject.set(key, root);
  }
  const gone = new Set<Container<T>>();
  for (const root of roots) {
    const key = baseSubject(subjectOf(root)).base.toLowerCase();
    const there = bySubject.get(key);
    if (key === '' || there === undefined || there === root) continue;
    const [mine, other] = [firstOf(root), firstOf(there)];
    if (mine === undefined || other === undefined || !related(mine, other)) continue;
    gone.add(root);
    joinTo(there, root);
  }
  return roots.filter((root) => !gone.has(root));
}

function joinTo<T extends Threadable>(there: Container<T>, root: Container<T>): void {
  if (there.message === undefined && root.message === undefined) {
    for (const child of root.children) adopt(there, child);
  } else if (there.message === undefined || (!isReplied(there) && isReplied(root))) {
    adopt(there, root);
  } else {
    // Neither is a reply to the other: both stand under an empty root, which takes the place of the first.
    const first: Container<T> = { ...there, children: there.children, parent: there };
    for (const child of first.children) child.parent = first;
    there.message = undefined;
    there.children = [first];
    adopt(there, root);
  }
}

function isReplied<T extends Threadable>(container: Container<T>): boolean {
  return container.message !== undefined && baseSubject(container.message.subject).isReply;
}

function subjectOf<T extends Threadable>({ message, children }: Container<T>): string {
  return message?.subject ?? children[0]?.message?.subject ?? '';
}

function firstOf<T>({ message, children }: Container<T>): T | undefined {
  return message ?? children[0]?.message;
}

/** Threads by subject alone (RFC 5256, ORDEREDSUBJECT): the first message, and below it all others. For archives without References. */
export function threadBySubject<T extends Threadable>(messages: readonly T[]): readonly ThreadNode<T>[] {
  const sorted = messages
    .map((message, index) => ({ message, index, key: baseSubject(message.subject).base.toLowerCase() }))
    .sort((a, b) => (a.message.date ?? 0) - (b.message.date ?? 0) || a.index - b.index);
  const threads = new Map<string, { id: string; message: T; children: ThreadNode<T>[] }>();
  for (const { message, index, key } of sorted) {
    const node = { id: message.id ?? `\u0000${index}`, message, children: [] };
    const first = threads.get(key);
    if (first) first.children.push(node);
    else threads.set(key, node);
  }
  return [...threads.values()];
}
