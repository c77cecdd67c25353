/**
 * Reports that come back: very many wait at once, and meanwhile new ones about letters and readers come through the mail door. How soon does a new one reach its effect (reader, follow-ups, task, callback at the other side), and when is the backlog done?
 */
import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addOutcomes } from '../server/store/outcomes.ts';
import { sendBulletin } from './bulletin.ts';
import { full, gone, handIn, listens } from './reports.ts';
import { cpuSeconds, freePort, insertReaders, median, openStage, pause, type Stage, startSmtpSink } from './stage.ts';

type Say = (words: string) => void;
/** Letters and readers that a new report comes for while the others wait. */
const FRESH = 8;
const DOOR = 2000;
const EVERY_MS = 4000;
const LATEST_MS = 60_000;
const CONNECTIONS = 8;

/** Hears callbacks: the ids of letters that were told as bounced, and when. */
const startListener = async () => {
  const heard = new Map<string, number>();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      const { data } = JSON.parse(body) as { data: { letter_id: string; outcome: string } };
      if (data.outcome === 'bounced') heard.set(data.letter_id, Date.now());
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { heard, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, stop: () => server.close() };
};
type Listener = Awaited<ReturnType<typeof startListener>>;

type Letter = { id: number; public_id: string };

/** Certificates whose reminders run, told by callback; and a bulletin that everybody got. */
const sent = async (stage: Stage, given: { program: ChildProcess; http: number; readers: number }) => {
  const { key } = await stage.hub<{ key: string }>(
    ...(['keys', 'create', '--name', 'bench', '--type', 'live', '--system', 'ras2'] as const),
  );
  const events = Array.from({ length: FRESH }, (_, n) => ({
    specversion: '1.0',
    id: `coe-${n}`,
    source: '/bench',
    subject: `case-${n}`,
    type: 'ras2.coe.issued',
    data: {
      certificate: 'CERTIFICATE OF ELIGIBILITY\nNo.  : SAMPLE-26-000123\nName : SAMPLE TARO',
      number: 'SAMPLE-26-000123',
      issued_on: new Date(Date.now() - 86_400_000).toISOString().slice(0, 10),
      method: 'mail',
      register_url: 'https://www.rasens-immi.moj.go.jp/coe',
      recipients: { filer: { email: `filer${n}@kaisha${n}.example.jp`, name: '見本 花子' } },
    },
  }));
  const asked = await fetch(`http://127.0.0.1:${given.http}/api/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify(events),
  });
  if (!asked.ok) throw new Error(`the API answered ${asked.status} ${await asked.text()}`);
  await sendBulletin(stage, given.program, given.readers);
  for (let n = 0; n < 300; n++) {
    const letters: Letter[] = await stage.db
      .knex('letter')
      .where({ type: 'coe-delivery', state: 'accepted' })
      .whereIn('id', stage.db.knex('chain').where({ state: 'running' }).select('letter_id'))
      .select('id', 'public_id');
    if (letters.length >= FRESH) return letters;
    await pause(100);
  }
  throw new Error('the letters did not leave');
};

const readersOf = async (stage: Stage): Promise<{ bulletin: number; readers: number[] }> => {
  const { id } = await stage.db.knex('bulletin').orderBy('id', 'desc').first('id');
  const rows: { reader_id: number }[] = await stage.db
    .knex('bulletin_recipient')
    .where({ bulletin_id: id })
    .select('reader_id');
  return { bulletin: id, readers: rows.map((row) => row.reader_id) };
};

/** Through the door, while nobody works on them. */
const throughTheDoor = async (stage: Stage, port: number, p: { bulletin: number; readers: readonly number[] }) => {
  let next = 0;
  const one = async () => {
    while (next < p.readers.length) {
      const n = next++;
      await handIn(stage, port, { about: { bulletin: p.bulletin, row: p.readers[n]! }, n, said: n % 2 ? full : gone });
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, one));
};

/** The rest of those that wait, as the door writes them: half of the readers are gone, the others' mailboxes are full. */
const fill = async (stage: Stage, p: { bulletin: number; n: number; say: Say }) => {
  const topic = await stage.db.knex('topic').where({ code: stage.topicCode }).first('id');
  for (let from = 0; from < p.n; from += 4000) {
    const ids = await insertReaders(stage, topic.id, 1_000_000 + from, Math.min(4000, p.n - from));
    const about = (readerId: number) => ({ bulletinId: p.bulletin, readerId, happenedAt: Date.now() });
    await stage.db.write((trx) =>
      addOutcomes(
        trx,
        ids.map((id, n) =>
          n % 2
            ? { ...about(id), kind: 'soft', reason: 'mailboxfull', reply: full.status }
            : { ...about(id), kind: 'bounced', reason: 'userunknown', reply: gone.status },
        ),
      ),
    );
    if (from > 0 && from % 40_000 === 0) p.say(`${from} reports wait`);
  }
};

const open = async (stage: Stage): Promise<number> =>
  Number((await stage.db.knex('outcome').whereNull('applied_at').count('* as n').first())?.n);

/** Milliseconds until the reader is looked after, the task is there, follow-ups stand and the other side has heard. */
const effects = async (stage: Stage, listener: Listener, p: { letter: Letter; reader: number; began: number }) => {
  const { knex } = stage.db;
  const seen: Record<string, number> = {};
  const looks: Record<string, () => Promise<boolean>> = {
    reader: async () => (await knex('suspension').where({ reader_id: p.reader }).first('id')) !== undefined,
    task: async () =>
      (await knex('task')
        .where({ kind: 'letter-bounced', object: `letter:${p.letter.public_id}` })
        .first('id')) !== undefined,
    chain: async () =>
      (await knex('chain').where({ letter_id: p.letter.id }).whereIn('state', ['waiting', 'running']).first('id')) ===
      undefined,
    callback: async () => listener.heard.has(p.letter.public_id),
  };
  while (Object.keys(seen).length < 4 && Date.now() - p.began < LATEST_MS) {
    for (const [name, look] of Object.entries(looks))
      if (seen[name] === undefined && (await look())) seen[name] = Date.now() - p.began;
    await pause(50);
  }
  return Math.max(...Object.keys(looks).map((name) => seen[name] ?? LATEST_MS));
};

type Work = { letters: readonly Letter[]; bulletin: number; late: readonly number[]; say: Say };

/** The whole hub takes up the backlog; a new report comes every few seconds. */
const workOff = async (stage: Stage, hub: { program: ChildProcess; smtp: number }, listener: Listener, p: Work) => {
  const began = Date.now();
  const cpu = cpuSeconds([hub.program.pid!]);
  const backlog = await open(stage);
  const waited: number[] = [];
  const ahead: number[] = [];
  for (let n = 0; (await open(stage)) > 0; ) {
    if (n < FRESH) {
      const [letter, reader] = [p.letters[n]!, p.late[n]!];
      ahead.push(await open(stage));
      const at = Date.now();
      await handIn(stage, hub.smtp, { about: { bulletin: 0, row: letter.id }, n: 1_000_000 + n, said: gone });
      await handIn(stage, hub.smtp, { about: { bulletin: p.bulletin, row: reader }, n: 2_000_000 + n, said: gone });
      waited.push(await effects(stage, listener, { letter, reader, began: at }));
      p.say(`with ${ahead.at(-1)} waiting, a new report took effect after ${waited.at(-1)} ms`);
      n++;
    }
    await pause(EVERY_MS);
  }
  const seconds = (Date.now() - began) / 1000;
  return {
    backlog,
    new_reports: waited.length,
    waiting_then: ahead,
    effect_ms: { worst: Math.max(...waited), median: median(waited) },
    backlog_seconds: Math.round(seconds),
    backlog_cpu_us: Math.round(((cpuSeconds([hub.program.pid!]) - cpu) / backlog) * 1e6),
  };
};

/** `waiting`: how many reports wait at once; two thousand of them come through the door, and what that costs is measured. */
export const measureReturned = async (p: {
  waiting: number;
  env: Record<string, string>;
  say: Say;
}): Promise<object> => {
  const doors = Math.min(DOOR, p.waiting);
  const stage = await openStage(doors + FRESH, p.say, { env: { CALLBACK_ALLOW_PRIVATE: 'true' } });
  const [sink, listener] = await Promise.all([startSmtpSink(), startListener()]);
  const [http, smtp] = [await freePort(), await freePort()];
  const env = { HTTP_PORT: String(http), SMTP_PORT: String(smtp), SMTP_URL: `smtp://127.0.0.1:${sink.port}` };
  let program: ChildProcess | null = null;
  const change = async (ROLES: string): Promise<ChildProcess> => {
    if (program) await stage.stop(program);
    program = await stage.start({ ...p.env, ...env, ROLES });
    await listens(smtp);
    return program;
  };
  try {
    await stage.hub('callbacks', 'add', '--system', 'ras2', '--url', listener.url);
    const whole = 'web,intake,clock,delivery';
    const letters = await sent(stage, { program: await change(whole), http, readers: doors + FRESH });
    const { bulletin, readers } = await readersOf(stage);
    const door = await change('web,intake');
    const [began, cpu] = [Date.now(), cpuSeconds([door.pid!])];
    await throughTheDoor(stage, smtp, { bulletin, readers: readers.slice(0, doors) });
    const taken = {
      taken: doors,
      taken_a_second: Math.round(doors / ((Date.now() - began) / 1000)),
      taken_cpu_us: Math.round(((cpuSeconds([door.pid!]) - cpu) / doors) * 1e6),
    };
    p.say(JSON.stringify(taken));
    await fill(stage, { bulletin, n: p.waiting - doors, say: p.say });
    const hub = await change(whole);
    const work = { letters, bulletin, late: readers.slice(doors), say: p.say };
    return { ...taken, ...(await workOff(stage, { program: hub, smtp }, listener, work)) };
  } finally {
    if (program) await stage.stop(program);
    listener.stop();
    sink.stop();
    await stage.close();
  }
};
