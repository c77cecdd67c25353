/** One trace from the event to the next server's answer: taken at the real API, delivered over real SMTP, read at a collector's own door. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestApp, testApp } from '../../support/app.ts';
import { type Sink, startSink } from '../../support/recordingSink.ts';
import { event, systemOf } from '../../support/systems.ts';
import { until } from '../../support/until.ts';

type Attribute = { key: string; value: { stringValue?: string; intValue?: number } };
type Span = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes: Attribute[];
  links?: { traceId: string; spanId: string }[];
  status?: { code?: number };
};

const spans: Span[] = [];
let told = '';
let collector: Server;
let sink: Sink;
let app: TestApp;
let stopped = false;
beforeAll(async () => {
  collector = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      told += body;
      const { resourceSpans } = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
      spans.push(...resourceSpans.flatMap((r) => r.scopeSpans.flatMap((s) => s.spans)));
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((go) => collector.listen(0, '127.0.0.1', go));
  sink = await startSink();
  app = await testApp({
    ROLES: 'web,delivery',
    SMTP_URL: sink.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
  });
});
afterAll(async () => {
  if (!stopped) await app.stop();
  await sink.close();
  await new Promise((go) => collector.close(go));
});

const factOf = (span: Span, key: string) => span.attributes.find((one) => one.key === key)?.value.stringValue;

test('event → letter → SMTP answer are one trace over processes, without anything personal; the caller’s own is named beside', async () => {
  const system = await systemOf(app);
  const caller = { trace: 'a'.repeat(32), span: 'b'.repeat(16) };
  const reply = await system.report(
    event('ras2.application.submitted', { data: { recipients: { filer: { email: 'traced@example.jp' } } } }),
    '',
    { traceparent: `00-${caller.trace}-${caller.span}-01` },
  );
  expect(reply.status).toBe(202);
  const letters = (reply.body.letters as { id: string }[]).length;
  expect(letters).toBeGreaterThan(0);
  expect(await until(() => sink.seen === letters)).toBe(true);
  // What is left is handed over at the end.
  await app.stop();
  stopped = true;

  const calls = spans.filter(({ name }) => name === 'event taken');
  expect(calls).toHaveLength(letters);
  for (const call of calls) {
    expect(call.links).toMatchObject([{ traceId: caller.trace, spanId: caller.span }]);
    expect(factOf(call, 'event.system')).toBe('ras2');
    const own = spans.filter(({ traceId }) => traceId === call.traceId);
    const [wait, ...more] = own.filter(({ name }) => name === 'letter waits');
    const [sends, ...others] = own.filter(({ name }) => name === 'letter sends');
    expect([...more, ...others]).toEqual([]);
    expect(wait!.parentSpanId).toBe(call.spanId);
    expect(sends!.parentSpanId).toBe(wait!.spanId);
    expect(factOf(sends!, 'smtp.result')).toBe('accepted');
    expect(factOf(sends!, 'smtp.code')).toMatch(/^250/);
    expect(factOf(sends!, 'letter.system')).toBe('ras2');
  }
  expect(new Set(calls.map(({ traceId }) => traceId)).size).toBe(letters);
  expect(told).not.toContain('traced@');
});
