import { type Scrub, scrubber, scrubJson } from '@bowerbird/secrets';
import { examine, type Limits, type Probe } from './examine.ts';
import { examineProxies, examineUserAgent, withoutCredentials } from './introduction.ts';
import { keptProbes } from './kept.ts';
import { examineNode } from './node.ts';
import { examineOffline, examineOutside } from './outside.ts';
import { PROGRAMS, programProbe } from './programs.ts';
import { readConfiguration } from './rc-file.ts';
import type { Check, Diagnosis, DoctorOptions } from './types.ts';
import { examineVariables } from './variables.ts';

const EXAMPLE = 'https://example.com/';
const LIMIT_MS = 15_000;
const PROGRAM_LIMIT_MS = 5000;

/**
 * Looks at everything that a run rests on: Node.js, the rc file, the variables that it names, folders, stores, clock, network and
 * programs. First the rc file is read, then all else is looked at at the same time. Collects nothing, and buys nothing.
 *
 * What it finds is no error, and the value of no variable is told.
 * @throws the reason of `signal`, once that is aborted
 */
export async function doctor(options: DoctorOptions): Promise<Diagnosis> {
  const { env = process.env, url = EXAMPLE, offline = false, signal = never() } = options;
  const limits: Limits = { timeoutMs: options.timeoutMs ?? LIMIT_MS, signal };
  const { loaded, config, checks: ofFile } = await readConfiguration(options, limits);
  signal.throwIfAborted();
  const programs = PROGRAMS.map((program) => programProbe(program, env));
  const [kept, outside, called] = await Promise.all([
    examineAll(keptProbes(config, env), limits),
    offline ? examineOffline() : examineOutside(withoutCredentials(url), config.network, limits),
    examineAll(programs, { signal, timeoutMs: Math.min(limits.timeoutMs, PROGRAM_LIMIT_MS) }),
  ]);
  signal.throwIfAborted();
  const checks: readonly Check[] = [
    { name: 'node', ...examineNode() },
    ...ofFile,
    ...examineVariables(loaded, env),
    ...kept,
    ...outside,
    ...examineProxies(env),
    examineUserAgent(config.network),
    ...called,
  ];
  const scrub = scrubber(config.secrets);
  return {
    ok: checks.every(({ status }) => status !== 'problem'),
    checks: checks.map((check) => scrubCheck(check, (text) => withoutCredentials(scrub(text)))),
  };
}

function examineAll(probes: readonly Probe[], limits: Limits): Promise<readonly Check[]> {
  return Promise.all(probes.map((probe) => examine(probe, limits)));
}

function never(): AbortSignal {
  return new AbortController().signal;
}

/** A secret may be a word such as `problem`: what programs look for stays. */
function scrubCheck({ name, status, ...texts }: Check, scrub: Scrub): Check {
  return { name, status, ...scrubJson(texts, scrub) };
}
