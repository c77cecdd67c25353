/** Letters to us through the real mail door: what is answered with 250 is kept and shown, what will not be kept is refused with a sentence. */
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleShelf } from '../../../../server/delivery/bundles.ts';
import { composeLetter } from '../../../../server/delivery/compose.ts';
import { openForwarding } from '../../../../server/delivery/forwarding.ts';
import { handOver } from '../../../../server/delivery/handOver.ts';
import { DAY, HOUR } from '../../../../server/lib/clock.ts';
import { makeReturnPath } from '../../../../server/lib/token.ts';
import type { LetterRow } from '../../../../server/store/letters.ts';
import { purgeRows } from '../../../../server/store/purge.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { addBulletin, addReaders, testTopic } from '../../../support/audience.ts';
import { type Sink, startSink } from '../../../support/recordingSink.ts';
import { personWith } from '../../../support/staff.ts';

const domain = 'mail.example.jp';
let app: TestApp;
let helpdesk: Awaited<ReturnType<typeof personWith>>;
let reader: number;
let bulletin: number;
beforeAll(async () => {
  app = await testApp({ ROLES: 'web,intake' });
  helpdesk = await personWith(app, ['helpdesk']);
  const topic = await testTopic(app.ground.db);
  [reader] = (await addReaders(app.ground, topic, [{ email: 'sample.taro@reader.example.org' }])) as [number];
  bulletin = await addBulletin(app.ground.db, { topic, now: app.clock.now(), revision: app.ground.bundle.revision });
  const { expandBulletins } = await import('../../../../server/delivery/expand.ts');
  await expandBulletins({ ...app.ground, clock: app.clock });
});
afterAll(() => app.stop());

const returnPath = () => `bounce+${makeReturnPath(app.ground.ring, { bulletin, row: reader })}@${domain}`;
const bring = (to: string, from: string, data: string) =>
  handOver({ host: '127.0.0.1', port: app.running.smtpPort!, from, to, data });
const letter = (from: string, more: { subject?: string; body?: string; headers?: string } = {}) =>
  `From: <${from}>\r\nSubject: ${more.subject ?? 'A question'}\r\nMessage-ID: <q1@people.example.org>\r\n${more.headers ?? ''}Content-Type: text/plain; charset=utf-8\r\n\r\n${more.body ?? 'Where is my letter?'}\r\n`;
type Line = { id: string; from: string | null; box: string; subject: string; state: string; machine: boolean };
const open = async () => ((await helpdesk.get('/arrivals')).body as { data: Line[] }).data;
const lettersTo = async (to: string) => {
  await app.settle();
  return (await app.letters()).filter((l) => l.to === to);
};

describe('a letter of a person', () => {
  it.each([
    [`postmaster@${domain}`, 'postmaster'],
    ['postmaster', 'postmaster'],
    [`abuse@${domain}`, 'abuse'],
    [`no-reply@${domain}`, 'no-reply'],
  ])('to %s is kept, and staff read its text', async (to, box) => {
    const from = `writes-${box}-${to.length}@people.example.org`;
    expect(await bring(to, from, letter(from, { subject: `About ${box}` }))).toMatchObject({ code: 250 });
    const [line] = await open();
    expect(line).toMatchObject({ box, subject: `About ${box}`, state: 'open', machine: false });
    expect(line!.from).not.toContain(from);
    const shown = (await helpdesk.get(`/arrivals/${line!.id}`)).body;
    expect(shown).toMatchObject({ sender: from, text: 'Where is my letter?' });
    const audit = await app.ground.db.knex('audit').where({ action: 'arrival.see', object: `arrival:${line!.id}` });
    expect(audit).toHaveLength(1);
  });

  it('that answers a mail of ours is kept with it, and counts as nothing else', async () => {
    const from = 'sample.taro@reader.example.org';
    expect(await bring(returnPath(), from, letter(from, { subject: 'Re: News' }))).toMatchObject({ code: 250 });
    expect((await open())[0]).toMatchObject({ box: 'return', subject: 'Re: News' });
    expect(await app.ground.db.knex('returned_mail')).toEqual([]);
  });

  it('to no-reply@ is answered once, naming the help desk, as an answer to it', async () => {
    const from = 'asks@people.example.org';
    for (const subject of ['one', 'two']) await bring(`no-reply@${domain}`, from, letter(from, { subject }));
    const answers = await lettersTo(from);
    expect(answers).toMatchObject([{ type: 'nl-send-only', languages: 'ja,plja,en' }]);
    const row = (await app.ground.db
      .knex('letter')
      .where({ type: 'nl-send-only' })
      .orderBy('id', 'desc')
      .first()) as LetterRow;
    const parts = { ...app.ground, bundles: bundleShelf(app.ground.db), publicUrl: 'https://m.example.jp', dkim: [] };
    const parsed = await simpleParser(Buffer.from((await composeLetter(parts, row)).content));
    expect(parsed.headers.get('auto-submitted')).toBe('auto-replied');
    expect(parsed.inReplyTo).toBe('<q1@people.example.org>');
    expect(parsed.references).toBe('<q1@people.example.org>');
    expect(parsed.headers.get('x-auto-response-suppress')).toBe('OOF, AutoReply');
    expect(parsed.text).toContain('+81-3-3580-4111');
    expect((await open()).filter((l) => ['one', 'two'].includes(l.subject))).toHaveLength(2);
  });

  it('brought twice by the network is one; ends at closing plus 90 days, and opened again it stays', async () => {
    const from = 'twice@people.example.org';
    for (let n = 0; n < 2; n++) await bring(`abuse@${domain}`, from, letter(from, { subject: 'twice' }));
    const mine = (await open()).filter((l) => l.subject === 'twice');
    expect(mine).toHaveLength(1);
    const { id } = mine[0]!;
    expect((await helpdesk.post(`/arrivals/${id}/close`, {})).status).toBe(200);
    expect((await helpdesk.post(`/arrivals/${id}/close`, {})).body).toMatchObject({ code: 'arrival.closed' });
    expect((await open()).map((l) => l.id)).not.toContain(id);
    expect(((await helpdesk.get('/arrivals?over=true')).body as { data: Line[] }).data[0]).toMatchObject({ id });
    const purge = (at: number) => app.ground.db.write((trx) => purgeRows(trx, 'arrival', at, 100));
    expect(await purge(app.clock.now() + 90 * DAY - 1)).toBe(0);
    expect((await helpdesk.post(`/arrivals/${id}/reopen`, {})).status).toBe(200);
    expect((await helpdesk.post(`/arrivals/${id}/reopen`, {})).body).toMatchObject({ code: 'arrival.open' });
    expect(await purge(app.clock.now() + 90 * DAY)).toBe(0);
    expect((await helpdesk.get('/arrivals/nobody')).status).toBe(404);
  });

  it('in HTML with attachments is shown as text, without signs that hide; attachments are counted and kept as they came', async () => {
    const from = 'html@people.example.org';
    const raw = [
      `From: <${from}>`,
      'Subject: =?UTF-8?B?6LOq5ZWP?=',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<script>alert(1)</script><p>Please \u202ehelp</p>',
      '--b',
      'Content-Type: application/zip; name=x.zip',
      'Content-Disposition: attachment; filename=x.zip',
      'Content-Transfer-Encoding: base64',
      '',
      'UEsDBA==',
      '--b--',
      '',
    ].join('\r\n');
    expect(await bring(`abuse@${domain}`, from, raw)).toMatchObject({ code: 250 });
    const [line] = await open();
    const shown = (await helpdesk.get(`/arrivals/${line!.id}`)).body as { text: string; attachments: number };
    expect(shown).toMatchObject({ subject: '質問', attachments: 1, text: 'Please help' });
  });

  it('is handed over and erased with the person', async () => {
    const { persons } = app.running.parts;
    const email = 'asks@people.example.org';
    expect((await persons.show('test', email)).counts).toMatchObject({ lettersToUs: 2 });
    expect(JSON.stringify((await persons.export('test', email)).lettersToUs)).toContain('Where is my letter?');
    expect((await persons.erase('test', email, 'asked for it')).gone).toMatchObject({ lettersToUs: 2 });
    expect((await persons.show('test', email)).counts).toMatchObject({ lettersToUs: 0 });
  });

  it('an author sees none of them', async () => {
    const author = await personWith(app, ['author']);
    expect((await author.get('/arrivals')).status).toBe(403);
    expect((await author.get('/wordings')).status).toBe(403);
  });
});

describe('what a machine wrote', () => {
  it.each([
    ['without a sender', '', ''],
    ['as an automatic answer', 'robot@people.example.org', 'Auto-Submitted: auto-replied\r\n'],
    ['as a list', 'news-owner@people.example.org', 'List-Id: <a.example.org>\r\n'],
    ['as ourselves', `someone@${domain}`, ''],
  ])(
    '%s to no-reply@ is refused with a sentence; to postmaster@ it is kept, and nobody is answered',
    async (_what, from, headers) => {
      const before = (await app.letters()).length;
      const data = letter(from || 'x@people.example.org', { headers, subject: `machine ${from}` });
      const refused = await bring(`no-reply@${domain}`, from, data);
      expect(refused).toMatchObject({ code: 550 });
      expect(refused.reply).toContain('answers people only');
      expect(await bring(`postmaster@${domain}`, from, data)).toMatchObject({ code: 250 });
      expect((await open())[0]).toMatchObject({ machine: true, box: 'postmaster' });
      await app.settle();
      expect((await app.letters()).length).toBe(before);
    },
  );

  it('to a return path that is none of ours is refused with a sentence', async () => {
    const refused = await bring(`bounce+${'a'.repeat(30)}@${domain}`, '', letter('x@people.example.org'));
    expect(refused).toMatchObject({ code: 550 });
    expect(refused.reply).toContain('return path');
  });
});

describe('too much', () => {
  it('of one sender is put off, of a size is refused, and both are told why', async () => {
    const from = 'flood@people.example.org';
    const codes: number[] = [];
    for (let n = 0; n < 22; n++)
      codes.push((await bring(`abuse@${domain}`, from, letter(from, { subject: `flood ${n}` }))).code);
    expect(codes.filter((code) => code === 451)).toHaveLength(2);
    app.clock.advance(HOUR + 1000);
    helpdesk = await personWith(app, ['helpdesk']);
    expect(await bring(`abuse@${domain}`, from, letter(from))).toMatchObject({ code: 250 });
    const line = `${'x'.repeat(900)}\r\n`;
    const large = await bring(
      `abuse@${domain}`,
      'large@people.example.org',
      letter('l@x.org', { body: line.repeat(2400) }),
    );
    expect(large).toMatchObject({ code: 552 });
  });
});

describe('a daemon in a language that nobody here reads', () => {
  const says = (words: string) =>
    `Return-Path: <>\r\nFrom: Mail <MAILER-DAEMON@mx.example.org>\r\nTo: <${returnPath()}>\r\nSubject: Zpr\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${words}\r\n`;
  const returned = () =>
    app.ground.db.knex('returned_mail').orderBy('id').select('class', 'reason', 'decided') as Promise<object[]>;

  it('is soft and undefined, is shown to staff once for its wording, and what they say holds from then on', async () => {
    const operator = await personWith(app, ['operator']);
    expect(
      await bring(returnPath(), '', says('Dopis 17 pro sample@reader.example.org jsme vratili zpatky odesilateli.')),
    ).toMatchObject({ code: 250 });
    expect(
      await bring(returnPath(), '', says('Dopis 99 pro other@reader.example.org jsme vratili zpatky odesilateli.')),
    ).toMatchObject({ code: 250 });
    expect(await returned()).toMatchObject([{ class: 'soft', reason: 'undefined' }, { class: 'soft' }]);
    const { data } = (await operator.get('/wordings')).body as {
      data: { id: string; reports: number; words: string }[];
    };
    expect(data).toMatchObject([{ reports: 2 }]);
    expect(data[0]!.words).toContain('vratili zpatky');
    expect((await helpdesk.post(`/wordings/${data[0]!.id}/decide`, { means: 'hard' })).status).toBe(403);
    expect((await operator.post(`/wordings/${data[0]!.id}/decide`, { means: 'hard' })).body).toEqual({ reports: 2 });
    expect((await operator.get('/wordings')).body).toMatchObject({ data: [] });
    expect((await operator.post(`/wordings/${data[0]!.id}/decide`, { means: 'soft' })).status).toBe(404);
    await app.running.parts.applications.applyOutcomes();
    expect(await app.ground.db.knex('reader').where({ id: reader }).first()).toMatchObject({ state: 'suspended' });
    await bring(returnPath(), '', says('Dopis 3 pro third@reader.example.org jsme vratili zpatky odesilateli.'));
    expect((await returned()).at(-1)).toMatchObject({ class: 'hard', reason: 'userunknown', decided: 'hard' });
    const tasks = await app.ground.db.knex('task').where({ kind: 'reports-unread' });
    expect(tasks).toMatchObject([{ state: 'closed' }]);
  });

  it('that staff call no bounce leaves nothing behind', async () => {
    const operator = await personWith(app, ['operator']);
    await bring(returnPath(), '', says('Vsechno je v poradku, dekujeme vam za zpravu.'));
    const { data } = (await operator.get('/wordings')).body as { data: { id: string }[] };
    expect((await operator.post(`/wordings/${data[0]!.id}/decide`, { means: 'none' })).body).toEqual({ reports: 1 });
    expect((await returned()).at(-1)).toMatchObject({ class: 'not-a-bounce', decided: 'none' });
    expect(await app.ground.db.knex('reader').where({ id: reader }).first()).toMatchObject({ soft_bounces: 0 });
  });
});

describe("with the agency's mailbox", () => {
  let sink: Sink;
  beforeAll(async () => {
    sink = await startSink();
  });
  afterAll(() => sink.close());

  it('letters of people go there whole, those of machines stay in the list, and an accepted one is done', async () => {
    const from = 'forward.me@people.example.org';
    await bring(`postmaster@${domain}`, from, letter(from, { subject: 'Forward' }));
    await bring(`postmaster@${domain}`, '', letter(from, { subject: 'A bounce' }));
    const config = { ...app.ground.config, ARRIVALS_MAIL: 'office@agency.example.org', SMTP_URL: sink.url };
    const [job] = openForwarding({ ...app.ground, config }).jobs;
    for (let n = 0; n < 5; n++) await job!.run();
    expect(await job!.pending()).toBe(false);
    const left = await open();
    expect(left.every((l) => l.machine)).toBe(true);
    expect(left.map((l) => l.subject)).toContain('A bounce');
    const mails = await Promise.all(sink.mails.map((mail) => simpleParser(Buffer.from(mail.data))));
    const mine = mails.find((mail) => mail.subject === 'Fwd: Forward')!;
    expect(mine.replyTo?.value[0]?.address).toBe(from);
    expect(mine.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mine.attachments[0]!.content.toString()).toContain('Where is my letter?');
  });

  it('nothing is done while no relay takes it', async () => {
    const from = 'waits@people.example.org';
    await bring(`postmaster@${domain}`, from, letter(from, { subject: 'Waits' }));
    const config = { ...app.ground.config, ARRIVALS_MAIL: 'office@agency.example.org', SMTP_URL: 'smtp://127.0.0.1:1' };
    const [job] = openForwarding({ ...app.ground, config }).jobs;
    await job!.run();
    expect((await open())[0]).toMatchObject({ subject: 'Waits', state: 'open' });
  });
});
