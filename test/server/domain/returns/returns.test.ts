/** Reports by mail about letters that had been accepted, through the real SMTP door: what stops, who is asked to act, who is told. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handOver } from '../../../../server/delivery/handOver.ts';
import { composeReport, type ReportKind } from '../../../../server/intake/http/mailbox/reports.ts';
import { DAY, HOUR, SECOND } from '../../../../server/lib/clock.ts';
import { unseal, unsealJson } from '../../../../server/lib/seal.ts';
import { makeReturnPath } from '../../../../server/lib/token.ts';
import type { LetterRow } from '../../../../server/store/letters.ts';
import { addOutcomes } from '../../../../server/store/outcomes.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { type Carried, carry } from '../../../support/postman.ts';
import { event, type Json, people, type System, systemOf } from '../../../support/systems.ts';

const domain = 'mail.example.jp';
let app: TestApp;
let ras2: System;
beforeEach(async () => {
  app = await testApp({ ROLES: 'web,intake' });
  ras2 = await systemOf(app);
  await app.running.parts.callbacks.add({
    system: 'ras2',
    url: 'https://application.example.jp/outcomes',
    actor: 'test',
  });
});
afterEach(() => app.stop());

const happens = async (type: string, subject: string) => {
  const { status } = await ras2.report(event(type, { subject }));
  expect(status).toBe(202);
};
const rowOf = async (id: number) => (await app.ground.db.knex('letter').where({ id }).first()) as LetterRow;

/** The report that another server would send about a letter, handed to our own mail entry. */
const comesBack = async (letter: LetterRow, kind: ReportKind, data?: (report: string) => string) => {
  const to = unseal(app.ground.ring, `letter|recipient|${letter.public_id}`, letter.recipient);
  const returnPath = `bounce+${makeReturnPath(app.ground.ring, { bulletin: 0, row: letter.id })}@${domain}`;
  const raw = Buffer.from(`From: <no-reply@${domain}>\r\nTo: <${to}>\r\nMessage-ID: ${letter.message_id}\r\n\r\nx\r\n`);
  const mail = {
    id: 'm1',
    seq: 1,
    read: false,
    size: raw.length,
    at: app.clock.now(),
    to,
    from: `no-reply@${domain}`,
    returnPath,
    subject: '',
    text: '',
    html: null,
    raw,
    type: letter.type,
    languages: 'ja',
    cause: '',
    reference: null,
    letter: letter.public_id,
    keyType: 'live',
  };
  const report = composeReport(kind, { mail, now: app.clock.now() });
  const given = { host: '127.0.0.1', port: app.running.smtpPort!, from: report.from, to: report.to };
  const answer = await handOver({ ...given, data: data ? data(report.data) : report.data });
  await app.running.parts.applications.applyOutcomes();
  return answer;
};
const tasks = () =>
  app.ground.db.knex('task').orderBy('id') as Promise<{ kind: string; object: string; state: string }[]>;
const told = async (letter: LetterRow) => {
  const rows = (await app.ground.db.knex('callback_delivery').where({ letter_id: letter.id }).orderBy('id')) as {
    public_id: string;
    body: Buffer;
  }[];
  return rows.map(({ public_id, body }) => {
    const opened = unsealJson<Json>(app.ground.ring, `callback_delivery|body|${public_id}`, body);
    return String(opened.outcome ?? (opened.data as Json | undefined)?.outcome);
  });
};
const run = async (): Promise<Carried[]> => {
  await app.running.parts.applications.postFollowUps();
  return carry(app);
};
const letterTo = (carried: readonly Carried[], type: string, to?: string) =>
  carried.find((c) => c.type === type && (to === undefined || c.to === to))!.row;

/** A letter of each kind whose loss matters, and how long until it has left. */
const important = [
  ['ras2.coe.issued', 'coe-delivery', 0],
  ['ras2.application.provisional-number', 'app-provisional-number', 0],
  ['ras2.application.receipt-number', 'app-receipt-number', DAY],
  ['ras2.application.returned', 'additional-docs-request', 0],
] as const;

describe('a hard bounce that comes after the letter was accepted', () => {
  it.each(important)(
    'of %s (%s) stops its follow-ups, opens a task and is called back',
    async (type, letterType, wait) => {
      await happens('ras2.application.submitted', 'c');
      await run();
      await happens(type, 'c');
      app.clock.advance(wait);
      const carried = await run();
      const letter = letterTo(carried, letterType, people.filer!.email);
      expect((await rowOf(letter.id)).state).toBe('accepted');
      app.clock.advance(3 * HOUR);

      expect(await comesBack(letter, 'hard')).toMatchObject({ code: 250 });
      expect(await rowOf(letter.id)).toMatchObject({ state: 'bounced', reason: 'userunknown' });
      expect(await tasks()).toEqual([
        expect.objectContaining({ kind: 'letter-bounced', object: `letter:${letter.public_id}`, state: 'open' }),
      ]);
      expect(await told(letter)).toEqual(['accepted', 'bounced']);
      // Three months on: nothing more goes after that letter.
      const later: string[] = [];
      for (let week = 0; week < 13; week++) {
        app.clock.advance(7 * DAY);
        later.push(...(await run()).filter((c) => c.to === people.filer!.email).map((c) => c.type));
      }
      expect(later.filter((t) => /reminder/.test(t))).toEqual([]);
      expect((await app.running.parts.letters.show(letter.public_id)).returned).toEqual([
        expect.objectContaining({ class: 'hard', status: '5.1.1', reason: 'userunknown' }),
      ]);
    },
  );
});

describe('other reports about a letter', () => {
  const certificate = async () => {
    await happens('ras2.coe.issued', 'c');
    return letterTo(await run(), 'coe-delivery', people.filer!.email);
  };

  it('the same report twice is one', async () => {
    const letter = await certificate();
    let first = '';
    await comesBack(letter, 'hard', (report) => {
      first = report;
      return report;
    });
    await comesBack(letter, 'hard', () => first);
    expect(await told(letter)).toEqual(['accepted', 'bounced']);
    expect(await tasks()).toHaveLength(1);
  });

  it('an auto-reply stops nothing and is kept', async () => {
    const letter = await certificate();
    await comesBack(letter, 'away');
    expect((await rowOf(letter.id)).state).toBe('accepted');
    expect(await tasks()).toEqual([]);
    expect((await app.running.parts.letters.show(letter.public_id)).returned).toMatchObject([{ class: 'auto-reply' }]);
  });

  it('a complaint is called back and stops no letter of a procedure', async () => {
    const letter = await certificate();
    await comesBack(letter, 'complaint');
    expect(await told(letter)).toEqual(['accepted', 'complaint']);
    app.clock.advance(7 * DAY);
    expect((await run()).map((c) => c.type)).toContain('coe-receipt-reminder');
  });

  it('what cannot be read is kept as it came, and nothing follows from it', async () => {
    const letter = await certificate();
    const deep = Array.from(
      { length: 3000 },
      (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`,
    ).join('');
    expect(await comesBack(letter, 'hard', () => deep)).toMatchObject({ code: 250 });
    expect((await rowOf(letter.id)).state).toBe('accepted');
    const kept = (await app.ground.db.knex('returned_mail').where({ letter_id: letter.id })) as {
      public_id: string;
      raw: Buffer;
    }[];
    expect(kept).toHaveLength(1);
    expect(unseal(app.ground.ring, `returned_mail|raw|${kept[0]!.public_id}`, kept[0]!.raw)).toContain('boundary=b17');
  });

  it('one that is older than ten days, or whose return path is forged, is nobody', async () => {
    const letter = await certificate();
    app.clock.advance(11 * DAY);
    await comesBack(letter, 'hard');
    expect((await rowOf(letter.id)).state).toBe('accepted');
    const forged = `bounce+${'a'.repeat(44)}@${domain}`;
    const data: Json = await handOver({
      host: '127.0.0.1',
      port: app.running.smtpPort!,
      from: '',
      to: forged,
      data: 'Subject: failure notice\r\n\r\nuser unknown\r\n',
    });
    expect(data.code).toBe(550);
    expect(await app.ground.db.knex('returned_mail')).toEqual([]);
  });
});

describe('a report that comes while many others wait', () => {
  it('stops the follow-ups, opens its task and is called back before they are done, and they are done too', async () => {
    await happens('ras2.coe.issued', 'c');
    const letter = letterTo(await run(), 'coe-delivery', people.filer!.email);
    const { db } = app.ground;
    const soft = { kind: 'soft', reason: 'mailboxfull', reply: null, happenedAt: app.clock.now() };
    await db.write((trx) =>
      addOutcomes(
        trx,
        Array.from({ length: 400 }, (_, n) => ({ bulletinId: 1, readerId: 1_000_000 + n, ...soft })),
      ),
    );
    // Every group of outcomes has its own time.
    const { write } = db;
    Object.assign(db, {
      write: (...given: Parameters<typeof write>) => {
        app.clock.advance(SECOND);
        return write(...given);
      },
    });
    expect(await comesBack(letter, 'hard')).toMatchObject({ code: 250 });
    const [task] = (await db.knex('task').where({ kind: 'letter-bounced' })) as { opened_at: number }[];
    const [chain] = (await db.knex('chain').where({ letter_id: letter.id })) as { state: string; ended_at: number }[];
    const [callback] = (await db.knex('callback_delivery').where({ letter_id: letter.id }).orderBy('id', 'desc')) as {
      created_at: number;
    }[];
    expect(chain).toMatchObject({ state: 'stopped' });
    expect(await told(letter)).toEqual(['accepted', 'bounced']);
    const done = (await db.knex('outcome').whereNotNull('reader_id').orderBy('id')) as { applied_at: number | null }[];
    expect(done.map((row) => row.applied_at)).not.toContain(null);
    const doneBefore = (at: number) => done.filter((row) => Number(row.applied_at) < Number(at)).length;
    // The group of the newest is the first or the second of all; 400 are sixteen groups.
    expect([task!.opened_at, chain!.ended_at, callback!.created_at].map((at) => doneBefore(at) <= 50)).toEqual([
      true,
      true,
      true,
    ]);
    // Both ends in turn: the oldest does not wait for the others either.
    expect(doneBefore(Number(done[0]!.applied_at))).toBeLessThanOrEqual(50);
    expect(doneBefore(Number(done[200]!.applied_at))).toBeGreaterThan(200);
  });
});
