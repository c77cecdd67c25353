/** A test key shows everything: a case played forward answers with each mail as it would have left, and the mailbox has them too. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { advanced } from '../../../../../server/contract/api.ts';
import { openMailboxStore } from '../../../../../server/store/mailbox.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { carry } from '../../../../support/postman.ts';
import { event, type System, sampleData, systemOf } from '../../../../support/systems.ts';

let app: TestApp;
let trial: System;
beforeAll(async () => {
  app = await testApp();
  trial = await systemOf(app, { type: 'test' });
});
afterAll(() => app.stop());

const play = async (subject: string, to: string) => {
  const { status, body } = await trial.post(`/api/v1/cases/ras2/${subject}/advance`, { to });
  expect([status, body.errors]).toEqual([200, undefined]);
  return advanced.parse(body).letters;
};
const inMailbox = async (to: string) => {
  const store = await openMailboxStore(join(app.ground.config.DATA_DIR, 'mailbox.db'), 10_000);
  try {
    return await store.listWhole({ to, limit: 100 });
  } finally {
    await store.close();
  }
};

describe('advance', () => {
  it('shows the certificate byte for byte and its reminders, each at its time', async () => {
    await trial.report(event('ras2.coe.issued', { subject: 'coe' }));
    const letters = await play('coe', '2025-12-05T10:00:00+09:00');
    expect(letters.map((l) => l.type)).toEqual(['coe-delivery', 'coe-receipt-reminder', 'coe-receipt-reminder']);
    const [delivery, reminder] = letters;
    expect(delivery!.mail!.text).toContain((sampleData['ras2.coe.issued'] as { certificate: string }).certificate);
    expect(delivery!.mail!.html).toBeNull();
    expect(reminder!.mail!.subject).not.toBe('');
    expect(reminder!.mail!.text).not.toBe(delivery!.mail!.text);
    const kept = await inMailbox('filer@example.co.jp');
    expect(kept.map((m) => [m.type, m.keyType, new Date(m.at).toISOString()])).toEqual(
      expect.arrayContaining(letters.map((l) => [l.type, 'test', new Date(Date.parse(l.sent_at!)).toISOString()])),
    );
    expect(kept.find((m) => m.type === 'coe-delivery')!.raw.toString()).toMatch(/^Date: Thu, 20 Nov 2025/m);
  });

  it('shows two languages in one mail, and a secret that has not left yet', async () => {
    await trial.report(event('ras2.application.submitted', { subject: 'two', language: 'ja,en' }));
    const letters = await play('two', '2025-11-20T11:00:00+09:00');
    const password = letters.find((l) => l.type === 'app-inquiry-password')!;
    expect(password.language).toBe('ja,en');
    expect(password.mail!.text).toContain('xK7-pQ2');
    expect(password.mail!.text).toMatch(/password/i);
    expect(password.mail!.text).toMatch(/[ぁ-ん]/);
  });

  it('marks a secret that was erased when its letter had left by itself, and shows the rest', async () => {
    await trial.report(event('ras2.application.submitted', { subject: 'gone' }));
    await carry(app);
    const letters = await play('gone', '2025-11-20T11:00:00+09:00');
    const { mail } = letters.find((l) => l.type === 'app-inquiry-password')!;
    expect(mail!.text).toContain('••••••');
    expect(mail!.text).not.toContain('xK7-pQ2');
    await trial.report(
      event('ras2.account.password-reset-requested', {
        subject: 'link',
        data: { recipients: { holder: { email: 'h@example.org' } } },
      }),
    );
    await carry(app);
    const [link] = await play('link', '2025-11-20T11:00:00+09:00');
    expect(link!.mail!.text).toContain('https://erased.invalid/');
  });

  it('shows a mail that nobody took, and keeps it out of the mailbox', async () => {
    const email = 'perm-fail@simulator.notify';
    await trial.report(
      event('ras2.declaration.refused', { subject: 'refused', data: { recipients: { filer: { email } } } }),
    );
    const [letter] = await play('refused', '2025-11-20T11:00:00+09:00');
    expect(letter).toMatchObject({ outcome: 'refused', sent_at: null });
    expect(letter!.mail!.text.length).toBeGreaterThan(50);
    expect(await inMailbox(email)).toEqual([]);
  });

  it('puts nothing in front of staff: what was refused opens no task', async () => {
    expect((await app.running.parts.tasks.list({}, { limit: 5 })).data).toEqual([]);
  });
});
