/**
 * A sender that does the least a bulletin needs and nothing else, to measure ours by: it opens the sealed addresses of its rows, sends
 * pipelined mails of one size over its connections (the next envelope behind the content) and records each 50 durably in SQLite. One process,
 * callbacks, no queue builder, no limits, no leases, no second process, no second try. As a program it answers on standard output:
 * `node bench/reference.ts PORT MAILS BYTES [CONNECTIONS=8]`
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { newMasterKey, openKeyRing, seal, unseal } from '../server/lib/seal.ts';

const GROUP = 50;
const READ = 800;
const ring = openKeyRing(newMasterKey());

/** Rows with sealed addresses, and the two statements of a bulletin: read what is next, note what has left. */
const openRows = (folder: string, mails: number) => {
  const db = new DatabaseSync(join(folder, 'reference.db'));
  db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 4000');
  db.exec('create table mail (id integer primary key, email blob not null, sent_at integer)');
  const add = db.prepare('insert into mail (id, email) values (?, ?)');
  db.exec('begin');
  for (let id = 1; id <= mails; id++) add.run(id, seal(ring, `reader|email|${id}`, `reader.number${id}@example.jp`));
  db.exec('commit');
  const next = db.prepare('select id, email from mail where id > ? order by id limit ?');
  const note = db.prepare('update mail set sent_at = ? where id in (select value from json_each(?))');
  const left = db.prepare('select count(*) as n from mail where sent_at is null');
  return {
    read: (after: number) => next.all(after, READ) as { id: number; email: Uint8Array }[],
    /** One transaction, on disk when it returns. */
    record: (ids: readonly number[]) => void note.run(Date.now(), JSON.stringify(ids)),
    left: () => (left.get() as { n: number }).n,
    close: () => db.close(),
  };
};

/** Base64 lines, as bulletins are; the address is the only thing that differs. */
const sampleBody = (bytes: number): string => {
  const head = 'From: <no-reply@mail.example.jp>\r\nSubject: sample\r\n\r\n';
  const line = `${'QUJD'.repeat(19)}\r\n`;
  return `${(head + line.repeat(Math.ceil(bytes / line.length))).slice(0, bytes - 40)}\r\n.\r\n`;
};

type Mail = { id: number; to: string };

/** One connection: greeting and EHLO, then three answers to an envelope and one to a content, in turn. */
const openLane = (port: number, p: { take(): Mail | null; sent(mail: Mail): void; body: string }): Promise<void> =>
  new Promise((done, fail) => {
    const socket = connect(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1');
    const envelope = ({ id, to }: Mail) => `MAIL FROM:<bounce+${id}@mail.example.jp>\r\nRCPT TO:<${to}>\r\nDATA\r\n`;
    let now: Mail | null = null;
    let answers = 0;
    let wanted = 1;
    let step: () => void;
    let rest = '';
    const end = () => void socket.end('QUIT\r\n', () => done());
    const content = () => {
      const sent = now!;
      now = p.take();
      socket.write(`To: ${sent.to}\r\n${p.body}${now ? envelope(now) : ''}`, 'latin1');
      [wanted, step] = [
        1,
        () => {
          p.sent(sent);
          if (!now) return end();
          [wanted, step] = [3, content];
        },
      ];
    };
    const begin = () => {
      now = p.take();
      if (!now) return end();
      socket.write(envelope(now), 'latin1');
      [wanted, step] = [3, content];
    };
    step = () => {
      socket.write('EHLO mail.example.jp\r\n');
      [wanted, step] = [1, begin];
    };
    socket.on('error', fail);
    socket.on('data', (piece: string) => {
      const lines = (rest + piece).split('\r\n');
      rest = lines.pop()!;
      for (const line of lines) {
        if (line[3] === '-') continue;
        if (line[0] !== '2' && line[0] !== '3') return fail(new Error(`refused: ${line}`));
        if (++answers < wanted) continue;
        answers = 0;
        step();
      }
    });
  });

/** Sends all rows; a mail counts when its group is on disk. CPU of the process without the making of the rows. */
const sendAll = async (port: number, mails: number, bytes: number, connections: number) => {
  const folder = mkdtempSync(join(process.env.BENCH_DIR ?? '/var/tmp', 'fumibako-bench-'));
  const rows = openRows(folder, mails);
  try {
    const began = performance.now();
    const spent = process.cpuUsage();
    let line: { id: number; email: Uint8Array }[] = [];
    let after = 0;
    let group: number[] = [];
    const take = (): Mail | null => {
      if (line.length === 0) line = rows.read(after).reverse();
      const row = line.pop();
      if (!row) return null;
      after = row.id;
      return { id: row.id, to: unseal(ring, `reader|email|${row.id}`, row.email) };
    };
    const record = () => {
      if (group.length > 0) rows.record(group);
      group = [];
    };
    const sent = ({ id }: Mail) => {
      if (group.push(id) >= GROUP) record();
    };
    const lanes = Array.from({ length: connections }, () => openLane(port, { take, sent, body: sampleBody(bytes) }));
    await Promise.all(lanes);
    record();
    const { user, system } = process.cpuUsage(spent);
    if (rows.left() > 0) throw new Error(`${rows.left()} mails were not recorded`);
    return { rate: (mails * 1000) / (performance.now() - began), cpuMicrosPerMail: (user + system) / mails };
  } finally {
    rows.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

export type Reference = Awaited<ReturnType<typeof sendAll>>;

/** The reference sender in a process of its own. */
export const measureReference = async (port: number, mails: number, bytes: number): Promise<Reference> => {
  const words = [fileURLToPath(import.meta.url), String(port), String(mails), String(bytes)];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  return JSON.parse(stdout) as Reference;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [port, mails, bytes, connections = 8] = process.argv.slice(2).map(Number) as [number, number, number, number?];
  process.stdout.write(`${JSON.stringify(await sendAll(port, mails, bytes, connections))}\n`);
}
