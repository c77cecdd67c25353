/**
 * How fast the API takes what it is given, beside a bare Koa route with one durable insert: in turns, in one sitting, over real connections.
 * Once by the web role alone, as where delivery has machines of its own, and once by the whole hub, as `npm start` runs it: two delivery
 * processes then send the letters to a sink on the same two cores.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { typeTemplateId } from '../server/domain/notify/templates.ts';
import { freePort, median, openStage, pause, type Stage, startSmtpSink } from './stage.ts';

/** Requests a second, and the time (ms) that 99 of 100 answers took at most. */
type Lap = { rate: number; p99: number };
type Course = { path: string; port: number; headers: () => Record<string, string>; body: (n: number) => unknown };

type Name = 'bare' | 'events' | 'notify';

const CONNECTIONS = 32;
/** Seconds. */
const WARM_UP = 2;
const json = (body: unknown) => JSON.stringify(body);

const people = (n: number) => ({
  filer: { email: `filer${n}@example.jp`, name: '見本 花子' },
  applicant: { email: `applicant${n}@example.jp`, name: 'SAMPLE TARO' },
});

/** One application that is returned at once: a case, three letters and a follow-up. */
const returnedApplication = (n: number) => {
  const base = { specversion: '1.0', source: '/bench', subject: `case-${n}` };
  const submitted = {
    procedure: 'residence.change',
    submitted_at: new Date().toISOString(),
    reference: '123456789012',
    inquiry_password: 'xK7-pQ2',
    recipients: people(n),
  };
  const returned = { procedure: 'residence.change', kind: 'documents', items: ['住民票の写し'], limit_mb: 25 };
  return [
    { ...base, id: `s-${n}`, type: 'ras2.application.submitted', data: submitted },
    { ...base, id: `r-${n}`, type: 'ras2.application.returned', data: returned },
  ];
};

export const token = (key: string): string => {
  const part = (value: unknown) => Buffer.from(json(value)).toString('base64url');
  const claims = `${part({ typ: 'JWT', alg: 'HS256' })}.${part({ iss: key.slice(-73, -37), iat: Math.floor(Date.now() / 1000) })}`;
  return `${claims}.${createHmac('sha256', key.slice(-36)).update(claims).digest('base64url')}`;
};

/** A program without delivery is not known by its workers. */
const listening = async (port: number): Promise<void> => {
  for (let i = 0; i < 300; i++) {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null);
    if (answer?.ok) return;
    await pause(100);
  }
  throw new Error('the program does not answer');
};

const startBare = async (folder: string): Promise<{ program: ChildProcess; port: number }> => {
  const script = fileURLToPath(new URL('./bareRoute.ts', import.meta.url));
  const program = spawn(process.execPath, [script, join(folder, 'bare.db')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await once(program.stdout!, 'data')) as [Buffer];
  return { program, port: Number(said.toString()) };
};

/** Runs one lap. Anything but a success is an error: a refused request is cheap and would flatter the figure. */
const lap = async (course: Course, from: number, seconds: number): Promise<Lap & { to: number }> => {
  let n = from;
  const result = await autocannon({
    url: `http://127.0.0.1:${course.port}`,
    connections: CONNECTIONS,
    duration: seconds,
    requests: [
      {
        method: 'POST',
        path: course.path,
        setupRequest: (request) => ({
          ...request,
          headers: { 'content-type': 'application/json', ...course.headers() },
          body: json(course.body(n++)),
        }),
      },
    ],
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${course.path}: ${result.non2xx} refused, ${result.errors} failed`);
  return { rate: result.requests.average, p99: result.latency.p99, to: n };
};

/** Until every letter has left: what one lap caused must not weigh on the next. */
const drained = async (stage: Stage) => {
  for (let i = 0; i < 600; i++) {
    const open = await stage.db.knex('letter').whereIn('state', ['waiting', 'sending', 'deferred']).first('id');
    if (!open) return;
    await pause(100);
  }
  throw new Error('letters are left over a minute later');
};

const figures = (laps: readonly Lap[], bare: readonly Lap[]) => {
  const rate = median(laps.map((l) => l.rate));
  const p99 = median(laps.map((l) => l.p99));
  return {
    rate: Math.round(rate),
    p99_ms: p99,
    ratio: Number((rate / median(bare.map((l) => l.rate))).toFixed(2)),
    p99_ratio: Number((p99 / median(bare.map((l) => l.p99))).toFixed(1)),
    runs: laps.map((l) => Math.round(l.rate)),
  };
};

type Way = { roles: string; drains: boolean };
const ways: Record<'accepting' | 'sending', Way> = {
  accepting: { roles: 'web', drains: false },
  sending: { roles: 'web,intake,delivery,clock', drains: true },
};

/** The laps of one way: medians of `runs` laps of `seconds`, in turns with the bare route. */
const sitting = async (
  p: { runs: number; seconds: number; env: Record<string, string>; say(words: string): void },
  way: Way,
) => {
  const stage = await openStage(0, p.say);
  const sink = await startSmtpSink();
  const bare = await startBare(stage.folder);
  const port = await freePort();
  const program = await stage.start({
    ROLES: way.roles,
    HTTP_PORT: String(port),
    SMTP_PORT: String(await freePort()),
    SMTP_URL: `smtp://127.0.0.1:${sink.port}?tls=none`,
    // Counted as ever, and never reached.
    API_RATE_MINUTE: '100000000',
    ...p.env,
  });
  try {
    await listening(port);
    const { key } = await stage.hub<{ key: string }>(
      ...['keys', 'create', '--name', 'bench', '--type', 'live', '--system', 'ras2'],
    );
    const bearer = () => ({ authorization: `Bearer ${key}` });
    const courses: Record<Name, Course> = {
      bare: { path: '/', port: bare.port, headers: bearer, body: (n) => ({ id: n, events: returnedApplication(n) }) },
      events: { path: '/api/v1/events', port, headers: bearer, body: returnedApplication },
      notify: {
        path: '/v2/notifications/email',
        port,
        headers: () => ({ authorization: `Bearer ${token(key)}` }),
        body: (n) => ({
          template_id: typeTemplateId('use-declaration-refused', 'ja'),
          email_address: `filer${n}@example.jp`,
          personalisation: {},
        }),
      },
    };
    const names = Object.keys(courses) as Name[];
    const laps: Record<Name, Lap[]> = { bare: [], events: [], notify: [] };
    let n = 0;
    const ride = async (name: Name, seconds: number) => {
      const { to, ...done } = await lap(courses[name], n, seconds);
      n = to;
      if (way.drains) await drained(stage);
      return done;
    };
    // The first seconds of a program are its compiler's.
    for (const name of names) await ride(name, WARM_UP);
    for (let run = 0; run < p.runs; run++)
      for (const name of names) {
        const done = await ride(name, p.seconds);
        laps[name].push(done);
        p.say(`${name.padEnd(6)} ${done.rate.toFixed(0).padStart(6)} requests/s, p99 ${done.p99} ms`);
      }
    return {
      bare: figures(laps.bare, laps.bare),
      events: figures(laps.events, laps.bare),
      notify: figures(laps.notify, laps.bare),
    };
  } finally {
    await stage.stop(program);
    bare.program.kill();
    sink.stop();
    await stage.close();
  }
};

/**
 * Requests a second and p99 of `POST /api/v1/events` (a case, a follow-up and three letters a request) and of
 * `POST /v2/notifications/email`, beside the bare route.
 */
export const measureApi = async (p: Parameters<typeof sitting>[0]) => {
  p.say('the web role alone');
  const accepting = await sitting(p, ways.accepting);
  p.say('the whole hub');
  return { connections: CONNECTIONS, ...accepting, sending: await sitting(p, ways.sending) };
};
