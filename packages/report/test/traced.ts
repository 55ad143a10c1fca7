// A program with OpenTelemetry in it. Takes events as JSON on standard input, and where to send spans as its argument.
import { text } from 'node:stream/consumers';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { traces } from '../src/tracing/traces.ts';

const provider = new NodeTracerProvider({
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: process.argv[2] ?? '' }))],
});
provider.register();
const hear = traces();
for (const event of JSON.parse(await text(process.stdin))) hear(event);
await provider.forceFlush();
await provider.shutdown();
