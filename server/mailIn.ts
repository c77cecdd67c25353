/** The role `intake`: the mail door. Loaded only by a process that has this role. */

import { readFile } from 'node:fs/promises';
import type { Parts } from './app.ts';
import type { Ground } from './ground.ts';
import { openMailReader } from './inbound/parse.ts';
import { recipientOf } from './intake/smtp/address.ts';
import { openReceive } from './intake/smtp/receive.ts';
import { mailDoor, SmtpReply } from './intake/smtp/server.ts';
import { senderDomains, senderOf } from './letters/sender.ts';

/** The SMTP door for empty mails, mailto unsubscriptions and reports. */
export const openMailDoor = async (ground: Ground, parts: Parts) => {
  const { config, log } = ground;
  const senders = senderDomains(senderOf(ground.bundle)).map((one) => one.domain);
  const domains = { mail: config.MAIL_DOMAIN, entry: config.ENTRY_DOMAIN, senders };
  const tls = config.SMTP_TLS_KEY
    ? { tls: { key: await readFile(config.SMTP_TLS_KEY), cert: await readFile(config.SMTP_TLS_CERT) } }
    : {};
  const reader = openMailReader();
  const receive = openReceive({
    ...parts,
    reader,
    log,
    domains,
    auth: config.INBOUND_AUTH || 'off',
    name: config.MAIL_DOMAIN,
  });
  const door = mailDoor({
    log,
    name: config.MAIL_DOMAIN,
    sizeLimit: config.SMTP_SIZE_LIMIT,
    accepts: (to) => recipientOf(to, domains) !== null,
    async receive(mail) {
      if (await parts.maintenance.state()) throw new SmtpReply(451, '4.3.2', 'Maintenance, please come again later');
      return receive(mail);
    },
    ...tls,
  });
  return {
    listen: () => door.listen(config.SMTP_PORT, config.SMTP_HOST, !config.given.has('SMTP_PORT')),
    close: () => door.close().then(() => reader.close()),
  };
};
