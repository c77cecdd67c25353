/** Addresses and domains that get no mail: an entry stops bulletins, and letters only when it says so; what it stops is told. A held letter waits. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openClaimer } from '../../../server/delivery/claimer.ts';
import { expandBulletins } from '../../../server/delivery/expand.ts';
import { DAY, HOUR } from '../../../server/lib/clock.ts';
import { publicId } from '../../../server/lib/token.ts';
import { type TestApp, testApp } from '../../support/app.ts';
import { addBulletin, addReaders, testTopic } from '../../support/audience.ts';
import { commandLine } from '../../support/hub.ts';
import { personWith, type Staff } from '../../support/staff.ts';

let app: TestApp;
let helpdesk: Staff & { email: string };
let operator: Staff & { email: string };
beforeAll(async () => {
  app = await testApp();
  helpdesk = await personWith(app, ['helpdesk']);
  operator = await personWith(app, ['operator']);
});
afterAll(() => app.stop());
/** Nobody's session lasts an hour of silence. */
const turn = async (ms: number) => {
  app.clock.advance(ms);
  for (const one of [helpdesk, operator]) expect((await one.signIn(one.email)).status).toBe(200);
};
beforeEach(async () => {
  // What a test before has left is taken away by a worker that is nobody's.
  await claim();
  await app.ground.db.write(async (trx) => void (await trx.knex('suppression').delete()));
});

const { claim, post, letterOf, recipientsOf } = {
  /** What delivery does first; answers the addresses' rows that it would send to now. */
  claim: async () => {
    const claimer = openClaimer({ ...app.ground, worker: 'test', holdRelays: () => false });
    const { letters, recipients } = await claimer.claim({ letters: 100, recipients: 100 });
    return { letters: letters.map((w) => w.row.public_id), readers: recipients.map((w) => w.row.reader_id) };
  },
  post: (to: string, over: { role?: 'operator' | 'filer'; notBefore?: number } = {}) =>
    app.ground.db.write(async (trx) => {
      const posted = await app.ground.outbox.post(trx, {
        type: 'staff-contact',
        system: 'ras2',
        languages: ['ja'],
        role: 'filer',
        to,
        variables: { text: ['x'] },
        lane: 'transactional',
        dedupeKey: publicId(),
        actor: 'test',
        cause: 'test',
        ...over,
      });
      return posted.publicId;
    }),
  letterOf: (id: string) => app.ground.db.knex('letter').where({ public_id: id }).first(),
  recipientsOf: (bulletin: number) =>
    app.ground.db.knex('bulletin_recipient').where({ bulletin_id: bulletin }).orderBy('reader_id'),
};

const bulletinTo = async (emails: string[]) => {
  const { db, clock, bundle } = app.ground;
  const topic = await testTopic(db);
  const readers = await addReaders(
    app.ground,
    topic,
    emails.map((email) => ({ email })),
  );
  const id = await addBulletin(db, { topic, now: clock.now(), revision: bundle.revision });
  await expandBulletins(app.ground);
  return { id, readers };
};
const add = async (target: string, over: object = {}) => {
  const reply = await operator.post('/suppressions', { target, letters: false, reason: '見本', until: null, ...over });
  expect(reply.status).toBe(200);
  return String(reply.body.id);
};

describe('an entry', () => {
  it('stops bulletins to an address and to a domain, each with its reason, and letters go on', async () => {
    await add('One.Sample@stop.example.jp');
    await add('@whole.example.jp');
    const emails = [
      'one.sample@stop.example.jp',
      'two@stop.example.jp',
      'a@whole.example.jp',
      'a@sub.whole.example.jp',
    ];
    const { id, readers } = await bulletinTo(emails);
    const letter = await post('one.sample@stop.example.jp');
    const taken = await claim();
    expect(taken.letters).toContain(letter);
    expect(taken.readers.sort()).toEqual([readers[1], readers[3]].sort());
    const rows = await recipientsOf(id);
    expect(rows.map((r) => [r.state, r.reason])).toEqual([
      ['suppressed', 'suppression'],
      ['sending', null],
      ['suppressed', 'suppression'],
      ['sending', null],
    ]);
  });

  it('that blocks letters ends each as suppressed, with a task and a word to who listens; mail to staff leaves', async () => {
    await add('blocked.example.jp', { letters: true });
    const letter = await post('sample@blocked.example.jp');
    const toStaff = await post('staff@blocked.example.jp', { role: 'operator' });
    expect((await claim()).letters).toEqual([toStaff]);
    expect(await letterOf(letter)).toMatchObject({ state: 'suppressed', reason: 'suppression' });
    await app.running.parts.applications.applyOutcomes();
    const task = await app.ground.db
      .knex('task')
      .where({ object: `letter:${letter}` })
      .first();
    expect(task).toMatchObject({ kind: 'letter-not-sent', state: 'open' });
    expect(JSON.parse(task.facts)).toMatchObject({ outcome: 'suppressed', type: 'staff-contact' });
  });

  it('ends by itself at its time, and at once when it is lifted; a second one takes the place of the first', async () => {
    const now = app.clock.now();
    await add('until@example.jp', { letters: true, until: now + HOUR });
    const first = await add('twice@example.jp', { letters: true });
    const second = await add('Twice@example.jp', { letters: false });
    const blocked = await post('until@example.jp');
    const free = await post('twice@example.jp');
    expect((await claim()).letters).toEqual([free]);
    expect(await letterOf(blocked)).toMatchObject({ state: 'suppressed' });
    await turn(HOUR);
    const later = await post('until@example.jp');
    expect((await claim()).letters).toEqual([later]);
    expect((await helpdesk.get('/suppressions')).body.data).toMatchObject([{ id: second, letters: false }]);
    const all = (await helpdesk.get('/suppressions?lifted=true')).body.data as {
      id: string;
      liftedReason: string | null;
    }[];
    expect(all.find((one) => one.id === first)).toMatchObject({ liftedReason: 'entered anew' });
    expect((await operator.post(`/suppressions/${second}/lift`, { reason: '見本' })).status).toBe(200);
    expect(await app.running.parts.suppressions.of('twice@example.jp')).toBeNull();
    expect((await operator.post(`/suppressions/${second}/lift`, { reason: '見本' })).body.code).toBe(
      'suppression.lifted',
    );
  });

  it('is refused with what is wrong, field by field, and to who may not', async () => {
    const wrong = await operator.post('/suppressions', { target: 'a@@b', letters: false, reason: ' ', until: 1 });
    expect([wrong.status, wrong.body.fields]).toEqual([
      422,
      [
        { field: 'target', code: 'address.two-at' },
        { field: 'reason', code: 'reason.missing' },
        { field: 'until', code: 'instant.past' },
      ],
    ]);
    const author = await personWith(app, ['author']);
    const entry = { target: 'a@example.jp', letters: false, reason: 'x', until: null };
    expect((await author.post('/suppressions', entry)).status).toBe(403);
  });

  it('shows no address in lists and logs, and is a matter of the command line too', async () => {
    const { DATABASE_URL, DATA_DIR, MASTER_KEY } = app.ground.config;
    const hub = commandLine({ NODE_ENV: 'test', DATABASE_URL, DATA_DIR, MASTER_KEY });
    const added = await hub('suppressions', 'add', 'sample.hanako@example.jp', '--reason', 'asked for it', '--json');
    expect(added).toMatchObject({ code: 0, stderr: '' });
    const { id } = JSON.parse(added.stdout) as { id: string };
    const listed = await hub('suppressions', 'list');
    expect(listed.stdout).toContain('s***@example.jp');
    expect(listed.stdout).not.toContain('hanako');
    expect((await hub('suppressions', 'lift', id, '--reason', 'asked again')).code).toBe(0);
    expect((await hub('suppressions', 'list')).stdout).toContain('Nothing is suppressed.');
    const audit = JSON.stringify(await app.ground.db.knex('audit'));
    expect(audit).toContain('suppression.lift');
    expect(audit).not.toContain('hanako');
  });
});

describe('a letter that staff hold', () => {
  it('does not leave until it is let go, then at once, and again only once', async () => {
    const id = await post('held@example.jp');
    const held = await operator.post(`/letters/${id}/hold`, { reason: '見本' });
    expect(held.body).toMatchObject({ state: 'held', reason: 'by-staff' });
    expect((await operator.post(`/letters/${id}/hold`, { reason: '見本' })).body.code).toBe('letter.gone');
    expect((await claim()).letters).toEqual([]);
    await turn(DAY);
    expect((await claim()).letters).toEqual([]);
    expect((await operator.post(`/letters/${id}/let-go`)).body).toMatchObject({ state: 'waiting', reason: null });
    expect((await operator.post(`/letters/${id}/let-go`)).body.code).toBe('letter.not-held');
    expect((await claim()).letters).toEqual([id]);
    expect((await operator.post(`/letters/${id}/hold`, { reason: '見本' })).body.code).toBe('letter.gone');
  });

  it('goes at its own time when that is still to come, ends when it is too late, and may be cancelled', async () => {
    const planned = await post('planned@example.jp', { notBefore: app.clock.now() + HOUR });
    const late = await post('late@example.jp');
    const never = await post('never@example.jp');
    for (const id of [planned, late, never]) await operator.post(`/letters/${id}/hold`, { reason: '見本' });
    expect((await operator.post(`/letters/${planned}/let-go`)).body).toMatchObject({ state: 'planned' });
    expect((await claim()).letters).toEqual([]);
    await turn(HOUR);
    expect((await claim()).letters).toEqual([planned]);
    await turn(4 * DAY);
    await operator.post(`/letters/${late}/let-go`);
    expect((await claim()).letters).toEqual([]);
    expect(await letterOf(late)).toMatchObject({ state: 'expired' });
    expect((await operator.post(`/letters/${never}/cancel`, { reason: '見本' })).body).toMatchObject({
      state: 'cancelled',
    });
  });
});
