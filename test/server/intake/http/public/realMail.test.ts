/** "Is this email real?": every mail carries a reference, and the page tells what to compare, never to whom, in three languages. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Language, languages } from '../../../../../server/contract/codes.ts';
import { paths } from '../../../../../server/contract/paths.ts';
import { bundleShelf } from '../../../../../server/delivery/bundles.ts';
import { composeLetter } from '../../../../../server/delivery/compose.ts';
import { bulletinShelf, composeRecipient } from '../../../../../server/delivery/composeBulletin.ts';
import { MANY_NETWORKS } from '../../../../../server/domain/letters/mailReferences.ts';
import { customType } from '../../../../../server/letters/catalogue.ts';
import { DAY } from '../../../../../server/lib/clock.ts';
import { makeMailReference } from '../../../../../server/lib/mailReference.ts';
import type { LetterRow } from '../../../../../server/store/letters.ts';
import { type Newsroom, newsroom, sampleTexts } from '../../../../support/newsroom.ts';
import { register, type Seen, visitor } from '../../../../support/visitor.ts';

let room: Newsroom;
beforeAll(async () => {
  room = await newsroom({ TRUST_PROXY: '1', LIMIT_FORMS_NETWORK_HOUR: '0' });
});
afterAll(() => room.stop());

const at = (language: Language) => paths.info(language, 'real-mail');
const from = (network: string) => ({ 'x-forwarded-for': network });
const ask = async (reference: string, { language = 'en' as Language, network = '192.0.2.1' } = {}): Promise<Seen> => {
  return visitor(room.url).post(at(language), { go: 'check', reference }, from(network));
};
const SIGNS = /(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}/;

const parts = () => {
  const { db, clock, ring, mailDomain, mailFrom } = room.ground;
  const publicUrl = room.ground.publicUrl();
  return { db, clock, ring, mailDomain, mailFrom, bundles: bundleShelf(db), publicUrl, dkim: [] };
};
const letterTo = async (email: string) => {
  await register(room.url, { email, language: 'en' });
  await room.settle();
  const row: LetterRow = await room.db.knex('letter').orderBy('id', 'desc').first();
  return { row, shown: (await composeLetter(parts(), row)).shown() };
};
let people = 0;
const bulletinMail = async (language: Language) => {
  people += 1;
  const [reader] = await room.readers('permanent', 1, { language, first: people });
  const { id } = await room.parts.bulletins.create('cli', { topics: ['permanent'], texts: sampleTexts });
  await room.parts.bulletins.send('cli', id);
  await room.tick();
  const { id: bulletinId } = await room.row(id);
  const row = await room.db
    .knex('bulletin_recipient as r')
    .join('reader', 'reader.id', 'r.reader_id')
    .where({ bulletin_id: bulletinId, reader_id: reader! })
    .select('r.*', 'reader.public_id', 'reader.email', 'reader.link_epoch')
    .first();
  const p = parts();
  const ready = await bulletinShelf(p)(bulletinId, language, reader!, () => {});
  const work = { row, bulletinPublicId: id } as Parameters<typeof composeRecipient>[2];
  return { id, shown: (await composeRecipient(p, ready, work)).shown() };
};

describe.each([...languages])('In %s', (language) => {
  it('the page names our senders and link hosts and the words of frauds, and works with and without the cookie', async () => {
    const v = visitor(room.url);
    const page = await v.open(at(language));
    expect(page.status).toBe(200);
    for (const said of ['mail.example.jp', 'no-reply@rasens-immi.moj.go.jp', 'www.isa.go.jp', 'www.moj.go.jp'])
      expect(page.text).toContain(said);
    expect(page.text).toMatch(/24時間|24 hours/);
    const empty = await v.post(at(language), { go: 'check', reference: ' ' });
    expect(empty.status).toBe(422);
    expect(empty.text).toContain('FBK006E');
    // With the cookie each step is an address of its own that can be opened again.
    const cookie = page.headers.get('set-cookie')!.split(';')[0]!;
    const moved = await v.post(at(language), { go: 'check', reference: 'nonsense' }, { cookie });
    expect(moved.status).toBe(303);
    const location = moved.headers.get('location')!;
    expect(location).not.toContain('nonsense');
    for (let twice = 0; twice < 2; twice++) {
      const again = await v.open(location, { cookie });
      expect(again.status).toBe(200);
      expect(again.text).toContain('nonsense');
    }
  });

  it('a bulletin carries the reader’s own reference, in both parts, and the page shows its subject in its language', async () => {
    const { shown } = await bulletinMail(language);
    const reference = SIGNS.exec(shown.text)![0];
    expect(shown.html).toContain(reference);
    expect(shown.text).toContain(`${room.ground.publicUrl()}${at(language)}`);
    expect(shown.text).toContain(`${room.ground.publicUrl()}${paths.info(language, 'contact')}`);
    const page = await ask(reference.toLowerCase().replaceAll('-', ' '), { language });
    const subject = shown.subject.replace(/\([^)]*\)/g, '');
    expect(page.text.replace(/\([ぁ-ん]*\)/g, '')).toContain(subject);
    expect(page.text).toContain('mail.example.jp');
    expect(page.text).toMatch(/2026/);
    expect(page.text).not.toContain(shown.to);
  });
});

it('a letter carries one; the page shows subject, day and sender, never to whom, and in whatever spelling it is typed', async () => {
  const { row, shown } = await letterTo('reference@example.jp');
  const reference = SIGNS.exec(shown.text)![0];
  expect(shown.html).toContain(reference);
  for (const typed of [reference, reference.replaceAll('-', ''), ` ${reference.toLowerCase()} `]) {
    const page = await ask(typed);
    expect(page.text).toContain('We sent an email with this reference');
    expect(page.text).toContain(shown.subject);
    expect(page.text).toContain('April 1, 2026');
    expect(page.text).toContain('can be copied');
    expect(page.html).not.toContain('reference@example.jp');
    expect(page.html).not.toContain(row.public_id);
  }
  // One sign off is no reference of ours.
  const off = reference.slice(0, -1) + (reference.endsWith('0') ? '1' : '0');
  expect((await ask(off)).text).toContain('We have sent no email with this reference');
});

it('a mail with a one-time link is shown like any other: its link is kept apart, and erased once it has left', async () => {
  await room.db.write((trx) =>
    room.ground.outbox.post(trx, {
      type: 'nl-own-data',
      system: 'nl',
      languages: ['en'],
      role: 'reader',
      to: 'secret@example.jp',
      variables: { data_url: 'https://mail.example.jp/m/my-data/x', expires_at: room.clock.now() + DAY },
      lane: 'confirmation',
      dedupeKey: 'with-a-secret',
      actor: 'test',
      cause: 'test',
    }),
  );
  const row: LetterRow = await room.db.knex('letter').orderBy('id', 'desc').first();
  const { text, subject } = (await composeLetter(parts(), row)).shown();
  await room.db.write((trx) => trx.knex('letter').where({ id: row.id }).update({ secrets: null }));
  expect((await ask(SIGNS.exec(text)![0])).text).toContain(subject);
});

it('what staff wrote as a template is shown with its fields open: what was put in may name a person', async () => {
  const { id: template } = await room.parts.templates.create({
    ...{ system: 'ras2', language: 'en', actor: 'test', publish: true },
    ...{ name: 'Greeting', subject: 'A call for ((name))', body: 'Text.' },
  });
  const posted = await room.db.write((trx) =>
    room.ground.outbox.post(trx, {
      type: customType.id,
      system: 'ras2',
      languages: ['en'],
      role: 'holder',
      to: 'custom@example.jp',
      variables: { template, version: 1, subject: 'A call for SAMPLE TARO', body: 'Text.' },
      lane: 'transactional',
      dedupeKey: 'custom',
      actor: 'test',
      cause: 'notify',
    }),
  );
  const row: LetterRow = await room.db.knex('letter').where({ id: posted.id }).first();
  const reference = SIGNS.exec((await composeLetter(parts(), row)).shown().text)![0];
  const page = await ask(reference);
  expect(page.text).toContain('A call for …');
  expect(page.text).not.toContain('SAMPLE TARO');
  expect(page.text).toContain('rasens-immi.moj.go.jp');
});

it('when the text has gone, or the row, it says that the reference is ours and the email too old to show', async () => {
  const { row, shown } = await letterTo('old@example.jp');
  const reference = SIGNS.exec(shown.text)![0];
  const final = { state: 'accepted', final_at: room.clock.now() };
  await room.db.write(async (trx) => trx.knex('letter').where({ id: row.id }).update(final));
  room.clock.advance(91 * DAY);
  await room.parts.subscriptions.purge();
  const page = await ask(reference);
  expect(page.text).toContain('The reference is ours, but the email is too old to show');
  expect(page.text).not.toContain(shown.subject);
  const gone = makeMailReference(room.ground.ring, { bulletin: 0, row: 999_999, language: 'en' });
  expect((await ask(gone)).text).toContain('too old to show');
});

it('one that is asked from many networks opens one task; the same network again, a neighbour of its /48, does not count', async () => {
  const { id, shown } = await bulletinMail('en');
  const reference = SIGNS.exec(shown.text)![0];
  const tasks = () => room.db.knex('task').where({ kind: 'reference-copied' });
  for (let n = 1; n < MANY_NETWORKS; n++) await ask(reference, { network: `198.51.100.${n}` });
  for (const network of ['198.51.100.1', '198.51.100.2']) await ask(reference, { network });
  expect(await tasks()).toHaveLength(0);
  await ask(reference, { network: '2001:db8:7:1::1' });
  const [task] = await tasks();
  expect(task).toMatchObject({ object: `bulletin:${id}`, state: 'open' });
  for (const network of ['2001:db8:7:2::1', '203.0.113.9']) await ask(reference, { network });
  expect(await tasks()).toHaveLength(1);
  const looks = await room.db.knex('reference_look');
  expect(JSON.stringify(looks)).not.toMatch(/198\.51|2001:db8/);
  room.clock.advance(31 * DAY);
  await room.parts.subscriptions.purge();
  expect(await room.db.knex('reference_look')).toHaveLength(0);
});

it('whoever tries references is held back by network, with the form still there; a right one costs nothing', async () => {
  const { shown } = await letterTo('limit@example.jp');
  const reference = SIGNS.exec(shown.text)![0];
  const network = '203.0.113.77';
  const wrong = (n: number) => Promise.all(Array.from({ length: n }, () => ask('wrong', { network })));
  await wrong(99);
  for (let n = 0; n < 3; n++) expect((await ask(reference, { network })).status).toBe(200);
  await wrong(1);
  const held = await ask(reference, { network });
  expect(held.status).toBe(429);
  expect(held.html).toContain(`value="${reference}"`);
  expect(Number(held.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await ask(reference, { network: '203.0.113.78' })).text).toContain(shown.subject);
});
