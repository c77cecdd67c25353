/** Machines are not answered, whichever of our mailboxes they write to; a person is, once; and addresses are undressed before they are stored, compared or answered. */
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleShelf } from '../../../../server/delivery/bundles.ts';
import { composeLetter } from '../../../../server/delivery/compose.ts';
import { expandBulletins } from '../../../../server/delivery/expand.ts';
import { handOver } from '../../../../server/delivery/handOver.ts';
import { DAY } from '../../../../server/lib/clock.ts';
import { makeReturnPath } from '../../../../server/lib/token.ts';
import type { LetterRow } from '../../../../server/store/letters.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { addBulletin, addReaders, testTopic } from '../../../support/audience.ts';
import { report } from '../../../support/eml/build.ts';

const domain = 'mail.example.jp';
let app: TestApp;
let reader: number;
let bulletin: number;
beforeAll(async () => {
  app = await testApp({ ROLES: 'web,intake' });
  const topic = await testTopic(app.ground.db);
  [reader] = (await addReaders(app.ground, topic, [{ email: 'taro@reader.example.org' }])) as [number];
  bulletin = await addBulletin(app.ground.db, { topic, now: app.clock.now(), revision: app.ground.bundle.revision });
  await expandBulletins({ ...app.ground, clock: app.clock });
});
afterAll(() => app.stop());

const path = () => `bounce+${makeReturnPath(app.ground.ring, { bulletin, row: reader })}@${domain}`;
const bring = (to: string, from: string, data: string) =>
  handOver({ host: '127.0.0.1', port: app.running.smtpPort!, from, to, data });
let written = 0;
const mail = (from: string, headers: readonly string[] = [], body = 'Where is it?') =>
  [
    `From: <${from}>`,
    'Subject: question',
    `Message-ID: <q${++written}@people.example.org>`,
    ...headers,
    'Content-Type: text/plain; charset=utf-8',
    '',
    body,
    '',
  ].join('\r\n');
const letters = async () => {
  await app.settle();
  return app.letters();
};
const newest = () =>
  app.ground.db.knex('letter').whereNotNull('recipient').orderBy('id', 'desc').first() as Promise<LetterRow>;
const asItLeaves = async () => {
  const parts = { ...app.ground, bundles: bundleShelf(app.ground.db), publicUrl: 'https://m.example.jp', dkim: [] };
  return simpleParser(Buffer.from((await composeLetter(parts, await newest())).content));
};

const answering = ['entry', 'entry-ja', 'entry-plja', 'entry-en', 'unsubscribe', 'kaijo', 'no-reply'];
const machines: [what: string, from: string, headers: string[]][] = [
  ['owner-*', 'owner-news@lists.example.org', []],
  ['*-owner', 'news-owner@lists.example.org', []],
  ['*-request', 'news-request@lists.example.org', []],
  ['*-bounces', 'news-bounces@lists.example.org', []],
  ['*-bounces with a VERP address', 'news-bounces+entry=mail.example.jp@lists.example.org', []],
  ['a mail daemon', 'MAILER-DAEMON@mx.example.org', []],
  ['a tagged *-owner', 'prvs=0123456789=news-owner@lists.example.org', []],
  ['a forwarded *-request', 'SRS0=HHH=TT=lists.example.org=news-request@forwarder.example.org', []],
  ['the null sender', '', []],
  ['X-Failed-Recipients', 'x@people.example.org', ['X-Failed-Recipients: somebody@people.example.org']],
  ['a journal report', 'x@people.example.org', ['X-MS-Journal-Report: ']],
  ['Auto-Submitted: auto-replied', 'x@people.example.org', ['Auto-Submitted: auto-replied']],
  ['Auto-Submitted: auto-generated', 'x@people.example.org', ['Auto-Submitted: auto-generated (cron)']],
  ['Precedence: bulk', 'x@people.example.org', ['Precedence: bulk']],
  ['Precedence: list', 'x@people.example.org', ['Precedence: list']],
  ['List-Id', 'x@people.example.org', ['List-Id: <news.lists.example.org>']],
  ['List-Unsubscribe', 'x@people.example.org', ['List-Unsubscribe: <mailto:x@lists.example.org>']],
];

describe.each(answering)('at %s@', (box) => {
  it.each(machines)('%s is refused with a sentence, and nobody is answered', async (_what, from, headers) => {
    const before = (await letters()).length;
    const refused = await bring(`${box}@${domain}`, from, mail(from || 'x@people.example.org', headers));
    expect(refused.code).toBe(550);
    expect(refused.reply).toMatch(/answers people only/);
    expect((await letters()).length).toBe(before);
  });

  it('a person is answered once, as an answer to what they wrote', async () => {
    const from = `asks.${box}@people.example.org`;
    for (let n = 0; n < 2; n++)
      expect(await bring(`${box}@${domain}`, from, mail(from, [], ''))).toMatchObject({ code: 250 });
    expect((await letters()).filter((l) => l.to === from)).toHaveLength(1);
    const answer = await asItLeaves();
    expect(answer.headers.get('auto-submitted')).toBe('auto-replied');
    expect(answer.headers.get('x-auto-response-suppress')).toBe('OOF, AutoReply');
    expect(answer.inReplyTo).toMatch(/^<q\d+@people\.example\.org>$/);
    expect([answer.references].flat()).toEqual([answer.inReplyTo]);
  });
});

describe('an address in clothes', () => {
  beforeEach(() => app.clock.advance(DAY));
  const dressed: [what: string, from: string, header: string, answered: string][] = [
    ['BATV', 'prvs=0123456789=batv@people.example.org', 'batv@people.example.org', 'batv@people.example.org'],
    [
      'SRS0',
      'SRS0=Hx1/=TT=people.example.org=srs0@forwarder.example.org',
      'srs0@people.example.org',
      'srs0@people.example.org',
    ],
    [
      'SRS1',
      'SRS1=HHH=first.example.org==HHH=TT=people.example.org=srs1@second.example.org',
      'srs1@people.example.org',
      'srs1@people.example.org',
    ],
    [
      'SRS over BATV',
      'SRS0=HHH=TT=people.example.org=prvs=0123456789=both@forwarder.example.org',
      'both@people.example.org',
      'both@people.example.org',
    ],
    ['a tag nobody knows', 'tag9=verp@people.example.org', 'verp@people.example.org', 'verp@people.example.org'],
    ['a sub-address', 'sub+gov@people.example.org', 'sub+gov@people.example.org', 'sub+gov@people.example.org'],
    ["Gmail's forwarding", 'fw+caf_=entry=mail.example.jp@gmail.com', 'fw@gmail.com', 'fw@gmail.com'],
    [
      'a header From of elsewhere',
      'prvs=0123456789=honest@people.example.org',
      'victim@other.example.org',
      'honest@people.example.org',
    ],
  ];
  it.each(dressed)('%s is undressed, and the answer goes where it arrives', async (_what, from, header, answered) => {
    const before = (await letters()).length;
    expect(await bring(`entry@${domain}`, from, mail(header, [], ''))).toMatchObject({ code: 250 });
    expect((await letters()).slice(before).map((l) => l.to)).toEqual([answered]);
    const kept = await app.ground.db.knex('letter').orderBy('id', 'desc').first();
    expect(kept.domain).toBe(answered.split('@')[1]);
  });

  it('is the same person dressed and bare: one answer for both', async () => {
    const before = (await letters()).length;
    await bring(`entry@${domain}`, 'prvs=0123456789=same@people.example.org', mail('same@people.example.org', [], ''));
    await bring(`entry@${domain}`, 'same@people.example.org', mail('same@people.example.org', [], ''));
    await bring(
      `entry@${domain}`,
      'SRS0=HHH=TT=people.example.org=same@forwarder.example.org',
      mail('same@people.example.org', [], ''),
    );
    expect((await letters()).slice(before).map((l) => l.to)).toEqual(['same@people.example.org']);
  });

  it.each([
    ['as it left', (bare: string) => bare],
    ['with BATV', (bare: string) => `prvs=0123456789=${bare}`],
    ['with the tag of another gateway', (bare: string) => `btv1==1234abcd==${bare}`],
    ['in capital letters', (bare: string) => bare.toUpperCase()],
    ['with SRS0', (bare: string) => `SRS0=HHH=TT=${domain}=${bare.split('@')[0]}@${domain}`],
    ['with SRS1', (bare: string) => `SRS1=HHH=forwarder.example.org==HHH=TT=${domain}=${bare.split('@')[0]}@${domain}`],
  ])('a return path that comes back %s is taken', async (_what, wear) => {
    const count = async () => Number((await app.ground.db.knex('returned_mail').count('* as n').first())!.n);
    const before = await count();
    const text = `550 5.2.2 mailbox full ${before}`;
    const data = report({ recipient: 'taro@reader.example.org', status: '5.2.2', diagnostic: text }).toString();
    const fresh = `bounce+${makeReturnPath(app.ground.ring, { bulletin, row: reader })}@${domain}`;
    expect(await bring(wear(fresh), '', data)).toMatchObject({ code: 250 });
    expect(await count()).toBe(before + 1);
  });

  it('a letter of a dressed sender is kept under the bare address', async () => {
    const from = 'prvs=0123456789=writes@people.example.org';
    await bring(`postmaster@${domain}`, from, mail('writes@people.example.org'));
    const { counts } = await app.running.parts.persons.show('test', 'writes@people.example.org');
    expect(counts).toMatchObject({ lettersToUs: 1 });
    expect(await bring(path(), from, mail('writes@people.example.org', [], 'another one'))).toMatchObject({
      code: 250,
    });
  });
});
