/** What the exit code says. Where several apply to a run, the first of `interrupted`, `usage`, `failed`, `unbought`, `pending`. */
export const EXIT = {
  /** All done. */
  done: 0,
  /** Some sources failed, or the command could not do its work. */
  failed: 1,
  /** The configuration or the call is wrong. */
  usage: 2,
  /** A budget is reached, or purchases were not approved. Of a plan: a run would spend. */
  unbought: 3,
  /** What was bought is not finished: the next run goes on. */
  pending: 4,
  /** Stopped by a signal. */
  interrupted: 130,
} as const;

/** A call that cannot be carried out as it was written. */
export class UsageError extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.name = 'UsageError';
    this.hint = hint;
  }
}
