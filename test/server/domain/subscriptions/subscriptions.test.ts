/** Rules of the newsletter behind the pages: opt-in, suspension, empty mail, what is kept and for how long. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openParts } from '../../../../server/app.ts';
import type { Subscriptions } from '../../../../server/domain/subscriptions/subscriptions.ts';
import { dayNumber } from '../../../../server/lib/clock.ts';
import { isHubError } from '../../../../server/lib/errors.ts';
import { makeLink, publicId } from '../../../../server/lib/token.ts';
import type { ReaderRow } from '../../../../server/store/readers.ts';
import { type TestApp, testApp } from '../../../support/app.ts';
import { linesOf, withMetrics } from '../../../support/metrics.ts';
import { pathOf, register, visitor } from '../../../support/visitor.ts';

let app: TestApp;
let subscriptions: Subscriptions;
const begin = async (over: Record<string, string> = {}) => {
  app = await testApp({ LIMIT_MAILS_ADDRESS_DAY: '0', ...withMetrics, ...over });
  subscriptions = app.running.parts.subscriptions;
};
afterEach(() => app.stop());

const readers = () => app.ground.db.knex('reader').orderBy('id') as Promise<ReaderRow[]>;
const only = async () => (await readers())[0]!;
const types = async () => (await app.letters()).map((l) => l.type);
const last = async () => (await app.letters()).at(-1)!;
const tokenOf = (url: unknown) => pathOf(url).split('/').at(-1)!;
const wish = (email: string) => ({
  wish: { email, language: 'ja' as const, topics: ['permanent'], stay: null },
  consent: { at: app.clock.now(), terms: 't', screen: 's' },
  origin: { network: '192.0.2.1', nonce: publicId() },
});
const signUps = () => linesOf(app, 'fumibako_sign_ups_total');
const oneSignUp = ['fumibako_sign_ups_total{language="ja"} 1'];
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: unknown) => (isHubError(error) ? error.code : String(error)),
  );

describe('Double opt-in', () => {
  beforeEach(() => begin({ NEWSLETTER_OPT_IN: 'double' }));

  it('keeps an address pending, without topics, until its owner has pressed the button', async () => {
    await subscriptions.register(wish('double@example.jp'));
    await app.settle();
    expect(await only()).toMatchObject({ state: 'pending' });
    expect((await only()).purge_after).not.toBeNull();
    expect(await app.ground.db.knex('reader_topic')).toEqual([]);
    const letter = await last();
    expect(letter.type).toBe('nl-confirm-registration');
    const path = pathOf(letter.variables.confirm_url);
    expect((await visitor(app.url).open(path)).text).toContain('double@example.jp');
    expect(await only()).toMatchObject({ state: 'pending' });
    const done = await visitor(app.url).post(path, { go: 'register' });
    expect(done.text).toContain('登録できました');
    expect(await only()).toMatchObject({ state: 'active', purge_after: null });
    expect(await signUps()).toEqual(oneSignUp);
    expect(await types()).toEqual(['nl-confirm-registration', 'nl-registration-complete']);
    expect((await app.ground.db.knex('consent')).length).toBe(1);
  });

  it('answers the second press of the button like the first, and later says that the link is used', async () => {
    await subscriptions.register(wish('double@example.jp'));
    await app.settle();
    const path = pathOf((await last()).variables.confirm_url);
    const pages = [
      await visitor(app.url).post(path, { go: 'register' }),
      await visitor(app.url).post(path, { go: 'register' }),
    ];
    expect(pages[0]!.html).toBe(pages[1]!.html);
    expect(await signUps()).toEqual(oneSignUp);
    expect(await types()).toHaveLength(2);
    app.clock.advance(11 * 60_000);
    const page = await visitor(app.url).post(path, { go: 'register' });
    expect(page.status).toBe(200);
    expect(page.text).toContain('手続は終わっています');
  });

  it('ends the link after 24 hours to the millisecond', async () => {
    await subscriptions.register(wish('double@example.jp'));
    await app.settle();
    const token = tokenOf((await last()).variables.confirm_url);
    app.clock.advance(24 * 3_600_000 - 1);
    expect((await subscriptions.viewConfirmation(token)).email).toBe('double@example.jp');
    app.clock.advance(1);
    expect(await code(subscriptions.confirm(token))).toBe('link.expired');
    expect((await visitor(app.url).open(`/m/confirm/${token}`)).text).toContain('FBK304E');
  });

  it('asks again when a pending address registers again, and the last confirmed choice stands', async () => {
    await subscriptions.register(wish('double@example.jp'));
    await app.settle();
    const first = tokenOf((await last()).variables.confirm_url);
    await subscriptions.register({
      ...wish('double@example.jp'),
      wish: { ...wish('double@example.jp').wish, topics: ['law'] },
    });
    await app.settle();
    const second = tokenOf((await last()).variables.confirm_url);
    await subscriptions.confirm(first);
    await subscriptions.confirm(second);
    const change = tokenOf((await last()).variables.change_url);
    expect((await subscriptions.view(change)).topics).toEqual(['law']);
    expect(await readers()).toHaveLength(1);
  });

  it('forgets an address that nobody confirmed', async () => {
    await subscriptions.register(wish('double@example.jp'));
    await app.settle();
    app.clock.advance(49 * 3_600_000);
    await subscriptions.purge();
    expect(await readers()).toEqual([]);
  });
});

describe('A suspended address', () => {
  beforeEach(() => begin());
  const suspended = async (email: string) => {
    await subscriptions.register(wish(email));
    await app.settle();
    const reader = (await readers()).at(-1)!;
    expect(await app.ground.db.write((trx) => subscriptions.suspend(trx, reader.id, 'hard-bounce'))).toBe(true);
    return reader;
  };

  it('comes back by a registration that its owner confirms by mail, although single opt-in is on', async () => {
    const reader = await suspended('back@example.jp');
    await subscriptions.register(wish('back@example.jp'));
    await app.settle();
    expect(await only()).toMatchObject({ state: 'suspended' });
    expect((await last()).type).toBe('nl-confirm-registration');
    await subscriptions.confirm(tokenOf((await last()).variables.confirm_url));
    expect(await only()).toMatchObject({ id: reader.id, state: 'active', suspended_reason: null, soft_bounces: 0 });
    expect((await last()).type).toBe('nl-registration-complete');
  });

  it('is suspended once, and its page says so', async () => {
    const reader = await suspended('rest@example.jp');
    expect(await app.ground.db.write((trx) => subscriptions.suspend(trx, reader.id, 'soft-bounces'))).toBe(false);
    const page = await visitor(app.url).open(pathOf((await last()).variables.change_url));
    expect(page.text).toContain('配信を止めています');
  });

  it('that complains is unsubscribed without another mail, and staff cannot bring it back', async () => {
    const reader = await suspended('enough@example.jp');
    const mails = (await app.letters()).length;
    expect(await app.ground.db.write((trx) => subscriptions.suspend(trx, reader.id, 'complaint'))).toBe(true);
    expect(await only()).toMatchObject({ id: reader.id, state: 'left', suspended_reason: null });
    expect(await app.letters()).toHaveLength(mails);
    const lifting = { readerPublicId: reader.public_id, reason: '依頼', actor: 'operator:x' };
    expect(await code(subscriptions.lift(lifting))).toBe('reader.not-suspended');
  });

  it('is lifted by staff with a reason that stands in the audit log', async () => {
    const reader = await suspended('lift@example.jp');
    const lifting = { readerPublicId: reader.public_id, actor: 'operator:x' };
    expect(await code(subscriptions.lift({ ...lifting, reason: ' ' }))).toBe('reason.missing');
    await subscriptions.lift({ ...lifting, reason: '本人から連絡' });
    expect(await only()).toMatchObject({ state: 'active', purge_after: null });
    expect(await app.ground.db.knex('audit').select('action', 'reason')).toEqual([
      { action: 'reader.lift-suspension', reason: '本人から連絡' },
    ]);
    expect(await code(subscriptions.lift({ ...lifting, reason: 'x' }))).toBe('reader.not-suspended');
  });

  it.each(['docomo.ne.jp', 'ezweb.ne.jp', 'au.com', 'softbank.ne.jp', 'i.softbank.jp', 'x.ezweb.ne.jp'])(
    'of %s is never lifted by hand, for the carrier assigns addresses again',
    async (domain) => {
      const reader = await suspended(`mihon@${domain}`);
      expect(
        await code(subscriptions.lift({ readerPublicId: reader.public_id, reason: 'x', actor: 'operator:x' })),
      ).toBe('reader.reassigning-carrier');
    },
  );
});

describe('An empty mail', () => {
  beforeEach(() => begin({ LIMIT_MAILS_ADDRESS_DAY: '3' }));

  it('is answered in three languages with links bound to its address', async () => {
    expect(await subscriptions.requestEntry('karamail@example.jp', { languages: 'all' }, '192.0.2.25')).toEqual({
      taken: true,
    });
    await app.settle();
    const letter = await last();
    expect(letter).toMatchObject({ type: 'nl-entry-reply', to: 'karamail@example.jp', languages: 'ja,plja,en' });
    const links = letter.variables.entry_url as Record<string, string>;
    expect(Object.keys(links)).toEqual(['ja', 'plja', 'en']);
    const v = visitor(app.url);
    const path = pathOf(links.en);
    expect((await v.open(path)).text).toContain('I accept');
    const input = await v.press('accept');
    expect(input.text).toContain('karamail@example.jp');
    expect(input.html).not.toContain('name="email"');
    await v.press('check', { topic: 'law', email: 'somebody-else@example.jp' });
    const done = await v.press('register');
    expect(done.text).toContain('We have received your request');
    await app.settle();
    expect((await last()).to).toBe('karamail@example.jp');
    expect(await only()).toMatchObject({ state: 'active', language: 'en' });
    expect((await app.ground.db.knex('consent').first()).source).toBe('mail');
    expect((await visitor(app.url).open(path)).text).toContain('This is done already');
  });

  it('to the address of one language is answered in it alone', async () => {
    await subscriptions.requestEntry('plain@example.jp', { languages: ['plja'] }, '192.0.2.25');
    await app.settle();
    expect(await last()).toMatchObject({ languages: 'plja' });
  });

  it('from an active address gets only the note that it is registered', async () => {
    await subscriptions.register(wish('active@example.jp'));
    await app.settle();
    await subscriptions.requestEntry('Active@example.jp', { languages: 'all' }, '192.0.2.25');
    await app.settle();
    expect((await last()).type).toBe('nl-already-registered');
  });

  it('is answered once an hour and three times a day', async () => {
    const ask = () => subscriptions.requestEntry('often@example.jp', { languages: 'all' }, '192.0.2.25');
    const answers: boolean[] = [];
    for (let hour = 0; hour < 5; hour++) {
      answers.push((await ask()).taken, (await ask()).taken);
      app.clock.advance(3_600_000 + 2000);
    }
    expect(answers).toEqual([true, false, true, false, true, false, false, false, false, false]);
  });

  it('that asks for the way out has left, and is told so once when nobody is registered', async () => {
    await subscriptions.register(wish('out@example.jp'));
    await app.settle();
    await subscriptions.requestLeave('out@example.jp', { languages: 'all' });
    await subscriptions.requestLeave('nobody@example.jp', { languages: ['en'] });
    await subscriptions.requestLeave('Nobody@example.jp', { languages: ['en'] });
    await app.settle();
    expect(await types()).toEqual(['nl-registration-complete', 'nl-unsubscribe-complete', 'nl-not-registered']);
    expect(await last()).toMatchObject({ to: 'nobody@example.jp', languages: 'en' });
    expect(await only()).toMatchObject({ state: 'left' });
  });

  it('link ends after 24 hours', async () => {
    await subscriptions.requestEntry('late@example.jp', { languages: 'all' }, '192.0.2.25');
    await app.settle();
    const path = pathOf(((await last()).variables.entry_url as Record<string, string>).ja);
    app.clock.advance(24 * 3_600_000);
    const page = await visitor(app.url).open(path);
    expect(page.status).toBe(410);
    expect(page.text).toContain('FBK304E');
  });
});

describe('Leaving', () => {
  it('by the mail form of List-Unsubscribe needs only the token, in any case of letters', async () => {
    await begin();
    await subscriptions.register(wish('mailto@example.jp'));
    await app.settle();
    const reader = await only();
    const token = makeLink(
      app.ground.ring,
      { purpose: 'mailto', id: reader.public_id, day: dayNumber('2026-02-18') },
      0,
    );
    expect(await subscriptions.unsubscribe(token.toUpperCase(), 'mail')).toEqual({ left: 'left', language: 'ja' });
    app.clock.advance(3_600_000);
    expect(await subscriptions.unsubscribe(token, 'mail')).toMatchObject({ left: 'was-left' });
    expect((await types()).filter((t) => t === 'nl-unsubscribe-complete')).toHaveLength(1);
  });

  it('ends every mail that still waits, so that the goodbye is the last', async () => {
    await begin();
    await subscriptions.register(wish('waits@example.jp'));
    await app.settle();
    await subscriptions.unsubscribe(tokenOf((await last()).variables.unsubscribe_url), 'page');
    expect((await app.letters()).map((l) => [l.type, l.state])).toEqual([
      ['nl-registration-complete', 'cancelled'],
      ['nl-unsubscribe-complete', 'waiting'],
    ]);
  });

  it('sends no goodbye when the setting says so', async () => {
    await begin({ UNSUBSCRIBE_MAIL: 'false' });
    await subscriptions.register(wish('quiet@example.jp'));
    await app.settle();
    await subscriptions.unsubscribe(tokenOf((await last()).variables.unsubscribe_url), 'page');
    expect(await types()).toEqual(['nl-registration-complete']);
  });

  it('keeps row and consent for a year as evidence, then removes them', async () => {
    await begin();
    await subscriptions.register(wish('year@example.jp'));
    await app.settle();
    await subscriptions.unsubscribe(tokenOf((await last()).variables.unsubscribe_url), 'page');
    app.clock.advance(365 * 86_400_000 - 1);
    await subscriptions.purge();
    expect((await app.ground.db.knex('consent')).length).toBe(1);
    app.clock.advance(1);
    await subscriptions.purge();
    expect(await readers()).toEqual([]);
    expect(await app.ground.db.knex('consent')).toEqual([]);
  });
});

describe('A request', () => {
  it('that nobody decided before the process ended is found again', async () => {
    await begin();
    await subscriptions.register(wish('found@example.jp'));
    await subscriptions.stop();
    expect(await readers()).toEqual([]);
    expect(await subscriptions.hasOpen()).toBe(true);
    await openParts(app.ground).subscriptions.decideOpen();
    expect(await only()).toMatchObject({ state: 'active' });
  });

  it('for one new address from two windows at once makes one reader', async () => {
    await begin();
    await Promise.all([subscriptions.register(wish('two@example.jp')), subscriptions.register(wish('TWO@example.jp'))]);
    await app.settle();
    await app.settle();
    expect(await readers()).toHaveLength(1);
    expect((await types()).sort()).toEqual(['nl-already-registered', 'nl-registration-complete']);
  });

  it('leaves nothing readable behind: no address stands in the database in clear', async () => {
    await begin();
    await register(app.url, { email: 'marker-resident@example.jp' });
    await app.settle();
    for (const table of ['reader', 'letter', 'intent', 'token', 'consent', 'rate_use', 'used_form'])
      for (const row of await app.ground.db.knex(table))
        for (const value of Object.values(row))
          expect(Buffer.isBuffer(value) ? value.toString('latin1') : String(value)).not.toContain('marker-resident');
  });
});
