/** An alert leaves past the queues, as a mail that any program reads. */
import { simpleParser } from 'mailparser';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { alertBy } from '../../../server/alert.ts';
import { readConfig } from '../../../server/config.ts';
import { type Sink, startSink } from '../../support/recordingSink.ts';

let sink: Sink;
beforeEach(async () => {
  sink = await startSink();
});
afterEach(() => sink.close());

const trouble = { code: 'flow-stands' as const, object: 'transactional', since: Date.UTC(2026, 3, 1), facts: {} };
const config = (over: Record<string, string>) =>
  readConfig({ NODE_ENV: 'test', MASTER_KEY: Buffer.alloc(32, 1).toString('base64'), ...over });

it('reaches everybody by the second way in Japanese and English, and says what and since when', async () => {
  const alert = alertBy(
    config({ ALERT_MAIL: 'night@example.jp day@example.jp', ALERT_SMTP_URL: sink.url, SMTP_URL: 'smtp://127.0.0.1:1' }),
  );
  await alert?.(trouble, false);
  await alert?.(trouble, true);
  expect(sink.mails.map((mail) => mail.to).sort()).toEqual([
    'day@example.jp',
    'day@example.jp',
    'night@example.jp',
    'night@example.jp',
  ]);
  const [first, , last] = await Promise.all(sink.mails.map((mail) => simpleParser(mail.data)));
  expect(first!.subject).toMatch(/^警報 ALERT: flow-stands/);
  expect(first!.text).toMatch(/1分以上、1通も受け取られていません。[\s\S]*no mail was accepted[\s\S]*2026-04-01T09:00/);
  expect(first!.headers.get('auto-submitted')).toBe('auto-generated');
  expect(last!.subject).toMatch(/^復旧 OVER/);
});

it('takes the next relay when one is away, says when nobody could be told, and is off without addresses', async () => {
  const both = alertBy(config({ ALERT_MAIL: 'night@example.jp', SMTP_URL: `smtp://127.0.0.1:1 ${sink.url}` }));
  await both?.(trouble, false);
  expect(sink.seen).toBe(1);
  const away = alertBy(config({ ALERT_MAIL: 'night@example.jp', SMTP_URL: 'smtp://127.0.0.1:1' }));
  await expect(away?.(trouble, false)).rejects.toMatchObject({ code: 'alert.untold' });
  expect(alertBy(config({ SMTP_URL: sink.url }))).toBeNull();
  expect(alertBy(config({ ALERT_MAIL: 'night@example.jp' }))).toBeNull();
});
