/** Who is told by the second way, in words, when work stands still (docs/operate.md). */
import { hostname } from 'node:os';
import type { Config } from './config.ts';
import type { TroubleCode } from './contract/codes.ts';
import { openAlertMail } from './delivery/alertMail.ts';
import type { Alert } from './domain/health/health.ts';
import { isoJst } from './lib/clock.ts';

const words: Readonly<Record<TroubleCode, { ja: string; en: string }>> = {
  'flow-stands': {
    ja: '送れるメールが待っているのに、1分以上、1通も受け取られていません。',
    en: 'Mail that may leave is waiting, and for more than a minute no mail was accepted.',
  },
  'clock-stands': { ja: '定期の仕事が動いていません。', en: 'No job of the clock runs.' },
  'follow-ups-late': {
    ja: '送るべき催促が15分以上書かれていません。',
    en: 'Reminders are due and have not been written for 15 minutes.',
  },
  'database-refuses': { ja: 'データベースが書き込みを受け付けません。', en: 'The database takes no writes.' },
  'audit-broken': {
    ja: '監査ログがつながりません。書き換えられたか、消されたおそれがあります。',
    en: 'The audit log does not hold together: lines may have been changed or taken away.',
  },
  'backup-late': { ja: '良いバックアップが26時間以上ありません。', en: 'There has been no good backup for 26 hours.' },
  'drill-failed': {
    ja: 'バックアップを開いて確かめる訓練が失敗しました。',
    en: 'The drill that opens a backup has failed.',
  },
  'canary-late': {
    ja: '配信を確かめるために自分あてに送ったメールが、時間内に戻ってきません。',
    en: 'A mail that the hub sent to itself through the relay has not come back in time.',
  },
};

/** Null when nobody is to be told: ALERT_MAIL names nobody, or there is no relay to tell by. */
export const alertBy = (config: Config): Alert | null => {
  const to = config.ALERT_MAIL.split(/\s+/).filter((address) => address !== '');
  const relays = config.ALERT_SMTP_URL || config.SMTP_URL;
  if (to.length === 0 || relays === '') return null;
  const send = openAlertMail({ relays, from: config.MAIL_FROM, to });
  return ({ code, object, since }, ended) =>
    send({
      subject: `${ended ? '復旧 OVER' : '警報 ALERT'}: ${code} ${hostname()}`.slice(0, 40),
      lines: [
        ended ? '次の問題は解消しました。' : words[code].ja,
        ended ? `Over: ${words[code].en}` : words[code].en,
        '',
        `${code} (${object})`,
        `${config.PUBLIC_URL || config.MAIL_DOMAIN} / ${hostname()}`,
        `${isoJst(since)} –${ended ? ` ${isoJst(Date.now())}` : ''}`,
        'docs/operate.md: troubles',
      ],
    });
};

/** The way by which the head of the audit log goes out; null when AUDIT_MAIL names nobody or there is no relay. */
export const mailHeads = (config: Config): ((lines: readonly string[]) => Promise<void>) | null => {
  const to = config.AUDIT_MAIL.split(/\s+/).filter((address) => address !== '');
  const relays = config.ALERT_SMTP_URL || config.SMTP_URL;
  if (to.length === 0 || relays === '') return null;
  const send = openAlertMail({ relays, from: config.MAIL_FROM, to });
  return (lines) => send({ subject: `監査ログ AUDIT HEAD ${hostname()}`.slice(0, 40), lines });
};
