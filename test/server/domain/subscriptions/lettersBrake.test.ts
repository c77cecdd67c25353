/** Answers about letters count like those about bulletins, also when nobody of the addresses is a reader; and what came last is not applied last. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../../../server/lib/clock.ts';
import type { LetterRow } from '../../../../server/store/letters.ts';
import { addOutcomes, listNewestOutcomes } from '../../../../server/store/outcomes.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { addReaders, testTopic } from '../../../support/audience.ts';

let app: TestApp;
beforeEach(async () => {
  app = await testApp({ ROLES: 'web' });
});
afterEach(() => app.stop());

let sent = 0;
/** A letter to somebody who is no reader. */
const letterTo = async (domain: string): Promise<LetterRow> => {
  const { db, outbox, clock } = app.ground;
  const { id } = await db.write((trx) =>
    outbox.post(trx, {
      type: 'staff-task',
      system: 'staff',
      languages: ['ja'],
      role: 'operator',
      to: `person${++sent}@${domain}`,
      variables: { task: 'x', opened_at: clock.now(), console_url: 'https://mail.example.jp/console' },
      lane: 'transactional',
      dedupeKey: `test:${sent}`,
      actor: 'test',
      cause: 'test',
    }),
  );
  return (await db.knex('letter').where({ id }).first()) as LetterRow;
};
const answered = async (letters: readonly LetterRow[], reason: string) => {
  const ids = letters.map((letter) => letter.id);
  const happenedAt = app.clock.now();
  await app.ground.db.write(async (trx) => {
    await trx.knex('letter').whereIn('id', ids).update({ state: 'refused', reason });
    await addOutcomes(
      trx,
      ids.map((letterId) => ({ letterId, kind: 'refused', reason, reply: null, happenedAt })),
    );
  });
  await app.running.parts.applications.applyOutcomes();
};
const tasks = async () =>
  (await app.ground.db.knex('task').where({ state: 'open' }).orderBy('id').select('kind', 'object')) as {
    kind: string;
    object: string;
  }[];
const many = async (n: number, domain: string) => {
  const letters: LetterRow[] = [];
  for (let i = 0; i < n; i++) letters.push(await letterTo(domain));
  return letters;
};

describe('letters to people who are no readers', () => {
  it('pull the brake when twenty addresses of a domain are said to be gone in a day', async () => {
    await answered(await many(19, 'gone.example.org'), 'userunknown');
    expect(await tasks()).toEqual([]);
    await answered(await many(1, 'gone.example.org'), 'userunknown');
    expect((await tasks()).map((task) => task.kind)).toEqual(['suspensions-held']);
    const topic = await testTopic(app.ground.db);
    const [reader] = await addReaders(app.ground, topic, [{ email: 'reader@gone.example.org' }]);
    await app.ground.db.write((trx) =>
      app.running.parts.subscriptions.suspend(trx, reader!, 'hard-bounce', {
        reason: 'userunknown',
        bulletinId: null,
        letterId: null,
      }),
    );
    expect(await app.ground.db.knex('reader').where({ id: reader }).first()).toMatchObject({ state: 'active' });
    expect(await app.ground.db.knex('suspension').first()).toMatchObject({ state: 'held' });
  });

  it('pull nothing where twenty are few among the letters that were taken', async () => {
    const [first, ...gone] = await many(21, 'large.example.org');
    const { id: _id, ...row } = first!;
    const copies = Array.from({ length: 2000 }, (_, n) => ({
      ...row,
      public_id: `copy-${n}`,
      dedupe_key: `copy-${n}`,
      message_id: `<copy-${n}@mail.example.jp>`,
      thread_key: null,
      state: 'accepted',
    }));
    for (let at = 0; at < copies.length; at += 200)
      await app.ground.db.write(async (trx) => void (await trx.knex('letter').insert(copies.slice(at, at + 200))));
    await answered(gone, 'userunknown');
    expect(await tasks()).toEqual([]);
  });

  it('that are refused for our own domain open a task, once for the other side', async () => {
    await answered(await many(2, 'strict.example.org'), 'authfailure');
    expect((await tasks()).filter((task) => task.kind === 'own-domain-refused')).toEqual([
      { kind: 'own-domain-refused', object: 'refusal:strict.example.org' },
    ]);
    app.clock.advance(HOUR);
    await answered(await many(1, 'strict.example.org'), 'rejected');
    expect((await tasks()).filter((task) => task.kind === 'own-domain-refused')).toHaveLength(1);
  });
});

describe('a backlog of outcomes', () => {
  const backlog = async (reader: number, n: number) => {
    const { db } = app.ground;
    const happenedAt = app.clock.now();
    const old = Array.from({ length: n }, (_, i) => ({ bulletinId: 1, readerId: 1_000_000 + i }));
    const soft = { kind: 'soft', reason: 'mailboxfull', reply: null, happenedAt };
    await db.write((trx) =>
      addOutcomes(trx, [
        { bulletinId: 1, readerId: reader, ...soft },
        ...old.map((about) => ({ ...about, ...soft })),
        { bulletinId: 1, readerId: reader, ...soft, kind: 'bounced', reason: 'userunknown' },
      ]),
    );
  };
  const readerOf = async () => {
    const topic = await testTopic(app.ground.db);
    return (await addReaders(app.ground, topic, [{ email: 'last@reader.example.org' }]))[0]!;
  };

  it('does not keep what came last waiting, and is worked off itself', async () => {
    const reader = await readerOf();
    await backlog(reader, 500);
    // Every group has its own time.
    const { write } = app.ground.db;
    Object.assign(app.ground.db, {
      write: (...given: Parameters<typeof write>) => {
        app.clock.advance(MINUTE);
        return write(...given);
      },
    });
    const began = app.clock.now();
    await app.running.parts.applications.applyOutcomes();
    const rows = (await app.ground.db.knex('outcome').orderBy('id')) as { applied_at: number | null; kind: string }[];
    expect(rows.every((row) => row.applied_at !== null)).toBe(true);
    expect(Number(rows.at(-1)!.applied_at)).toBeLessThanOrEqual(began + 2 * MINUTE);
    expect(Number(rows[250]!.applied_at)).toBeGreaterThan(began + 5 * MINUTE);
    expect(await app.ground.db.knex('reader').where({ id: reader }).first()).toMatchObject({ state: 'suspended' });
  });

  it('keeps no program from ending: what is left waits for the next one', async () => {
    await backlog(await readerOf(), 100);
    app.ground.live.stopping = true;
    await app.running.parts.applications.applyOutcomes();
    expect(await app.running.parts.applications.outcomesWait()).toBe(true);
    app.ground.live.stopping = false;
    await app.running.parts.applications.applyOutcomes();
    expect(await app.running.parts.applications.outcomesWait()).toBe(false);
  });

  it('keeps the order of one reader: what came before is applied with it', async () => {
    const reader = await readerOf();
    await backlog(reader, 60);
    const rows = await listNewestOutcomes(app.ground.db, 25);
    expect(rows.filter((row) => row.reader_id === reader).map((row) => row.kind)).toEqual(['soft', 'bounced']);
    expect(rows).toHaveLength(26);
    // One by one, after a group that failed: the first of them.
    expect(await listNewestOutcomes(app.ground.db, 1)).toMatchObject([{ reader_id: reader, kind: 'soft' }]);
  });
});
