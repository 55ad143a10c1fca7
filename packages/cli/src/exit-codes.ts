/** What the exit code says. 3 and 4 are kept for purchases. */
export const EXIT = {
  /** All done. */
  done: 0,
  /** Some sources failed, or the command could not do its work. */
  failed: 1,
  /** The configuration or the call is wrong. */
  usage: 2,
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
