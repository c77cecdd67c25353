/**
 * The built-in mailbox: mails that would have left, in a file of its own, so that trying things out never fills the real database.
 * Bounded to the newest; several processes write. It holds addresses in the open and therefore does not exist in production.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import knexModule, { type Knex } from 'knex';
import { publicId } from '../lib/token.ts';

const knex = knexModule.default ?? knexModule;

/** A mail as the sending side knows it, so that nobody has to parse it again. Addresses are plain ('local@domain'). */
export type NewMailboxMail = {
  /** Epoch milliseconds of the hub's clock. */
  at: number;
  to: string;
  from: string;
  /** Envelope sender (bounce address). */
  returnPath: string;
  subject: string;
  text: string;
  html: string | null;
  raw: Buffer;
  /** Mail type, or 'bulletin'. */
  type: string;
  /** Languages in order, joined by commas. */
  languages: string;
  /** What ties several mails together: 'event:…', 'form', 'bulletin:…'. */
  cause: string;
  /** Public id of the case or bulletin when there is one. */
  reference: string | null;
  /** Public id of the letter; null for a bulletin's mail. */
  letter: string | null;
  keyType: string;
};
export type MailboxMail = NewMailboxMail & { id: string; seq: number; read: boolean; size: number };
export type MailboxEntry = Omit<MailboxMail, 'text' | 'html' | 'raw'> & { snippet: string };

/** Search over stored mails; every word must fit. Times are epoch milliseconds. */
export type MailboxTerm = {
  field: 'any' | 'to' | 'from' | 'subject' | 'case' | 'type' | 'lang' | 'is' | 'before' | 'after';
  value: string | number;
  not: boolean;
};
export type MailboxQuery = { terms?: readonly MailboxTerm[]; limit: number; below?: number };

type Content = { text: string; html: string | null; raw: Buffer };
type Head = {
  seq: number;
  id: string;
  at: number;
  recipient: string;
  sender: string;
  return_path: string;
  subject: string;
  snippet: string;
  type: string;
  languages: string;
  cause: string;
  reference: string | null;
  letter: string | null;
  key_type: string;
  seen: number;
  size: number;
};

/** Heads and contents apart: a list or a count of 10,000 mails must not read their sources. The text comes first, for search reads it alone. */
const schema = [
  'drop table if exists mail',
  `create table if not exists head (seq integer primary key autoincrement, id text not null unique, at integer not null,
     recipient text not null, sender text not null, return_path text not null, subject text not null, snippet text not null,
     type text not null, languages text not null, cause text not null, reference text, letter text,
     key_type text not null, seen integer not null default 0, size integer not null)`,
  'create index if not exists head_recipient on head (recipient collate nocase, seq)',
  'create index if not exists head_cause on head (cause, type, seq)',
  'create table if not exists content (seq integer primary key, text text not null, html text, raw blob not null)',
  'create trigger if not exists head_gone after delete on head begin delete from content where seq = old.seq; end',
];
const SNIPPET = 160;
const pragmas = ['pragma journal_mode = wal', 'pragma synchronous = off', 'pragma temp_store = memory'];

type RawConnection = {
  run(sql: string, done: (error: Error | null) => void): void;
  configure(name: string, value: number): void;
};

const openFile = (file: string) =>
  knex({
    client: 'sqlite3',
    connection: { filename: file },
    useNullAsDefault: true,
    pool: {
      min: 1,
      max: 1,
      afterCreate: (connection: RawConnection, done: (error: Error | null, c: RawConnection) => void) => {
        connection.configure('busyTimeout', 10_000);
        const rest = [...pragmas];
        const next = (error: Error | null): void => {
          const sql = error ? undefined : rest.shift();
          if (sql === undefined) done(error, connection);
          else connection.run(sql, next);
        };
        next(null);
      },
    },
  });

const entry = (row: Head): MailboxEntry => ({
  seq: row.seq,
  id: row.id,
  at: row.at,
  to: row.recipient,
  from: row.sender,
  returnPath: row.return_path,
  subject: row.subject,
  snippet: row.snippet,
  type: row.type,
  languages: row.languages,
  cause: row.cause,
  reference: row.reference,
  letter: row.letter,
  keyType: row.key_type,
  read: row.seen === 1,
  size: row.size,
});
const whole = ({ text, html, raw, ...row }: Head & Content): MailboxMail => {
  const { snippet: _snippet, ...rest } = entry(row);
  return { ...rest, text, html, raw };
};
const toHead = (mail: NewMailboxMail): Omit<Head, 'seq' | 'seen'> => ({
  id: publicId(),
  at: mail.at,
  recipient: mail.to,
  sender: mail.from,
  return_path: mail.returnPath,
  subject: mail.subject,
  snippet: mail.text.slice(0, SNIPPET).replace(/\s+/g, ' ').trim(),
  type: mail.type,
  languages: mail.languages,
  cause: mail.cause,
  reference: mail.reference,
  letter: mail.letter,
  key_type: mail.keyType,
  size: mail.raw.length,
});
/** The text of the mail that a condition looks at. */
const TEXT = '(select text from content where content.seq = head.seq)';

const escapeLike = (text: string) => text.replace(/[\\%_]/g, (c) => `\\${c}`);
const like = (columns: readonly string[], value: string) => ({
  sql: `(${columns.map((c) => `${c} like ? escape '\\'`).join(' or ')})`,
  bindings: columns.map(() => `%${escapeLike(value)}%`),
});

/** One search word as a condition; null when it says nothing. */
const condition = ({ field, value }: MailboxTerm): { sql: string; bindings: (string | number)[] } | null => {
  const text = String(value);
  switch (field) {
    case 'any':
      return like(['subject', 'recipient', 'sender', 'type', TEXT], text);
    case 'to':
      return like(['recipient'], text);
    case 'from':
      return like(['sender'], text);
    case 'subject':
      return like(['subject'], text);
    case 'case':
      return like(['cause', "coalesce(reference, '')", "coalesce(letter, '')"], text);
    case 'type':
      return like(['type'], text);
    case 'lang':
      return { sql: "(',' || languages || ',') like ?", bindings: [`%,${text},%`] };
    case 'is':
      if (text === 'test') return { sql: "key_type = 'test'", bindings: [] };
      if (text !== 'read' && text !== 'unread') return null;
      return { sql: 'seen = ?', bindings: [text === 'read' ? 1 : 0] };
    case 'before':
      return { sql: 'at < ?', bindings: [Number(value)] };
    case 'after':
      return { sql: 'at >= ?', bindings: [Number(value)] };
  }
};

const narrow = (query: Knex.QueryBuilder, terms: readonly MailboxTerm[]) => {
  for (const term of terms) {
    const c = condition(term);
    if (c) query.whereRaw(term.not ? `not ${c.sql}` : c.sql, c.bindings);
  }
  return query;
};

/** Rows of one insert: SQLite takes 32,766 bound values, and a row binds up to fifteen. */
const ROWS = 100;

/** Opens (and makes) the file. `keep`: how many of the newest mails stay. */
export const openMailboxStore = async (file: string, keep: number) => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const db = openFile(file);
  for (const sql of schema) await db.raw(sql);
  let sinceSweep = 0;

  const sweep = async () => {
    sinceSweep = 0;
    await db.raw('delete from head where seq <= (select seq from head order by seq desc limit 1 offset ?)', [keep]);
  };
  /** `latest` stands for the newest mail, also in place of an id. */
  const findHead = async (id: string): Promise<Head | undefined> => {
    const query = db('head');
    return id === 'latest' ? query.orderBy('seq', 'desc').first() : query.where({ id }).first();
  };
  const contents = async (rows: readonly Head[]): Promise<MailboxMail[]> => {
    const found = (await db('content').whereIn(
      'seq',
      rows.map((row) => row.seq),
    )) as (Content & { seq: number })[];
    const bySeq = new Map(found.map((content) => [content.seq, content]));
    // A mail that was removed between the two questions is gone.
    return rows.flatMap((row) => {
      const content = bySeq.get(row.seq);
      return content ? [whole({ ...row, ...content })] : [];
    });
  };

  return {
    /** Stores mails in one transaction; the oldest beyond the bound go. */
    async put(mails: readonly NewMailboxMail[]): Promise<void> {
      await db.transaction(async (trx) => {
        for (let i = 0; i < mails.length; i += ROWS) {
          const some = mails.slice(i, i + ROWS).map((mail) => ({ mail, head: toHead(mail) }));
          await trx('head').insert(some.map(({ head }) => head));
          const made = (await trx('head')
            .whereIn(
              'id',
              some.map(({ head }) => head.id),
            )
            .select('id', 'seq')) as Pick<Head, 'id' | 'seq'>[];
          const seqOf = new Map(made.map(({ id, seq }) => [id, seq]));
          await trx('content').insert(
            some.map(({ mail: { text, html, raw }, head }) => ({ seq: seqOf.get(head.id), text, html, raw })),
          );
        }
      });
      sinceSweep += mails.length;
      if (sinceSweep >= Math.max(1, Math.min(500, Math.floor(keep / 10)))) await sweep();
    },

    /** Newest first. `below`: only mails older than this running number. */
    async list(query: MailboxQuery): Promise<MailboxEntry[]> {
      const q = narrow(db('head').orderBy('seq', 'desc').limit(query.limit), query.terms ?? []);
      if (query.below !== undefined) q.where('seq', '<', query.below);
      return ((await q) as Head[]).map(entry);
    },

    /** Newest first, whole mails; `to` is one exact address, any case. */
    async listWhole(query: { to?: string; terms?: readonly MailboxTerm[]; limit: number }): Promise<MailboxMail[]> {
      const q = narrow(db('head').orderBy('seq', 'desc').limit(query.limit), query.terms ?? []);
      if (query.to !== undefined) q.whereRaw('recipient = ? collate nocase', [query.to]);
      return contents((await q) as Head[]);
    },

    async find(id: string): Promise<MailboxMail | undefined> {
      const row = await findHead(id);
      return row && (await contents([row]))[0];
    },

    /** The same mail in other languages: the newest of each language with this type and cause. */
    async siblings(id: string): Promise<MailboxMail[]> {
      const row = await findHead(id);
      if (!row) return [];
      const rows = (await db.raw(
        `select * from head where seq in (select max(seq) from head where type = ? and (cause = ? or cause = 'form') group by languages)`,
        [row.type, row.cause],
      )) as Head[];
      return contents(rows);
    },

    /** Who got mail: address, how many, how many unread, running number and subject of the newest. */
    async people(limit: number): Promise<{ to: string; n: number; unread: number; seq: number; subject: string }[]> {
      return db.raw(
        `select recipient as "to", count(*) as n, sum(1 - seen) as unread, max(seq) as seq, subject
         from head group by recipient collate nocase order by seq desc limit ?`,
        [limit],
      );
    },

    async markRead(id: string, read = true): Promise<boolean> {
      return (
        (await db('head')
          .where({ id })
          .update({ seen: read ? 1 : 0 })) === 1
      );
    },

    async remove(id: string): Promise<boolean> {
      return (await db('head').where({ id }).delete()) === 1;
    },
    /** Removes everything that a search finds; all mails without words. */
    async removeAll(terms: readonly MailboxTerm[] = []): Promise<number> {
      return narrow(db('head'), terms).delete();
    },

    /** Changes whenever a mail comes, is read or goes. */
    async state(): Promise<{ newest: number; total: number; unread: number }> {
      const [row] = (await db.raw(
        'select coalesce(max(seq), 0) as newest, count(*) as total, coalesce(sum(1 - seen), 0) as unread from head',
      )) as { newest: number; total: number; unread: number }[];
      return row!;
    },

    close: () => db.destroy(),
  };
};
export type MailboxStore = Awaited<ReturnType<typeof openMailboxStore>>;
