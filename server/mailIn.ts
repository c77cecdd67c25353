/** The role `intake`: the mail door. Loaded only by a process that has this role. */

import { readFile, stat } from 'node:fs/promises';
import type { Parts } from './app.ts';
import type { Ground } from './ground.ts';
import { openMailReader } from './inbound/parse.ts';
import { recipientOf } from './intake/smtp/address.ts';
import { openReceive } from './intake/smtp/receive.ts';
import { type Certificate, mailDoor, SmtpReply } from './intake/smtp/server.ts';
import { senderDomains, senderOf } from './letters/sender.ts';
import type { Log } from './lib/log.ts';

/** So soon a renewed certificate is used: a proxy renews weeks before the old one ends. */
const RENEWED_MS = 60_000;

/** The certificate of STARTTLS, and what is done when its files have changed. Null without one. */
const openCertificate = async ({ SMTP_TLS_KEY: key, SMTP_TLS_CERT: cert }: Ground['config'], log: Log) => {
  if (!key) return null;
  const read = async () => ({ key: await readFile(key), cert: await readFile(cert) });
  const mark = async () => (await Promise.all([key, cert].map((file) => stat(file)))).map((s) => s.mtimeMs).join();
  let seen = await mark();
  return {
    first: await read(),
    /** Answers how to stop watching. */
    watch(use: (tls: Certificate) => void) {
      const look = async () => {
        const now = await mark();
        if (now === seen) return;
        use(await read());
        seen = now;
        log.info({}, 'certificate of the mail entry renewed');
      };
      // Half written, or a key without its certificate: the old pair stays, and the next look tries again.
      const timer = setInterval(
        () => look().catch((error: Error) => log.warn({ error: error.message }, 'certificate not taken')),
        RENEWED_MS,
      ).unref();
      return () => clearInterval(timer);
    },
  };
};

/** The SMTP door for empty mails, mailto unsubscriptions and reports. */
export const openMailDoor = async (ground: Ground, parts: Parts) => {
  const { config, log } = ground;
  const senders = senderDomains(senderOf(ground.bundle)).map((one) => one.domain);
  const domains = { mail: config.MAIL_DOMAIN, entry: config.ENTRY_DOMAIN, senders };
  const certificate = await openCertificate(config, log);
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
    fronts: config.MAIL_FRONT,
    ...(certificate ? { tls: certificate.first } : {}),
  });
  const forget = certificate?.watch(door.renew);
  return {
    listen: () => door.listen(config.SMTP_PORT, config.SMTP_HOST, !config.given.has('SMTP_PORT')),
    async close() {
      forget?.();
      await door.close();
      await reader.close();
    },
  };
};
