import type { OutcomeData, RunEvent } from '@bowerbird/core';
import { type Context, context, type Span, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';

/**
 * Tells OpenTelemetry of runs: a span for the run, one for each task that was not a hit, one for each attempt in it. Where the program has
 * registered no SDK the API gives spans that do nothing, and then nothing is made at all.
 * @returns a subscriber for a runner
 */
export function traces(tracer: Tracer = trace.getTracer('bowerbird')): (event: RunEvent) => void {
  const runs = new Map<string, RunTrace | undefined>();
  return (event) => {
    if (event.type === 'run-start') runs.set(event.run, RunTrace.start(tracer, event));
    runs.get(event.run)?.hear(event);
    if (event.type === 'run-end') runs.delete(event.run);
  };
}

type Of<T extends RunEvent['type']> = RunEvent & { readonly type: T };

/** A span that is open, and what is put inside of it. */
interface Open {
  readonly span: Span;
  readonly inside: Context;
}

class RunTrace {
  readonly #tracer: Tracer;
  readonly #run: Open;
  readonly #tasks = new Map<string, Open>();
  readonly #attempts = new Map<string, Span>();

  private constructor(tracer: Tracer, run: Open) {
    this.#tracer = tracer;
    this.#run = run;
  }

  /** `undefined` where nobody records. */
  static start(tracer: Tracer, { at, run, pipelines }: Of<'run-start'>): RunTrace | undefined {
    const attributes = { 'bowerbird.run': run, 'bowerbird.pipelines': [...pipelines] };
    const opened = open(tracer, 'run', at, attributes, context.active());
    return opened.span.isRecording() ? new RunTrace(tracer, opened) : undefined;
  }

  hear(event: RunEvent): void {
    switch (event.type) {
      case 'attempt-start':
        this.#begin(event);
        break;
      case 'attempt-end':
        this.#attemptEnd(event);
        break;
      case 'task-end':
        this.#taskEnd(event);
        break;
      case 'run-end':
        for (const { span } of this.#tasks.values()) span.end(event.at);
        this.#run.span.setAttribute('bowerbird.status', event.status);
        if (event.status === 'failed') this.#run.span.setStatus({ code: SpanStatusCode.ERROR });
        this.#run.span.end(event.at);
        break;
    }
  }

  #begin(event: Of<'attempt-start'>): void {
    const { at, pipeline, source, collector, attempt } = event;
    const key = keyOf(event);
    const task =
      this.#tasks.get(key) ??
      open(
        this.#tracer,
        `task ${pipeline}`,
        at,
        { 'bowerbird.pipeline': pipeline, 'bowerbird.source': source },
        this.#run.inside,
      );
    this.#tasks.set(key, task);
    const attributes = { 'bowerbird.collector': collector, 'bowerbird.attempt': attempt };
    const { span } = open(this.#tracer, `attempt ${collector}`, at, attributes, task.inside);
    this.#attempts.set(key, span);
  }

  #attemptEnd(event: Of<'attempt-end'>): void {
    const span = this.#attempts.get(keyOf(event));
    this.#attempts.delete(keyOf(event));
    if (!span) return;
    span.setAttributes({
      'bowerbird.requests': event.requests,
      'bowerbird.bytes': event.bytes,
      'bowerbird.waited_ms': event.waitedMs,
    });
    if (event.deferred) span.setAttribute('bowerbird.deferred', true);
    else if (event.error) {
      span.setAttribute('error.type', event.error.code);
      span.setStatus({ code: SpanStatusCode.ERROR, message: event.error.message });
    }
    span.end(event.at);
  }

  #taskEnd(event: Of<'task-end'>): void {
    const task = this.#tasks.get(keyOf(event));
    this.#tasks.delete(keyOf(event));
    if (!task) return;
    task.span.setAttributes(attributesOf(event.outcome));
    if (event.outcome.status === 'failed')
      task.span.setStatus({ code: SpanStatusCode.ERROR, message: event.outcome.error.message });
    task.span.end(event.at);
  }
}

function open(
  tracer: Tracer,
  name: string,
  startTime: number,
  attributes: Record<string, string | number | string[]>,
  inside: Context,
): Open {
  const span = tracer.startSpan(name, { startTime, attributes }, inside);
  return { span, inside: trace.setSpan(inside, span) };
}

function attributesOf(outcome: OutcomeData): Record<string, string | number> {
  const cost = 'cost' in outcome ? { 'bowerbird.cost_usd': outcome.cost } : {};
  if (outcome.status !== 'collected') return { 'bowerbird.outcome': outcome.status, ...cost };
  return {
    'bowerbird.outcome': outcome.status,
    'bowerbird.from': outcome.from,
    'bowerbird.change': outcome.change,
    'bowerbird.documents': outcome.documents,
    ...cost,
  };
}

function keyOf({ pipeline, key }: { readonly pipeline: string; readonly key: string }): string {
  return `${pipeline}\n${key}`;
}
