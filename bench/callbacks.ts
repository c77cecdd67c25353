/**
 * How soon systems hear what became of their letters, by the whole hub over real connections: one system whose five receivers never answer,
 * another that is told meanwhile; then 900 outcomes for a receiver that takes a second for each.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpuSeconds, freePort, openStage, pause, type Stage, startSmtpSink } from './stage.ts';

const HANGING = 5;
const ASKED = 30;
const OUTCOMES = 900;
const SLOW_MS = 1000;
/** Longer than any answer may take here. */
const PATIENCE_MS = 180_000;

type Heard = { subject: string; outcome: string; sentAt: number; at: number };
type Receiver = { url: string; heard: Heard[]; open(): number; close(): void };

/** `answers`: null never answers. */
const startReceiver = async (answers: ((res: ServerResponse) => void) | null): Promise<Receiver> => {
  const heard: Heard[] = [];
  let open = 0;
  const server = createServer((req, res) => {
    open++;
    res.on('close', () => open--);
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const { data } = JSON.parse(Buffer.concat(chunks).toString()) as { data: Record<string, string> };
      const sentAt = Date.parse(data.sent_at ?? '');
      heard.push({ subject: data.subject!, outcome: data.outcome!, sentAt, at: Date.now() });
      answers?.(res);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    heard,
    open: () => open,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

const until = async (what: string, holds: () => boolean): Promise<void> => {
  const end = Date.now() + PATIENCE_MS;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`not within three minutes: ${what}`);
    await pause(20);
  }
};

const event = (type: string, subject: string, recipients: object, data: object = {}) => ({
  ...{ specversion: '1.0', source: '/bench', id: subject, type, subject },
  data: { recipients, ...data },
});
const filer = (n: number) => ({ filer: { email: `filer${n}@example.jp` } });
const refused = (n: number) => event('ras2.declaration.refused', `r-${n}`, filer(n));
const accepted = (n: number) => {
  const filed = { number: `E-${n}`, filed_on: '2026-11-20', kind: 'resident.spouse', count: 1 };
  return event('ens.notice.accepted', `e-${n}`, filer(n), filed);
};
const issued = (n: number) =>
  event('ras1.account.password-changed', `a-${n}`, { holder: { email: `h${n}@example.jp` } });

const spread = (values: readonly number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { n: sorted.length, p50: at(0.5), p95: at(0.95), most: at(1) };
};

type System = { report(events: object[]): Promise<number> };

/** A key of a system, and where its outcomes go. Reports answer when they were answered. */
const openSystem = async (
  stage: Stage,
  port: number,
  system: string,
  receivers: readonly Receiver[],
): Promise<System> => {
  const { key } = await stage.hub<{ key: string }>(
    ...['keys', 'create', '--name', `bench ${system}`, '--type', 'live', '--system', system],
  );
  for (const { url } of receivers) await stage.hub('callbacks', 'add', '--system', system, '--url', url);
  return {
    async report(events) {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/events/batch`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents-batch+json' },
        body: JSON.stringify(events),
      });
      if (answer.status !== 202) throw new Error(`${answer.status}: ${(await answer.text()).slice(0, 500)}`);
      return Date.now();
    },
  };
};

/** Five receivers of one system hang; thirty letters of another are told. Milliseconds. */
const besideHanging = async (stage: Stage, port: number) => {
  const hanging = await Promise.all(Array.from({ length: HANGING }, () => startReceiver(null)));
  const quick = await startReceiver((res) => void res.writeHead(204).end());
  try {
    const ras2 = await openSystem(stage, port, 'ras2', hanging);
    const ens = await openSystem(stage, port, 'ens', [quick]);
    await ras2.report(Array.from({ length: 100 }, (_, n) => refused(n)));
    await until('all five hang', () => hanging.every((one) => one.open() > 0));
    const answered = new Map<string, number>();
    for (let n = 0; n < ASKED; n++) {
      const sent = accepted(n);
      answered.set(sent.subject, await ens.report([sent]));
      await pause(100);
    }
    await until('the other system has heard of all', () => quick.heard.length >= ASKED);
    return {
      hanging: hanging.reduce((sum, one) => sum + one.open(), 0),
      after_answer_ms: spread(quick.heard.map((one) => one.at - answered.get(one.subject)!)),
      after_sending_ms: spread(quick.heard.map((one) => one.at - one.sentAt)),
    };
  } finally {
    for (const one of [...hanging, quick]) one.close();
  }
};

/** 900 outcomes for a receiver that answers each after a second. */
const toSlow = async (stage: Stage, port: number, pids: readonly number[]) => {
  const ended: number[] = [];
  let most = 0;
  const slow: Receiver = await startReceiver((res) => {
    most = Math.max(most, slow.open());
    setTimeout(() => res.writeHead(204).end(() => ended.push(Date.now())), SLOW_MS);
  });
  try {
    const ras1 = await openSystem(stage, port, 'ras1', [slow]);
    const cpu = cpuSeconds(pids);
    const began = await ras1.report(Array.from({ length: OUTCOMES }, (_, n) => issued(n)));
    await until('all outcomes are told', () => ended.length >= OUTCOMES);
    const seconds = (ms: number) => Number((ms / 1000).toFixed(1));
    return {
      outcomes: new Set(slow.heard.map((one) => one.subject)).size,
      told: slow.heard.length,
      at_once: most,
      seconds: seconds(Math.max(...ended) - began),
      // Of web, clock and delivery together: reported, sent and told.
      cpu_ms_an_outcome: Number((((cpuSeconds(pids) - cpu) * 1000) / OUTCOMES).toFixed(1)),
      telling_seconds: seconds(Math.max(...ended) - slow.heard[0]!.at),
    };
  } finally {
    slow.close();
  }
};

/** Both measurements, one after the other, on one hub that is new. */
export const measureCallbacks = async (p: { env: Record<string, string>; say(words: string): void }) => {
  const stage = await openStage(0, p.say, { env: { CALLBACK_ALLOW_PRIVATE: 'true' } });
  const sink = await startSmtpSink();
  const port = await freePort();
  const program = await stage.start({
    ROLES: 'web,delivery,clock',
    HTTP_PORT: String(port),
    SMTP_PORT: String(await freePort()),
    SMTP_URL: `smtp://127.0.0.1:${sink.port}?tls=none`,
    ...p.env,
  });
  try {
    const slow = await toSlow(stage, port, await stage.pids(program));
    p.say(`${slow.outcomes} outcomes to a receiver of a second each: ${slow.seconds} s`);
    const beside = await besideHanging(stage, port);
    p.say(`beside ${HANGING} receivers that hang: p95 ${beside.after_answer_ms.p95} ms after the answer`);
    return { slow, beside };
  } finally {
    await stage.stop(program);
    sink.stop();
    await stage.close();
  }
};
