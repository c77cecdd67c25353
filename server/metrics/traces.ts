/**
 * Traces by OpenTelemetry, handed to a collector over OTLP/HTTP. Ids of traces and of pieces that have parts are digests of our own ids: the
 * process that takes an event and the one that sends its letter write into one trace without telling each other, and no row has a column more.
 */
import { createHash } from 'node:crypto';
import { ROOT_CONTEXT, type SpanContext, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type IdGenerator, RandomIdGenerator, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Piece, Traces } from '../lib/traces.ts';

const hex = (text: string, bytes: number): string =>
  createHash('sha256').update(text).digest().subarray(0, bytes).toString('hex');
const traceId = (letter: string) => hex(letter, 16);
const spanId = (letter: string, id: string) => hex(`${letter} ${id}`, 8);

/** Gives out the ids that the piece has by its name. */
const namedIds = () => {
  const random = new RandomIdGenerator();
  let next: { trace: string; span: string | null } | null = null;
  const generator: IdGenerator = {
    generateTraceId: () => next?.trace ?? random.generateTraceId(),
    generateSpanId: () => next?.span ?? random.generateSpanId(),
  };
  return {
    generator,
    during<T>(piece: Piece, run: () => T): T {
      next = { trace: traceId(piece.letter), span: piece.id === undefined ? null : spanId(piece.letter, piece.id) };
      try {
        return run();
      } finally {
        next = null;
      }
    },
  };
};

const within = (piece: Piece) =>
  piece.within === undefined
    ? ROOT_CONTEXT
    : trace.setSpanContext(ROOT_CONTEXT, {
        traceId: traceId(piece.letter),
        spanId: spanId(piece.letter, piece.within),
        traceFlags: TraceFlags.SAMPLED,
        isRemote: true,
      });

/** W3C Trace Context, 3.2: version 00, and ids that are not all zeros. */
const callerContext = (traceparent = ''): SpanContext | null => {
  const [, trace = '', span = ''] =
    /^00-(?!0+-)([0-9a-f]{32})-(?!0+-)([0-9a-f]{16})-[0-9a-f]{2}$/.exec(traceparent) ?? [];
  return (trace && { traceId: trace, spanId: span, traceFlags: TraceFlags.NONE }) || null;
};

/** `endpoint`: of a collector, as OTEL_EXPORTER_OTLP_ENDPOINT names it; `/v1/traces` is added. `process`: what this one does. */
export const openTraces = (p: { endpoint: string; version: string; process: string }): Traces => {
  const ids = namedIds();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'fumibako',
      'service.version': p.version,
      'fumibako.process': p.process,
    }),
    idGenerator: ids.generator,
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: `${p.endpoint.replace(/\/$/, '')}/v1/traces` }),
      }),
    ],
  });
  const tracer = provider.getTracer('fumibako', p.version);
  return {
    note(piece) {
      const caller = callerContext(piece.caller);
      const span = ids.during(piece, () =>
        tracer.startSpan(
          piece.name,
          { startTime: piece.from, attributes: piece.facts, links: caller ? [{ context: caller }] : [] },
          within(piece),
        ),
      );
      if (piece.failed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(Math.max(piece.from, piece.to));
    },
    close: () => provider.shutdown(),
  };
};
