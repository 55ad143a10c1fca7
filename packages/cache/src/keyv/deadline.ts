/** What a call ends with that has not ended by itself. */
export class NoAnswerError extends Error {
  constructor(limitMs: number) {
    super(`it did not answer within ${limitMs / 1000} s`);
    this.name = 'NoAnswerError';
  }
}

/** The outcome of `work`, or `NoAnswerError` when there is none after so long. What comes later is dropped. */
export async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  if (limitMs === Number.POSITIVE_INFINITY) return work;
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const timer = setTimeout(() => reject(new NoAnswerError(limitMs)), limitMs);
  work.then(resolve, reject);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
