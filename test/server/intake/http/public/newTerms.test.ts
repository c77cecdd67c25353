/** New terms through the doors: the command line asks, mail tells, the page accepts; who does not keeps the registration and gets no bulletins. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workKinds } from '../../../../../server/app.ts';
import type { Output } from '../../../../../server/cli/command.ts';
import { readWords } from '../../../../../server/cli/command.ts';
import { findCommand } from '../../../../../server/cli/commands.ts';
import { languages } from '../../../../../server/contract/codes.ts';
import { openRunner } from '../../../../../server/domain/works/runner.ts';
import { pagesOf } from '../../../../../server/letters/pages.ts';
import { DAY } from '../../../../../server/lib/clock.ts';
import { openLog } from '../../../../../server/lib/log.ts';
import type { ReaderRow } from '../../../../../server/store/readers.ts';
import { type Newsroom, newsroom, sampleTexts } from '../../../../support/newsroom.ts';
import { personWith } from '../../../../support/staff.ts';
import { pathOf, register, visitor } from '../../../../support/visitor.ts';

const BEGIN = '2026-04-01T10:00:00+09:00';
const BY = '2026-05-01';
const OLD = '000000000000';
let room: Newsroom;
let topic: string;
beforeAll(async () => {
  room = await newsroom({ LIMIT_FORMS_NETWORK_HOUR: '0', LIMIT_MAILS_ADDRESS_DAY: '0' }, BEGIN);
  topic = (await room.db.knex('topic').where({ needs_date: 0 }).orderBy('id').first('code')).code;
});
afterAll(() => room.stop());

const hub = async (...args: string[]) => {
  const { command, rest } = findCommand(args)!;
  let answer: unknown;
  const out: Output = {
    json: true,
    line: () => {},
    answer: (value) => {
      answer = value;
    },
    progress: () => {},
    fails: () => {},
  };
  await command.run(readWords(command, rest), async () => room.ground, out);
  return answer as Record<string, number> & { work: string };
};
/** What the clock of any process does with the works that wait. */
const work = () =>
  openRunner(
    {
      db: room.db,
      clock: room.clock,
      log: openLog('silent', 'test'),
      works: room.parts.works,
      worker: randomUUID(),
    },
    workKinds(room.parts),
  ).run();
const announce = async (by = BY) => {
  const begun = await hub('terms', 'announce', '--by', by);
  await work();
  return room.parts.works.find(begun.work);
};
const mails = async (email: string, type = 'nl-new-terms') =>
  (await room.letters()).filter((l) => l.to === email && l.type === type);
const row = (id: number) => room.db.knex('reader').where({ id }).first() as Promise<ReaderRow>;
const consents = (id: number) => room.db.knex('consent').where({ reader_id: id }).orderBy('id');
const change = async (email: string) =>
  pathOf((await mails(email, 'nl-registration-complete')).at(-1)!.variables.change_url);
let count = 0;
/** Somebody who registered; `old`: at a time when other terms held. */
const reader = async (old: boolean, language = 'ja'): Promise<{ id: number; email: string }> => {
  const email = `terms-${++count}@example.jp`;
  await register(room.url, { email, language, topics: [topic] });
  await room.settle();
  const { id } = (await room.db.knex('reader').max('id as id').first()) as { id: number };
  if (old) await room.db.write((trx) => trx.knex('consent').where({ reader_id: id }).update({ terms_version: OLD }));
  return { id, email };
};
const gets = async (ids: number[], over: { kind?: 'emergency'; correction?: string } = {}) => {
  const id = over.correction
    ? (await room.parts.sequels.begin(await room.person(['author']), over.correction, 'correction')).id
    : (await room.parts.bulletins.create('cli', { topics: [topic], texts: sampleTexts, ...over }, 'cli')).id;
  await room.parts.bulletins.send('cli', id);
  await room.tick();
  const { id: bulletin } = await room.row(id);
  const found: number[] = await room.db.knex('bulletin_recipient').where({ bulletin_id: bulletin }).pluck('reader_id');
  return { id, got: ids.filter((one) => found.includes(one)) };
};
const terms = async (email: string) => pathOf((await mails(email)).at(-1)!.variables.terms_url);
const later = (day: string) => room.clock.set(`${day}T10:00:00+09:00`);

describe('a reader of older terms', () => {
  it.each([...languages])('is told once in %s, reads what holds now and accepts; twice is once', async (language) => {
    const { id, email } = await reader(true, language);
    expect(await announce()).toMatchObject({ state: 'done', result: { mails: 1 } });
    const [mail, ...more] = await mails(email);
    expect(more).toEqual([]);
    expect(mail).toMatchObject({ languages: language, role: 'reader', variables: { accept_by: BY } });
    // Nobody asked for it: it opens the terms and nothing of the reader.
    expect(JSON.stringify(mail!.variables)).not.toContain('/m/change/');
    const link = await terms(email);
    const v = visitor(room.url);
    const page = await v.open(link);
    const words = pagesOf(room.ground.bundle)[language].terms.sections.at(-1)!.h;
    expect(page.status).toBe(200);
    expect(page.html).not.toContain(email);
    expect(page.html).toContain('value="accept"');
    expect(page.text).toContain(words.replaceAll(/\([^)]*\)/g, ''));
    expect(page.text).toContain({ ja: '5月1日', plja: '5月1日', en: 'May 1, 2026' }[language]);
    // Looking changes nothing.
    expect((await row(id)).terms_by).not.toBeNull();
    const fields = { ...v.hidden(), go: 'accept' };
    expect((await v.post(link, fields)).text).toContain(
      { ja: '承諾済み', plja: '約束のボタンを押しました', en: 'You have accepted' }[language],
    );
    await v.post(link, fields);
    const given = await consents(id);
    expect(given.map((c: { source: string; language: string }) => [c.source, c.language])).toEqual([
      ['form', language],
      ['terms', language],
    ]);
    expect((await row(id)).terms_by).toBeNull();
    // The link opened again says so, and announcing again asks nobody.
    expect((await visitor(room.url).open(link)).html).not.toContain('value="accept"');
    expect(await announce()).toMatchObject({ result: { mails: 0 } });
    const kept = await room.db.knex('text_revision').where({ kind: 'screen', revision: given[1].screen_version });
    expect(kept).toHaveLength(1);
  });

  it('who never answers gets news until the day, then emergencies and corrections only, and again after accepting late', async () => {
    later('2026-04-02');
    const [silent, fresh] = [await reader(true), await reader(false)];
    await announce();
    expect(await mails(fresh.email)).toEqual([]);
    const both = [silent.id, fresh.id];
    const before = await gets(both);
    expect(before.got).toEqual(both);
    later(BY);
    expect((await gets(both)).got).toEqual(both);
    later('2026-05-02');
    const without = await gets(both);
    expect(without.got).toEqual([fresh.id]);
    // What was decided upon and what went are one number.
    expect((await room.parts.audience.exact({ topics: [topic] }, ['ja', 'plja', 'en'])).total).toBe(
      (await room.parts.audience.exact({ topics: [topic] }, ['ja', 'plja', 'en'], false)).total - 1,
    );
    const urgent = { kind: 'emergency' as const };
    expect((await gets(both, urgent)).got).toEqual(both);
    expect(await row(silent.id)).toMatchObject({ state: 'active' });
    const staff = await personWith(room, ['helpdesk', 'author']);
    const shown = (await staff.get(`/readers/${(await row(silent.id)).public_id}`)).body;
    expect(shown).toMatchObject({ state: 'active', termsBy: Date.parse('2026-05-02T00:00:00+09:00') - 1 });
    const why = await staff.post(`/bulletins/${without.id}/why`, { email: silent.email });
    expect(why.body).toMatchObject({ gets: false, why: 'terms' });
    // The page of change leads there, also when the link of the mail has ended.
    const own = await visitor(room.url).open(await change(silent.email));
    const link = /href="(\/m\/new-terms\/[a-z2-7]+)/.exec(own.html)![1]!;
    const v = visitor(room.url);
    expect((await v.open(link)).text).toContain('お知らせを止めています');
    await v.press('accept');
    expect((await gets(both)).got).toEqual(both);
    expect((await visitor(room.url).open(await change(silent.email))).html).not.toContain('/m/new-terms/');
  });

  it('gets the correction of what was sent before', async () => {
    later('2026-06-01');
    const { id } = await reader(true);
    const { id: sent } = await gets([id]);
    await room.answer(sent, 'accepted');
    await room.tick();
    await announce('2026-06-20');
    later('2026-06-21');
    expect((await gets([id])).got).toEqual([]);
    expect((await gets([id], { correction: sent })).got).toEqual([id]);
  });

  it('who left gets no mail, and the link of who leaves meanwhile says so', async () => {
    later('2026-07-01');
    const [gone, leaver] = [await reader(true), await reader(true)];
    const leave = async (email: string) => {
      const mail = (await mails(email, 'nl-registration-complete')).at(-1)!;
      await fetch(room.url + pathOf(mail.variables.unsubscribe_url), {
        method: 'POST',
        body: new URLSearchParams({ go: 'unsubscribe' }),
      });
    };
    await leave(gone.email);
    expect(await row(gone.id)).toMatchObject({ state: 'left' });
    await announce('2026-07-20');
    expect(await mails(gone.email)).toEqual([]);
    const link = await terms(leaver.email);
    const v = visitor(room.url);
    await v.open(link);
    const fields = { ...v.hidden(), go: 'accept' };
    await leave(leaver.email);
    expect((await v.post(link, fields)).status).toBe(410);
    expect(await consents(leaver.id)).toHaveLength(1);
    // Registering again is agreeing to what holds now.
    await register(room.url, { email: leaver.email, topics: [topic] });
    await room.settle();
    expect(await row(leaver.id)).toMatchObject({ state: 'active', terms_by: null });
    expect(await announce('2026-07-20')).toMatchObject({ result: { mails: 0 } });
  });

  it('who comes by an import has agreed to nothing, and is asked', async () => {
    later('2026-08-01');
    const [id] = (await room.readers(topic, 1)) as [number];
    expect(await hub('terms', 'show')).toMatchObject({ untold: 1 });
    expect(await announce('2026-08-20')).toMatchObject({ result: { mails: 1 } });
    expect(await hub('terms', 'show')).toMatchObject({ untold: 0, asked: 1 });
    later('2026-08-21');
    expect(await hub('terms', 'show')).toMatchObject({ asked: 0 });
    // Past the day, another announcement changes nothing for who was told.
    await announce('2026-09-20');
    expect((await gets([id])).got).toEqual([]);
  });
});

it('a stranger’s link, another purpose and other terms than were read accept nothing', async () => {
  later('2026-10-01');
  const { id, email } = await reader(true);
  await announce('2026-10-20');
  const link = await terms(email);
  const other = (await change(email)).split('/').at(-1)!;
  for (const token of [other, 'a'.repeat(40), 'x'])
    expect([token, (await visitor(room.url).open(`/m/new-terms/${token}`)).status]).toEqual([token, 404]);
  const v = visitor(room.url);
  await v.open(link);
  const asked = await v.post(link, { terms: OLD, go: 'accept' });
  expect(asked.html).toContain('value="accept"');
  await v.post(link, { ...v.hidden(), go: 'nothing' });
  expect(await consents(id)).toHaveLength(1);
  // It opens nothing else of the reader.
  expect((await visitor(room.url).open(link.replace('/new-terms/', '/change/'))).status).toBe(404);
  room.clock.advance(91 * DAY);
  expect((await visitor(room.url).open(link)).status).toBe(410);
});

it('a day too near, too far or none is refused, and nothing begins', async () => {
  later('2027-03-01');
  for (const by of ['2027-03-14', '2028-03-02', '2027-02-01'])
    await expect(hub('terms', 'announce', '--by', by)).rejects.toMatchObject({
      fields: [{ field: 'by', code: 'terms.by', details: { from: '2027-03-15', to: '2028-02-29' } }],
    });
  await expect(hub('terms', 'announce', '--by', 'soon')).rejects.toThrow('--by');
  await expect(hub('terms', 'announce')).rejects.toThrow('--by');
});
