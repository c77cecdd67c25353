/** What reports about bulletins do to readers, through the real mail door: one hard, five soft over five days, a complaint; and what does nothing. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { expandBulletins } from '../../../../server/delivery/expand.ts';
import { handOver } from '../../../../server/delivery/handOver.ts';
import { DAY } from '../../../../server/lib/clock.ts';
import { makeReturnPath, publicId } from '../../../../server/lib/token.ts';
import { addOutcomes } from '../../../../server/store/outcomes.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { addBulletin, addReaders, testTopic } from '../../../support/audience.ts';
import { report } from '../../../support/eml/build.ts';
import { commandLine } from '../../../support/hub.ts';
import { carry } from '../../../support/postman.ts';
import { personWith } from '../../../support/staff.ts';

const address = 'sample.taro@reader.example.org';
let app: TestApp;
let topic: number;
let reader: number;
beforeEach(async () => {
  app = await testApp({ ROLES: 'web,intake' });
  topic = await testTopic(app.ground.db);
  [reader] = (await addReaders(app.ground, topic, [{ email: address }])) as [number];
});
afterEach(() => app.stop());

/** A bulletin to the reader; answers its row id. */
const bulletin = async (): Promise<number> => {
  const { db } = app.ground;
  const id = await addBulletin(db, { topic, now: app.clock.now(), revision: app.ground.bundle.revision });
  await expandBulletins({ ...app.ground, clock: app.clock });
  return id;
};

/** The report of another server about that bulletin, handed to our own mail entry. */
const comesBack = async (id: number, status: string, diagnostic: string) => {
  const to = `bounce+${makeReturnPath(app.ground.ring, { bulletin: id, row: reader })}@mail.example.jp`;
  const data = report({ recipient: address, status, diagnostic });
  const door = { host: '127.0.0.1', port: app.running.smtpPort!, from: '', to };
  expect(await handOver({ ...door, data: data.toString() })).toMatchObject({ code: 250 });
  await app.running.parts.applications.applyOutcomes();
};
const full = '452 4.2.2 mailbox full';
const standing = async () => {
  const row = await app.ground.db.knex('reader').where({ id: reader }).first();
  return [row.state, row.suspended_reason];
};

it('one hard bounce puts to rest, and what staff sees of the reader says what came back', async () => {
  await comesBack(await bulletin(), '5.1.1', '550 5.1.1 user unknown');
  expect(await standing()).toEqual(['suspended', 'hard-bounce']);
  const { public_id } = await app.ground.db.knex('reader').where({ id: reader }).first();
  expect(await app.running.parts.readers.show('test', String(public_id))).toMatchObject({
    state: 'suspended',
    suspendedReason: 'hard-bounce',
    suspendedAt: app.clock.now(),
    returned: [{ at: app.clock.now(), class: 'hard', status: '5.1.1', reason: 'userunknown' }],
  });
});

it('a report about somebody who was erased meanwhile is refused at the door and nothing of it is kept', async () => {
  const id = await bulletin();
  const { db, ring } = app.ground;
  await app.running.parts.persons.erase('test', address, 'asked by letter');
  const to = `bounce+${makeReturnPath(ring, { bulletin: id, row: reader })}@mail.example.jp`;
  const data = report({ recipient: address, status: '5.1.1', diagnostic: '550 5.1.1 user unknown' }).toString();
  const door = { host: '127.0.0.1', port: app.running.smtpPort!, to, data };
  expect(await handOver({ ...door, from: '' })).toMatchObject({ code: 550 });
  expect(
    await handOver({ ...door, from: '', data: `Subject: x\r\n\r\n${'zzkrt bmqwv '.repeat(20_000)}` }),
  ).toMatchObject({
    code: 550,
  });
  for (const table of ['returned_mail', 'outcome', 'arrival', 'suspension', 'hard_answer'])
    expect([table, await db.knex(table)]).toEqual([table, []]);
});

it('a letter to an address that bounced for the newsletter leaves all the same, and staff sees both', async () => {
  const helpdesk = await personWith(app, ['helpdesk']);
  const letter = async () => {
    const { db, outbox } = app.ground;
    const { publicId: id } = await db.write((trx) =>
      outbox.post(trx, {
        type: 'staff-contact',
        system: 'ras2',
        languages: ['ja'],
        role: 'filer',
        to: address,
        variables: { text: ['x'] },
        lane: 'transactional',
        dedupeKey: publicId(),
        actor: 'test',
        cause: 'test',
      }),
    );
    await carry(app);
    return id;
  };
  const before = await letter();
  expect((await helpdesk.get(`/letters/${before}`)).body).toMatchObject({ state: 'accepted', newsletterRest: null });
  await comesBack(await bulletin(), '5.1.1', '550 5.1.1 user unknown');
  const after = await letter();
  const since = app.clock.now();
  expect((await helpdesk.get(`/letters/${after}`)).body).toMatchObject({
    state: 'accepted',
    newsletterRest: { reason: 'hard-bounce', since },
  });
  const { DATABASE_URL, DATA_DIR, MASTER_KEY } = app.ground.config;
  const hub = commandLine({ NODE_ENV: 'test', DATABASE_URL, DATA_DIR, MASTER_KEY });
  const told = `no bulletins go to this address since ${new Date(since).toISOString()} (hard-bounce); letters do`;
  expect((await hub('letters', 'show', after)).stdout).toContain(told);

  const { public_id } = await app.ground.db.knex('reader').where({ id: reader }).first();
  const lifted = await hub('suspensions', 'lift', String(public_id), '--reason', 'the mailbox was made anew');
  expect(lifted).toMatchObject({ code: 0, stderr: '' });
  expect((await helpdesk.get(`/letters/${after}`)).body).toMatchObject({ newsletterRest: null });
}, 60_000);

it('five soft ones put to rest when five days lie between the first and the last', async () => {
  for (let n = 0; n < 4; n++) {
    await comesBack(await bulletin(), '5.2.2', full);
    app.clock.advance(1.25 * DAY);
  }
  expect(await standing()).toEqual(['active', null]);
  await comesBack(await bulletin(), '5.2.2', full);
  expect(await standing()).toEqual(['suspended', 'soft-bounces']);
});

it('five soft ones within a day do not, and the next one after five days does', async () => {
  for (let n = 0; n < 5; n++) await comesBack(await bulletin(), '5.2.2', full);
  expect(await standing()).toEqual(['active', null]);
  app.clock.advance(5 * DAY);
  await comesBack(await bulletin(), '5.2.2', full);
  expect(await standing()).toEqual(['suspended', 'soft-bounces']);
});

it('the same report many times counts once', async () => {
  const id = await bulletin();
  for (let n = 0; n < 6; n++) {
    await comesBack(id, '5.2.2', full);
    app.clock.advance(1.25 * DAY);
  }
  expect(await standing()).toEqual(['active', null]);
});

it('refusals in the dialogue count like reports', async () => {
  for (let n = 0; n < 5; n++) {
    const outcome = { bulletinId: await bulletin(), readerId: reader, kind: 'refused', reason: 'mailboxfull' };
    await app.ground.db.write((trx) => addOutcomes(trx, [{ ...outcome, reply: full, happenedAt: app.clock.now() }]));
    await app.running.parts.applications.applyOutcomes();
    app.clock.advance(1.25 * DAY);
  }
  expect(await standing()).toEqual(['suspended', 'soft-bounces']);
});

it.each([
  ['5.7.1', '550 5.7.1 Service unavailable; Client host [192.0.2.9] blocked using zen.spamhaus.example'],
  ['5.7.1', '554 5.7.1 rejected due to spam content'],
  ['5.7.26', '550-5.7.26 Unauthenticated email is not accepted due to DMARC policy'],
  ['5.3.4', '552 5.3.4 Message size exceeds fixed limit'],
])('refusals of us or of our mail put nobody to rest: %s %s', async (status, diagnostic) => {
  for (let n = 0; n < 6; n++) {
    await comesBack(await bulletin(), status, diagnostic);
    app.clock.advance(1.25 * DAY);
  }
  expect(await standing()).toEqual(['active', null]);
});
