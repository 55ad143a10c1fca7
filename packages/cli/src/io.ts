/** Where text goes: a stream of the process, or a stand-in. */
export interface Output {
  /** @param done is called when it, and all that came before, has been written, or could not be */
  write(text: string, done?: (error?: Error | null) => void): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  on?(event: 'error', listener: (error: Error) => void): unknown;
}

/** Everything of the process that the command line touches, so that it can be run without one. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean | undefined };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Where signals arrive. */
  readonly signals: {
    on(signal: NodeJS.Signals, listener: () => void): unknown;
    off(signal: NodeJS.Signals, listener: () => void): unknown;
  };
  /** Where errors arrive that nobody waits for: of a timer, a stray promise. */
  readonly strays: {
    on(listener: (error: unknown) => void): unknown;
    off(listener: (error: unknown) => void): unknown;
  };
  /** Ends the process at once. */
  exit(code: number): void;
}

/** The real thing. */
export function processIo(): Io {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    env: process.env,
    cwd: process.cwd(),
    signals: process,
    strays: {
      on: (listener) => process.on('uncaughtException', listener).on('unhandledRejection', listener),
      off: (listener) => process.off('uncaughtException', listener).off('unhandledRejection', listener),
    },
    exit: (code) => process.exit(code),
  };
}
