import { BowerbirdError, type Document, type Sink, type SinkDefinition } from '@bowerbird/core';

/** How a sink fails. */
export interface FailingSinkOptions {
  /** How many writes fail, over all instances of the definition. Default: 1. */
  readonly times?: number | undefined;
  /** `after`: it has written all the same, and the answer got lost. Default: `before`, and nothing is written. */
  readonly when?: 'before' | 'after' | undefined;
}

/** The sink `failing-<name>`: its first writes fail with `SINK_FAILED`, and then it works. It can do whatever the wrapped one can. */
export function failingSink<Options>(
  definition: SinkDefinition<Options>,
  { times = 1, when = 'before' }: FailingSinkOptions = {},
): SinkDefinition<Options> {
  let failures = 0;
  const name = `failing-${definition.name}`;

  async function write(sink: Sink, documents: Parameters<Sink['write']>[0]): Promise<void> {
    const fails = failures < times;
    if (fails) failures++;
    if (!fails || when === 'after') await sink.write(documents);
    if (!fails) return;
    const message = `the sink ${name} fails on purpose: failure ${failures} of ${times}, ${when} writing`;
    throw new BowerbirdError('SINK_FAILED', message, { hint: 'It is a double for tests: write again.' });
  }

  return {
    ...definition,
    name,
    async create(options, home) {
      const sink = await definition.create(options, home);
      return {
        location: sink.location,
        write: (documents) => write(sink, documents),
        close: () => sink.close(),
        ...(sink.ids && { ids: () => listed(sink) }),
        ...(sink.documents && { documents: () => heldBy(sink) }),
        ...(sink.remove && { remove: async (ids: readonly string[]) => sink.remove?.(ids) }),
      };
    },
  };
}

async function* listed(sink: Sink): AsyncGenerator<string> {
  yield* sink.ids?.() ?? [];
}

async function* heldBy(sink: Sink): AsyncGenerator<Document> {
  yield* sink.documents?.() ?? [];
}
