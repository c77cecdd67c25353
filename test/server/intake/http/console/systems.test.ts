/** A system's settings over real doors, console and command line: what may be changed, what is refused, what follows, and addresses for answers. */
import { NotifyClient } from 'notifications-node-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleShelf } from '../../../../../server/delivery/bundles.ts';
import { composeLetter } from '../../../../../server/delivery/compose.ts';
import { openSenderNames } from '../../../../../server/delivery/senderNames.ts';
import { typeTemplateId } from '../../../../../server/domain/notify/templates.ts';
import { DAY } from '../../../../../server/lib/clock.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { commandLine } from '../../../../support/hub.ts';
import { personWith, type Staff } from '../../../../support/staff.ts';
import { event, type Json, provenReplyAddress, systemOf } from '../../../../support/systems.ts';

let app: TestApp;
let administrator: Staff & { email: string };
let operator: Staff;
let hub: ReturnType<typeof commandLine>;
beforeAll(async () => {
  app = await testApp();
  administrator = await personWith(app, ['administrator']);
  operator = await personWith(app, ['operator']);
  const { DATABASE_URL, DATA_DIR, MASTER_KEY } = app.ground.config;
  hub = commandLine({ NODE_ENV: 'test', DATABASE_URL, DATA_DIR, MASTER_KEY });
});
afterAll(() => app.stop());

type Shown = { id: string; settings: Json; defaults: Json; replyAddresses: Json[] };
const shown = async (system: string): Promise<Shown> => {
  const { status, body } = await administrator.get('/systems');
  expect(status).toBe(200);
  return (body.data as Shown[]).find((one) => one.id === system)!;
};
const change = (system: string, settings: Json, who: Staff = administrator) =>
  who.put(`/systems/${system}`, { settings });
const audits = (action: string) => app.ground.db.knex('audit').where({ action }).orderBy('seq');

/** Letters that are off until somebody wants them, each with the event that would bring it. */
const off: [string, string, string, Json][] = [
  ['ras2', 'ras2-account-locked', 'ras2.account.locked', {}],
  ['ras2', 'report-result', 'ras2.report.decided', {}],
  ['ras1', 'ras1-id-confirmed', 'ras1.account.id-confirmed', {}],
  ['ens', 'ens-office-confirmation', 'ens.office-confirmation.decided', {}],
];
/** And those that come some time before a day: as follow-ups. */
const offAhead: [string, string, string][] = [
  ['ras2', 'ras2-password-expiry-warning', 'ras2.account.password-expires'],
  ['ras2', 'report-due-notice', 'ras2.report.due'],
];

describe('letters that are off by default', () => {
  it.each(off)('%s %s is switched on in the console, and its event then brings it', async (system, letter, type) => {
    const { report } = await systemOf(app, { system });
    const before = await report(event(type));
    expect(before.body).toMatchObject({ letters: [], reason: 'switched-off' });
    const { status, body } = await change(system, { letters: { [letter]: true } });
    expect([status, (body.settings as Json).letters]).toEqual([200, expect.objectContaining({ [letter]: true })]);
    const after = await report(event(type));
    expect((after.body.letters as Json[]).map((l) => l.type)).toContain(letter);
  });

  it.each(offAhead)('%s %s begins its follow-ups once it is on', async (system, letter, type) => {
    const { report } = await systemOf(app, { system });
    expect((await report(event(type))).body).toMatchObject({ reason: 'switched-off' });
    await change(system, { letters: { [letter]: true } });
    expect((await report(event(type))).body).toMatchObject({ reason: 'starts-follow-ups' });
  });
});

describe('settings', () => {
  it('are seen by who may see settings, changed by an administrator alone, and every change is audited with what was before', async () => {
    expect((await operator.get('/systems')).status).toBe(200);
    expect(await change('ras2', { passwordMailInBulk: true }, operator)).toMatchObject({ status: 403 });
    expect((await shown('ras2')).settings).toMatchObject({ passwordMailInBulk: false });
    const wanted = {
      passwordMailInBulk: true,
      reminderRepeatsCertificate: true,
      resultReadyToApplicant: true,
      linkHosts: ['rasens.example.jp'],
      languages: { applicant: 'en' },
      fromName: { en: 'Visa Desk', ja: '' },
    };
    expect((await change('ras2', wanted)).status).toBe(200);
    const now = await shown('ras2');
    expect(now.settings).toMatchObject({
      ...wanted,
      fromName: { en: 'Visa Desk' },
      languages: { filer: 'ja', applicant: 'en' },
    });
    expect(now.defaults).toMatchObject({ passwordMailInBulk: false, linkHosts: [] });
    const line = (await audits('system.settings')).at(-1) as Json;
    expect(line.object).toBe('system:ras2');
    expect(JSON.parse(String(line.before))).not.toHaveProperty('passwordMailInBulk');
    expect(JSON.parse(String(line.after))).toMatchObject({ passwordMailInBulk: true });
  });

  it('in force stand on the rulebook’s page and govern what events bring', async () => {
    const { body } = await operator.get('/rulebook');
    const book = (body.systems as Json[]).find((one) => one.system === 'ras2')!;
    expect(book.settings).toMatchObject({ resultReadyToApplicant: true, languages: { applicant: 'en' } });
    const locked = (book.events as { type: string; letters: Json[] }[]).find((e) => e.type === 'ras2.account.locked')!;
    expect(locked.letters[0]!.switch).toEqual({ name: 'ras2-account-locked', on: true });
    const { report } = await systemOf(app);
    const subject = 'in-force';
    await report(event('ras2.application.submitted', { subject }));
    const ready = await report(event('ras2.application.result-ready', { subject }));
    expect((ready.body.letters as Json[]).map((l) => [l.role, l.language])).toEqual([
      ['filer', 'ja'],
      ['applicant', 'en'],
    ]);
    const foreign = event('ras2.account.password-reset-requested', { data: { url: 'https://other.example.com/t' } });
    expect((await report(foreign)).status).toBe(422);
  });

  it.each<[string, string, Json, string]>([
    ['a letter that no switch has', 'ras2', { letters: { 'app-complete': false } }, 'letters.app-complete'],
    ['a role that the system has not', 'ras1', { languages: { filer: 'ja' } }, 'languages.filer'],
    ['a language that nobody writes', 'ras2', { languages: { filer: 'fr' } }, 'languages.filer'],
    ['a host with a path', 'ras2', { linkHosts: ['example.jp/x'] }, 'linkHosts.0'],
    ['a name that breaks a header', 'ras2', { fromName: { en: 'A\r\nBcc: x' } }, 'fromName.en'],
    ['a name of an address', 'ras2', { fromName: { en: 'desk@example.jp' } }, 'fromName.en'],
    ['something unknown', 'ras2', { surprise: true }, '(all)'],
  ])('%s is refused with its field, and nothing changes', async (_says, system, settings, field) => {
    const before = await shown(system);
    const { status, body } = await change(system, settings);
    expect([status, body.fields]).toEqual([422, [expect.objectContaining({ field, code: 'setting.value' })]]);
    expect(await shown(system)).toEqual(before);
  });

  it('name the sender: in the header and at the head of the mail, in the language of the mail', async () => {
    const { report } = await systemOf(app);
    const { body } = await report(event('ras2.account.id-requested', { language: 'en' }));
    const { id } = (body.letters as { id: string }[])[0]!;
    const row = await app.ground.db.knex('letter').where({ public_id: id }).first();
    const { db, clock, ring, mailDomain, mailFrom } = app.ground;
    const parts = { db, clock, ring, mailDomain, mailFrom, bundles: bundleShelf(db), publicUrl: app.url, dkim: [] };
    const mail = await composeLetter({ ...parts, senderNames: openSenderNames(db) }, row);
    expect(mail.content.toString()).toMatch(/^From: "?Visa Desk"? <no-reply@rasens-immi\.moj\.go\.jp>\r$/m);
    expect(mail.shown().html).toContain('Visa Desk');
  });
});

describe('the command line', () => {
  it('shows and sets the same, and says what is wrong', async () => {
    const set = await hub(
      ...[
        'systems',
        'set',
        'ens',
        '--language',
        'holder=en',
        '--sender-name',
        'en=ENS Desk',
        '--passwords-in-bulk',
        'on',
      ],
      ...[
        '--letter',
        'ens-office-confirmation=off',
        '--reminders-repeat',
        'on',
        '--results-to-applicant',
        'on',
        '--link-hosts',
        'a.example.jp, b.example.jp',
        '--json',
      ],
    );
    expect([set.code, set.stderr]).toEqual([0, '']);
    const { stdout } = await hub('systems', 'show', 'ens', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      languages: { holder: 'en' },
      fromName: { en: 'ENS Desk' },
      passwordMailInBulk: true,
      reminderRepeatsCertificate: true,
      resultReadyToApplicant: true,
      linkHosts: ['a.example.jp', 'b.example.jp'],
    });
    expect((await audits('system.settings')).at(-1)).toMatchObject({ actor: 'cli', object: 'system:ens' });
    for (const words of [
      ['set', 'ens', '--letter', 'app-complete=off'],
      ['set', 'ens', '--passwords-in-bulk', 'maybe'],
    ])
      expect((await hub('systems', ...words)).code, words.join(' ')).toBe(1);
  }, 180_000);

  it('enters an address for answers, which counts once the code of its mail is given', async () => {
    const added = await hub('systems', 'add-reply-to', 'ras1', '--email', 'answers@example.jp', '--json');
    const { id } = JSON.parse(added.stdout) as { id: string };
    const mail = (await app.letters()).findLast((one) => one.type === 'staff-reply-address')!;
    expect(mail).toMatchObject({ to: 'answers@example.jp', languages: 'ja,en' });
    expect((await hub('systems', 'confirm-reply-to', id, '--code', String(mail.variables.code))).code).toBe(0);
    expect((await hub('systems', 'reply-to', 'ras1')).stdout).toContain('confirmed');
  }, 180_000);
});

describe('an address for answers', () => {
  const add = async (email: string) => {
    const { status, body } = await administrator.post('/systems/ras2/reply-addresses', { email });
    expect(status).toBe(200);
    const mail = (await app.letters()).findLast((one) => one.type === 'staff-reply-address')!;
    return { id: String(body.id), code: String(mail.variables.code) };
  };
  const confirm = (id: string, code: string) => administrator.post(`/reply-addresses/${id}/confirm`, { code });
  const asked = async (id: string, system = 'ras2') => {
    const { key } = await systemOf(app, { system });
    const template = typeTemplateId('staff-contact', 'ja');
    const sending = new NotifyClient(app.url, key).sendEmail(template, 'one@example.jp', {
      personalisation: { text: '見本' },
      emailReplyToId: id,
    });
    return sending.then(
      () => 201,
      (error: { response: { status: number } }) => error.response.status,
    );
  };

  it('is named by letters only when it is proven, and only by its own system', async () => {
    const { id, code } = await add('desk@example.jp');
    expect(await asked(id)).toBe(400);
    expect(await confirm(id, code.toUpperCase().replace('-', ' '))).toMatchObject({ status: 200 });
    expect(await confirm(id, 'again'), 'again').toMatchObject({ status: 200 });
    expect(await asked(id)).toBe(201);
    const letter = (await app.letters()).at(-1)!;
    expect(letter.variables).toMatchObject({ _reply_to: 'desk@example.jp' });
    expect(await asked(id, 'ens')).toBe(400);
    expect((await administrator.post(`/reply-addresses/${id}/remove`)).status).toBe(200);
    expect(await asked(id)).toBe(400);
    expect((await shown('ras2')).replyAddresses).toEqual([]);
    const log = JSON.stringify([...(await audits('replyAddress.add')), ...(await audits('replyAddress.remove'))]);
    expect(log).toContain(id);
    expect(log).not.toContain('desk@example.jp');
  });

  it('is not guessed: five wrong codes end it, and so does a day', async () => {
    const first = await add('guessed@example.jp');
    for (let i = 4; i >= 0; i--)
      expect((await confirm(first.id, 'aaaaa-aaaaa')).body).toMatchObject({
        code: 'reply-address.code-wrong',
        details: { left: i },
      });
    expect((await confirm(first.id, first.code)).body).toMatchObject({ code: 'reply-address.code-ended' });
    const second = await add('late@example.jp');
    app.clock.advance(DAY);
    await administrator.signIn(administrator.email);
    expect((await confirm(second.id, second.code)).body).toMatchObject({ code: 'reply-address.code-ended' });
  });

  it('is refused when it is none, and for a system that nobody has', async () => {
    const wrong = await administrator.post('/systems/ras2/reply-addresses', { email: 'desk@' });
    expect(wrong).toMatchObject({ status: 422, body: { fields: [{ field: 'email', code: 'address.domain' }] } });
    const nobody = await administrator.post('/systems/nl/reply-addresses', { email: 'desk@example.jp' });
    expect(nobody.body).toMatchObject({ code: 'system.unknown' });
    expect((await confirm('none', 'x')).status).toBe(404);
  });

  it('is purged 30 days after it was removed, and stays while it is proven', async () => {
    const kept = await provenReplyAddress(app, 'kept@example.jp', 'ens');
    app.clock.advance(31 * DAY);
    await app.running.parts.subscriptions.purge();
    // Commands above ran by the machine's clock, months ahead of the hub's.
    const rows = await app.ground.db.knex('reply_address').whereNot({ system: 'ras1' });
    expect(rows.map((row) => row.public_id)).toEqual([kept]);
  });
});
