import type { PluginReference } from '../api.ts';

/**
 * How something was found. `info`: good to know, nothing to do. `warning`: works, with a drawback. `problem`: something will fail.
 * `skipped`: was not looked at, and the message says why.
 */
export type CheckStatus = 'ok' | 'info' | 'warning' | 'problem' | 'skipped';

/** What was found of one thing. */
export interface Check {
  /** What was looked at, such as `node` or `store sqlite`. Stable: programs may look for it. */
  readonly name: string;
  readonly status: CheckStatus;
  /** One line for people. */
  readonly message: string;
  /** More lines: the single faults, what led to it. */
  readonly details?: readonly string[] | undefined;
  /** What to do about it. */
  readonly hint?: string | undefined;
}

/** Everything that was looked at. JSON. */
export interface Diagnosis {
  /** Whether nothing is a problem. */
  readonly ok: boolean;
  readonly checks: readonly Check[];
}

/** What `doctor` looks at. */
export interface DoctorOptions {
  /** Where the rc file is looked for. */
  readonly cwd: string;
  /** The rc file, instead of looking for one. */
  readonly file?: string | undefined;
  /** The built-in plugins of a distribution. */
  readonly plugins?: readonly PluginReference[] | undefined;
  /** Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** The address that shows whether the network works. Default: `https://example.com/`. */
  readonly url?: string | undefined;
  /** Opens no connection, but to a cache store that is elsewhere. */
  readonly offline?: boolean | undefined;
  /** How long each check may take; a program, 5,000 at most. Default: 15,000. */
  readonly timeoutMs?: number | undefined;
  /** Stops all of it. */
  readonly signal?: AbortSignal | undefined;
}
