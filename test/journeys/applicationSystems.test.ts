/** The application systems as `npm run demo:application` plays them: over HTTP, through delivery, into people's mailboxes. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyType } from '../../server/contract/codes.ts';
import { type TestApp, testApp } from '../support/app.ts';
import { event, type Json, provenReplyAddress, systemOf } from '../support/systems.ts';
import { lookUntil } from '../support/until.ts';

let app: TestApp;
beforeAll(async () => {
  app = await testApp({ ROLES: 'web,delivery,clock' }, new Date().toISOString());
});
afterAll(() => app.stop());

const key = async (system: string, type: KeyType = 'live') => (await systemOf(app, { system, type })).key;

type Message = { id: string; subject: string; text: string; html: string | null; headers: Record<string, string[]> };
const mailsTo = (email: string, count: number): Promise<Message[]> => {
  const look = async () => {
    const response = await fetch(`${app.url}/mailbox/api/messages?to=${encodeURIComponent(email)}&limit=100`);
    return (await response.json()) as Message[];
  };
  return lookUntil(`${count} mails to ${email}`, look, (found) => found.length >= count);
};

describe('The demo', () => {
  it('plays to its end and shows what each person got', async () => {
    const env = {
      ...process.env,
      KEY_RAS2: await key('ras2'),
      KEY_RAS1: await key('ras1'),
      KEY_ENS: await key('ens'),
      KEY_TEST: await key('ras2', 'test'),
    };
    const { stdout } = await promisify(execFile)(process.execPath, ['scripts/demo-application.ts', app.url], { env });
    expect(stdout).toMatch(/filer-[0-9a-f]+@example\.co\.jp \(11\)/);
    expect(stdout).toMatch(/organisation-[0-9a-f]+@example\.co\.jp \(2\)/);
    expect(stdout.match(/coe-receipt-reminder → filer \(accepted\)/g)!.length).toBeGreaterThanOrEqual(4 + 12);
    expect(stdout).toContain('no letter: no-mail-by-rule');
    expect(stdout).toContain('coe-delivery → filer (bounced)');
  });
});

describe('A certificate in the mailbox', () => {
  it('is plain text, Japanese above and English below, with its data untouched', async () => {
    const ras2 = await systemOf(app);
    await ras2.report(
      event('ras2.coe.issued', {
        data: { recipients: { filer: { email: 'coe@example.jp', language: 'ja' } }, issued_on: '2026-11-20' },
      }),
    );
    const [mail] = await mailsTo('coe@example.jp', 1);
    expect(mail!.html).toBeNull();
    expect(mail!.text).toContain('CERTIFICATE OF ELIGIBILITY\nNo.  : SAMPLE-26-000123\nName : SAMPLE TARO');
    expect(mail!.text.indexOf('在留資格認定証明書')).toBeLessThan(mail!.text.indexOf('Certificate of Eligibility'));
    expect(mail!.headers['content-language']).toEqual(['ja, en']);
    expect(mail!.headers).not.toHaveProperty('references');
  });
});

describe('Mails of the Notify face', () => {
  it('carry the way out and the reply address that were asked for, and the text of the template', async () => {
    const { templates, notifications } = app.running.parts;
    const desk = await provenReplyAddress(app, 'desk@example.jp');
    const { id } = await templates.create({
      system: 'ras2',
      language: 'en',
      name: 'News',
      subject: 'For ((name))',
      body: '# Heading\n\nDear ((name)), see [the page](https://example.jp/x).',
      publish: true,
      actor: 'test',
    });
    const caller = { keyId: 'k', row: 1, system: 'ras2' as const, type: 'live' as const, name: 'k', actor: 'key:k' };
    await notifications.send(
      caller,
      {
        templateId: id,
        to: 'notify@example.jp',
        personalisation: { name: 'LI' },
        sanitise: [],
        reference: null,
        replyToId: desk,
        oneClickUrl: 'https://example.jp/out',
        scheduledFor: null,
      },
      'service',
    );
    const [mail] = await mailsTo('notify@example.jp', 1);
    expect(mail!.subject).toBe('For LI');
    expect(mail!.text).toContain('Dear LI');
    expect(mail!.html).toContain('https://example.jp/x');
    expect(mail!.headers).toMatchObject({
      'reply-to': ['desk@example.jp'],
      'list-unsubscribe': ['<https://example.jp/out>'],
      'list-unsubscribe-post': ['List-Unsubscribe=One-Click'],
    });
  });
});

describe('A test key', () => {
  it('has its letters in the built-in mailbox, or the outcome its address simulates', async () => {
    const test = await systemOf(app, { type: 'test' });
    const to = (email: string): Json => ({ recipients: { filer: { email } } });
    await test.report(event('ras2.declaration.refused', { data: to('kept@example.jp') }));
    expect(await mailsTo('kept@example.jp', 1)).toHaveLength(1);
    const { body } = await test.report(event('ras2.declaration.refused', { data: to('perm-fail@simulator.notify') }));
    const [letter] = body.letters as { id: string }[];
    const state = async () => (await test.get(`/api/v1/letters/${letter!.id}`)).body.state;
    await lookUntil('the refusal', state, (seen) => seen === 'refused');
  });
});
