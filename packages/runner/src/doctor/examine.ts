import { BowerbirdError, toErrorData } from '@bowerbird/core';
import { Deadline } from '../execute/deadline.ts';
import { Scope } from '../execute/scope.ts';
import type { Check, CheckStatus } from './types.ts';

/** What was found, without what it was looked for at. */
export type Finding = Omit<Check, 'name'>;

/** Something to look at. */
export interface Probe {
  readonly name: string;
  /** How bad it is when `look` throws, or does not end in time. Default: `problem`. */
  readonly failed?: CheckStatus | undefined;
  /** What to do when it does not end in time, or throws without a hint. */
  readonly hint: string;
  /** @param signal aborted when the time is up: what is looked for later is dropped */
  look(signal: AbortSignal): Promise<Finding>;
}

/** How long it may take to look. */
export interface Limits {
  readonly timeoutMs: number;
  /** Ends it before. */
  readonly signal: AbortSignal;
}

/** Looks, within limits. Never throws: what goes wrong is what was found. */
export async function examine(probe: Probe, { timeoutMs, signal }: Limits): Promise<Check> {
  const { name, failed, hint, look } = probe;
  const late = () => new BowerbirdError('TIMED_OUT', `there is no answer after ${timeoutMs / 1000} s`);
  const outer = new Scope(signal);
  const deadline = new Deadline(timeoutMs, late, outer);
  try {
    return { name, ...(await deadline.race(look(deadline.signal))) };
  } catch (error) {
    const { message, hint: remedy = hint, causes = [] } = toErrorData(error);
    const details = causes.filter((cause) => !message.includes(cause));
    return {
      name,
      status: failed ?? 'problem',
      message,
      ...(details.length > 0 && { details }),
      hint: remedy,
    };
  } finally {
    deadline.end();
    outer.end();
  }
}
