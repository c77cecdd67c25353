/** New terms through the console's doors: proposed in three languages, approved by somebody else, in force on their day, readers asked, cancelled. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workKinds } from '../../../../../server/app.ts';
import { languages } from '../../../../../server/contract/codes.ts';
import { openRunner } from '../../../../../server/domain/works/runner.ts';
import { MINUTE } from '../../../../../server/lib/clock.ts';
import { openLog } from '../../../../../server/lib/log.ts';
import { type Newsroom, newsroom } from '../../../../support/newsroom.ts';
import { personWith, type Staff } from '../../../../support/staff.ts';
import { pathOf, register, visitor } from '../../../../support/visitor.ts';

let room: Newsroom;
let topic: string;
let author: Staff & { email: string };
let approver: Staff & { email: string };
let both: Staff & { email: string };
beforeAll(async () => {
  room = await newsroom(
    { SECOND_FACTOR: 'off', LIMIT_FORMS_NETWORK_HOUR: '0', LIMIT_MAILS_ADDRESS_DAY: '0' },
    '2026-04-01T10:00:00+09:00',
  );
  topic = (await room.db.knex('topic').where({ needs_date: 0 }).orderBy('id').first('code')).code;
  author = await personWith(room, ['author']);
  approver = await personWith(room, ['approver']);
  both = await personWith(room, ['author', 'approver']);
});
afterAll(() => room.stop());

/** Time passes, and sessions with it. */
const later = async (at: string) => {
  room.clock.set(at);
  for (const one of [author, approver, both]) await one.signIn(one.email);
};
type Texts = Record<(typeof languages)[number], { title: string; text: string }>;
const shown = async (who: Staff = author) =>
  (await who.get('/terms')).body as {
    now: { texts: Texts; since: number; fromFiles: boolean };
    proposals: { id: string; state: string; holds: boolean; work: { state: string; mails: number | null } | null }[];
  };
/** The terms of now with one more sentence in each language. */
const changed = (texts: Texts, mark: string): Texts => ({
  ja: { ...texts.ja, text: `${texts.ja.text}\n見本の一文${mark}です。` },
  plja: { ...texts.plja, text: `${texts.plja.text}\n見本(みほん)の文(ぶん)${mark}です。` },
  en: { ...texts.en, text: `${texts.en.text}\nA sample sentence ${mark}.` },
});
const proposal = async (mark: string, over: object = {}) => ({
  texts: changed((await shown()).now.texts, mark),
  from: '2026-04-10',
  by: '2026-05-01',
  ...over,
});
const fieldsOf = (body: Record<string, unknown>) =>
  (body.fields as { field: string; code: string }[]).map(({ field, code }) => [field, code]);
const jobs = () => room.parts.termsProposals.jobs;
/** What the clock of any process does: begins what is due, and asks. */
const clock = async () => {
  for (const job of jobs()) if (await job.pending()) await job.run();
  await openRunner(
    { db: room.db, clock: room.clock, log: openLog('silent', 'test'), works: room.parts.works, worker: randomUUID() },
    workKinds(room.parts),
  ).run();
};
let people = 0;
const reader = async (language = 'ja') => {
  const email = `agrees-${++people}@example.jp`;
  await register(room.url, { email, language, topics: [topic] });
  await room.settle();
  return email;
};
const mails = async (email: string, type: string) =>
  (await room.letters()).filter((l) => l.to === email && l.type === type);
const page = async (language: string) => (await visitor(room.url).open(`/m/${language}/terms`)).text;
const audited = async (id: string) =>
  (await room.db
    .knex('audit')
    .where({ object: `terms:${id}` })
    .orderBy('seq')
    .pluck('action')) as string[];

describe('what is written', () => {
  it('is refused at its field, and shown as readers will see it when nothing is wrong', async () => {
    const given = await proposal('1');
    const { texts } = given;
    const wrong = async (over: object) => {
      const { status, body } = await author.post('/terms/look', { ...given, ...over });
      expect(status).toBe(422);
      return fieldsOf(body);
    };
    expect(await wrong({ texts: { ...texts, en: { title: ' ', text: texts.en.text } } })).toEqual([
      ['texts.en.title', 'terms.title-empty'],
    ]);
    expect(await wrong({ texts: { ...texts, en: { ...texts.en, text: 'No heading.' } } })).toEqual([
      ['texts.en.text', 'terms.no-heading'],
    ]);
    expect(await wrong({ texts: { ...texts, en: { ...texts.en, text: '## 1 One\n\n## 2 Two\nText.' } } })).toEqual([
      ['texts.en.text', 'terms.article-empty'],
    ]);
    expect(await wrong({ texts: { ...texts, en: { ...texts.en, text: '## 1 One\nText.' } } })).toEqual([
      ['texts.en.text', 'terms.articles-differ'],
    ]);
    // Plain Japanese without readings, and a name that nothing fills in.
    expect(
      await wrong({ texts: { ...texts, plja: { ...texts.plja, text: `${texts.plja.text}\n規約を読んでください。` } } }),
    ).toEqual([['texts.plja.text', 'terms.refused']]);
    expect(await wrong({ texts: { ...texts, en: { ...texts.en, title: 'Terms of {office}' } } })).toEqual([
      ['texts.en.title', 'terms.refused'],
    ]);
    expect(await wrong({ from: '2026-03-31' })).toEqual([['from', 'terms.from']]);
    expect(await wrong({ by: '2026-04-23' })).toEqual([['by', 'terms.by']]);
    const looked = (await author.post('/terms/look', given)).body as {
      previews: Record<'mail' | 'page', Record<string, { html: string; text: string; subject: string }>>;
    };
    for (const language of languages) {
      const day = { ja: '5月1日', plja: '5月1日', en: 'May 1, 2026' }[language];
      const bare = (html: string) =>
        html.replaceAll(/<style>[\s\S]*?<\/style>|<rt>.*?<\/rt>|<rp>.*?<\/rp>|<[^>]+>/g, '');
      expect(bare(looked.previews.mail[language]!.html)).toContain(day);
      expect(bare(looked.previews.page[language]!.html)).toContain(day);
      // The frame of a preview may load nothing.
      expect(looked.previews.page[language]!.html).not.toMatch(/<link|<script|\ssrc=/);
      expect(bare(looked.previews.page[language]!.html)).toContain(
        { ja: '見本の一文1です。', plja: '見本の文1です。', en: 'A sample sentence 1.' }[language],
      );
    }
    expect((await shown()).proposals).toEqual([]);
  });

  it('may be proposed by who writes for all topics only, and not the same again', async () => {
    const narrow = await personWith(room, ['author'], { bureaus: [room.topics[0]!.group_code] });
    expect((await narrow.post('/terms', await proposal('1'))).body).toMatchObject({ code: 'terms.bureau' });
    expect((await approver.post('/terms', await proposal('1'))).status).toBe(403);
    const { texts } = (await shown()).now;
    expect((await author.post('/terms', await proposal('1', { texts }))).body).toMatchObject({ code: 'terms.same' });
  });
});

describe('new terms', () => {
  it('wait for somebody else, hold from their day on, and readers of older ones are asked', async () => {
    const old = { ja: await reader('ja'), plja: await reader('plja'), en: await reader('en') };
    const before = await shown();
    expect(before.now.fromFiles).toBe(true);
    const { body } = await both.post('/terms', await proposal('2'));
    const id = String(body.id);
    const asked = await mails(approver.email, 'staff-approval-request');
    expect(asked.map((l) => l.variables.console_url)).toEqual([`${room.ground.publicUrl()}/console/#/terms/${id}`]);
    // One waits at a time.
    expect((await author.post('/terms', await proposal('3'))).body).toMatchObject({ code: 'terms.open' });
    const one = async (who: Staff) =>
      (await who.get(`/terms/${id}`)).body as { hash: string; may: object; state: string };
    expect(await one(both)).toMatchObject({ state: 'proposed', may: { approve: false, cancel: true } });
    expect(await one(author)).toMatchObject({ may: { approve: false, cancel: false } });
    const { hash, may } = await one(approver);
    expect(may).toEqual({ approve: true, cancel: true });
    expect((await both.post(`/terms/${id}/approve`, { hash })).body).toMatchObject({ code: 'policy.own-bulletin' });
    expect((await approver.post(`/terms/${id}/approve`, { hash: 'other' })).body).toMatchObject({
      code: 'approval.changed',
    });
    expect((await author.get(`/terms/${id}/counts`)).body).toEqual({
      readers: 3,
      accepted: 0,
      asked: 0,
      without: 0,
      untold: 3,
    });
    expect((await approver.post(`/terms/${id}/approve`, { hash })).status).toBe(200);
    expect((await approver.post(`/terms/${id}/approve`, { hash })).body).toMatchObject({ code: 'terms.wrong-state' });

    // Nothing changes before the day, and whoever registers until then agrees to the old ones.
    await clock();
    expect(await page('en')).not.toContain('A sample sentence 2.');
    await later('2026-04-09T23:59:00+09:00');
    expect(await page('ja')).not.toContain('見本の一文2です。');
    const between = visitor(room.url);
    await between.open('/m/en_entry');
    expect(await mails(old.ja, 'nl-new-terms')).toEqual([]);
    room.clock.set('2026-04-10T00:00:00+09:00');
    for (const [language, words] of [
      ['ja', '見本の一文2です。'],
      ['plja', '見本の文2です。'],
      ['en', 'A sample sentence 2.'],
    ] as const)
      expect((await page(language)).replaceAll(/\(.*?\)/g, '')).toContain(words);
    // A page that was drawn before midnight accepts nothing that was not read.
    const again = await between.press('accept');
    expect(again.text).toContain('A sample sentence 2.');
    expect((await between.press('accept')).html).toContain('name="email"');

    expect((await shown()).now).toMatchObject({ fromFiles: false, since: Date.parse('2026-04-10T00:00:00+09:00') });
    await clock();
    const state = (await shown()).proposals[0];
    expect(state).toMatchObject({ id, state: 'begun', holds: true, work: { state: 'done', mails: 3 } });
    for (const email of Object.values(old)) {
      const [mail, ...more] = await mails(email, 'nl-new-terms');
      expect(more).toEqual([]);
      expect(mail!.variables.accept_by).toBe('2026-05-01');
    }
    // Who registers now has read the new ones; who accepts is counted.
    await reader('en');
    const v = visitor(room.url);
    await v.open(pathOf((await mails(old.en, 'nl-new-terms'))[0]!.variables.terms_url));
    await v.press('accept');
    expect((await author.get('/terms/counts')).body).toEqual({
      readers: 4,
      accepted: 2,
      asked: 2,
      without: 0,
      untold: 0,
    });
    expect(await audited(id)).toEqual(['terms.propose', 'terms.approve', 'terms.begin']);
    // Done is done.
    expect((await approver.post(`/terms/${id}/cancel`, { reason: '見本' })).body).toMatchObject({ code: 'work.ended' });
  });

  it('that are cancelled before their day never hold, and nobody gets a mail', async () => {
    const given = await proposal('4', { from: '2026-04-12', by: '2026-05-10' });
    const id = String((await author.post('/terms', given)).body.id);
    expect((await author.post(`/terms/${id}/cancel`, { reason: ' ' })).status).toBe(422);
    const { hash } = (await approver.get(`/terms/${id}`)).body;
    expect((await approver.post(`/terms/${id}/approve`, { hash })).status).toBe(200);
    // Approved, it is no more the proposer's to take back.
    expect((await author.post(`/terms/${id}/cancel`, { reason: '誤り' })).status).toBe(403);
    expect((await approver.post(`/terms/${id}/cancel`, { reason: '誤りがあったため' })).status).toBe(200);
    await later('2026-04-12T10:00:00+09:00');
    await clock();
    expect(await page('en')).not.toContain('A sample sentence 4.');
    expect((await shown()).proposals[0]).toMatchObject({ id, state: 'cancelled', holds: false, work: null });
    expect((await room.letters()).filter((l) => l.variables.accept_by === '2026-05-10')).toEqual([]);
    expect(await audited(id)).toEqual(['terms.propose', 'terms.approve', 'terms.cancel']);
  });

  it('whose day is today hold a minute after the approval; stopped half-way they hold on and nobody else is asked', async () => {
    const given = await proposal('5', { from: '2026-04-12', by: '2026-05-20' });
    const id = String((await author.post('/terms', given)).body.id);
    const { hash } = (await approver.get(`/terms/${id}`)).body;
    await approver.post(`/terms/${id}/approve`, { hash });
    expect(await page('en')).not.toContain('A sample sentence 5.');
    room.clock.advance(MINUTE);
    expect(await page('en')).toContain('A sample sentence 5.');
    for (const job of jobs()) await job.run();
    expect((await approver.post(`/terms/${id}/cancel`, { reason: '見直すため' })).status).toBe(200);
    await clock();
    const [first] = (await shown()).proposals;
    expect(first).toMatchObject({ id, state: 'begun', holds: true, work: { state: 'cancelled' } });
    expect((await room.letters()).filter((l) => l.variables.accept_by === '2026-05-20')).toEqual([]);
  });

  it('that bring earlier ones back ask nobody who accepted those', async () => {
    const [, , second] = (await shown()).proposals;
    const { texts } = (await author.get(`/terms/${second!.id}`)).body as { texts: Texts };
    // Somebody is under way to be asked about the fifth: the mark is there, whatever was stopped.
    const marked = await room.db.knex('reader').where({ state: 'active' }).orderBy('id').first('id');
    const last = await room.db.knex('consent').orderBy('id', 'desc').first('terms_version');
    await room.db.write(async (trx) => {
      await trx
        .knex('reader')
        .where({ id: marked.id })
        .update({ terms_by: room.clock.now() - 1, terms_asked: 'x' });
      await trx.knex('consent').where({ reader_id: marked.id }).update({ terms_version: last.terms_version });
    });
    const id = String((await author.post('/terms', { texts, from: '2026-04-12', by: '2026-05-25' })).body.id);
    const { hash } = (await approver.get(`/terms/${id}`)).body;
    await approver.post(`/terms/${id}/approve`, { hash });
    room.clock.advance(2 * MINUTE);
    await clock();
    const free = await room.db.knex('reader').where({ id: marked.id }).first('terms_by', 'terms_asked');
    expect(free).toEqual({ terms_by: null, terms_asked: null });
    expect((await shown()).proposals[0]).toMatchObject({ holds: true, work: { state: 'done' } });
    expect(await page('en')).toContain('A sample sentence 2.');
    expect(await page('en')).not.toContain('A sample sentence 5.');
  });

  it('are not approved when the day to accept has come too near meanwhile', async () => {
    const given = await proposal('6', { from: '2026-04-20', by: '2026-05-06' });
    const id = String((await author.post('/terms', given)).body.id);
    const { hash } = (await approver.get(`/terms/${id}`)).body;
    await later('2026-04-25T10:00:00+09:00');
    expect((await approver.post(`/terms/${id}/approve`, { hash })).body).toMatchObject({
      code: 'terms.too-near',
      details: { first: '2026-05-09' },
    });
    expect((await author.post(`/terms/${id}/cancel`, { reason: '日付を直すため' })).status).toBe(200);
  });
});
