/** Alerts by the second way: a short mail of our own over a connection of its own, past queues, database and templates. */
import { randomUUID } from 'node:crypto';
import { HubError } from '../lib/errors.ts';
import { openSingle } from './single.ts';
import { parseRelays } from './wire/relay.ts';

export type AlertMail = { subject: string; lines: readonly string[] };

/** Base64 in lines of 76 signs (RFC 2045, 6.8). */
const folded = (text: string) =>
  Buffer.from(text, 'utf8')
    .toString('base64')
    .replace(/.{76}(?=.)/g, '$&\r\n');
const encodedWord = (text: string) => `=?UTF-8?B?${Buffer.from(text, 'utf8').toString('base64')}?=`;

const compose = (mail: AlertMail, p: { from: string; to: string; at: Date }): string =>
  [
    `From: <${p.from}>`,
    `To: <${p.to}>`,
    `Subject: ${encodedWord(mail.subject)}`,
    `Date: ${p.at.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${randomUUID()}@${p.from.slice(p.from.lastIndexOf('@') + 1)}>`,
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    folded(mail.lines.join('\r\n')),
    '',
  ].join('\r\n');

/**
 * Sends to each address in turn; a relay that fails is followed by the next. Rejects with HubError `alert.untold` when somebody could
 * not be told. `relays`: as SMTP_URL. `subject`: short enough for one encoded word (40 signs).
 */
export const openAlertMail = (p: { relays: string; from: string; to: readonly string[] }) => {
  const relays = parseRelays(p.relays);
  const tell = async (to: string, mail: AlertMail): Promise<string | null> => {
    let why: string | null = null;
    for (const relay of relays) {
      const carrier = openSingle({ relay });
      const content = Buffer.from(compose(mail, { from: p.from, to, at: new Date() }));
      const result = await carrier.send({ envelope: { from: p.from, to }, content });
      void carrier.close();
      if (result.kind === 'accepted') return null;
      why = result.reply ?? result.reason ?? result.kind;
    }
    return why ?? 'no relay';
  };
  return async (mail: AlertMail): Promise<void> => {
    const failed = (await Promise.all(p.to.map((to) => tell(to, mail)))).find((why) => why !== null);
    if (failed) throw new HubError('alert.untold', { reason: failed });
  };
};
