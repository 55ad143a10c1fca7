/** Items in batches: of the given size, or smaller when the next item does not come within `lingerMs`. Reads one item ahead. */
export async function* inBatches<T>(
  items: AsyncIterable<T>,
  size: number,
  lingerMs: number,
): AsyncGenerator<readonly T[]> {
  const iterator = items[Symbol.asyncIterator]();
  let next = iterator.next();
  try {
    for (let first = await next; !first.done; first = await next) {
      const batch = [first.value];
      next = iterator.next();
      while (batch.length < size) {
        const item = await within(next, lingerMs);
        if (item === undefined || item.done) break;
        batch.push(item.value);
        next = iterator.next();
      }
      yield batch;
    }
  } finally {
    // Not awaited: an iterator that hangs would hang here too. Its errors came out of `next`.
    next.catch(() => undefined);
    Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}

async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, milliseconds, undefined);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
