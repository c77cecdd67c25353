/** A real Postfix in front of the mail entry, with the very lines that `hub doctor` prints; and what the doctor says when one of them is missing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBackends } from '../../server/backends.ts';
import { readConfig } from '../../server/config.ts';
import { examine } from '../../server/doctor/doctor.ts';
import { postfixLines } from '../../server/doctor/entry.ts';
import { sentences } from '../../server/doctor/words.ts';
import { checkSender } from '../../server/inbound/auth.ts';
import { mailDoor, SmtpReply } from '../../server/intake/smtp/server.ts';
import { loadKeyRing } from '../../server/keys.ts';
import { openLog } from '../../server/lib/log.ts';
import { type Hub, startHub } from '../support/hub.ts';
import { startNameServer } from '../support/nameServer.ts';
import { freePort } from '../support/ports.ts';
import { startPostfix } from '../support/postfix.ts';
import { swaks } from '../support/swaks.ts';
import { until } from '../support/until.ts';

const domain = 'mail.example.jp';
let hub: Hub;
let names: Awaited<ReturnType<typeof startNameServer>>;
beforeAll(async () => {
  hub = await startHub();
  names = await startNameServer({ [`MX ${domain}`]: ['10 mx.example.jp'], 'A mx.example.jp': ['127.0.0.1'] });
});
afterAll(async () => {
  await hub?.stop();
  await names?.close();
});

const linesOf = (text: string): Record<string, string> =>
  Object.fromEntries(text.split('\n').map((line) => line.split(/ = (.*)/).slice(0, 2)));

/** What the doctor finds at the port where strangers' mail comes in. */
const found = async (port: number) => {
  const config = readConfig({
    NODE_ENV: 'test',
    DATA_DIR: hub.dataDir,
    SMTP_PORT: String(hub.smtpPort),
    MAIL_DOMAIN: domain,
    DNS_SERVERS: names.server,
  });
  const parts = {
    settings: config,
    openDb: async () => (await openBackends(config, openLog('silent', 'test'))).db,
    ring: () => loadKeyRing(config),
    now: Date.now,
    strangersPort: port,
  };
  return (await examine(parts, ['entry'])).map(({ level, code, about, facts }) => ({ level, code, about, facts }));
};

describe('a Postfix in front', () => {
  const front = async (change: Record<string, string>) =>
    startPostfix({
      settings: {
        // As Debian brings it: no mailboxes of its own for everybody, which the other tests use.
        virtual_mailbox_domains: '',
        smtpd_reject_unlisted_recipient: 'yes',
        ...linesOf(postfixLines(domain, hub.smtpPort)),
        ...change,
      },
    });

  test('with the lines of the doctor takes what is ours, hands it over, and refuses strangers at the door', async () => {
    const postfix = await front({});
    try {
      expect(await found(postfix.port)).toEqual([
        {
          level: 'ok',
          code: 'entry.ok',
          about: `mx.example.jp:${postfix.port}`,
          facts: { address: `entry@${domain}` },
        },
      ]);
      const sent = await swaks({
        port: postfix.port,
        from: 'someone@example.com',
        to: `entry-en@${domain}`,
        data: '\n',
      });
      expect(sent.code).toBe(0);
      expect((await hub.mails('someone@example.com', 1, 60_000))[0]!.subject).toBeTruthy();
      const unknown = await swaks({ port: postfix.port, from: 'someone@example.com', to: `who@${domain}`, data: '\n' });
      expect(unknown.code).not.toBe(0);
      expect(unknown.dialogue).toMatch(/550/);
    } finally {
      await postfix.stop();
    }
  });

  test('says who brought a mail, so that SPF is judged as if it stood not there', async () => {
    const asked: string[] = [];
    const door = mailDoor({
      log: openLog('silent', 'test'),
      name: domain,
      sizeLimit: 50_000,
      fronts: ['127.0.0.1'],
      accepts: (to) => to.startsWith('entry'),
      async receive(mail) {
        asked.push(`${mail.network} ${mail.helo}`);
        const resolver = async () => [['v=spf1 ip4:127.0.0.2 -all']];
        if ((await checkSender(mail, { mta: domain, resolver })) === 'fail')
          throw new SmtpReply(550, '5.7.1', 'Not proven');
      },
    });
    const port = await door.listen(0, '127.0.0.1', false);
    const postfix = await front(linesOf(postfixLines(domain, port)));
    try {
      const send = (address: string) =>
        swaks({
          port: postfix.port,
          from: 'someone@example.com',
          to: `entry-en@${domain}`,
          data: '\n',
          more: ['--local-interface', address],
        });
      expect([(await send('127.0.0.2')).code, (await send('127.0.0.3')).code]).toEqual([0, 0]);
      expect(await until(() => asked.length === 2)).toBe(true);
      expect(asked.sort()).toEqual(['127.0.0.2 sender.example.jp', '127.0.0.3 sender.example.jp']);
      expect(await until(() => /550 5\.7\.1 Not proven/.test(postfix.log()) && /status=sent/.test(postfix.log()))).toBe(
        true,
      );
    } finally {
      await postfix.stop();
      await door.close();
    }
  });

  test.each([
    ['no code for what it found unknown', { unverified_recipient_reject_code: '450' }, 'warn entry.defers'],
    ['nobody asked', { smtpd_recipient_restrictions: 'reject_unauth_destination' }, 'warn entry.takesAll'],
    ['a domain that it does not know', { relay_domains: '' }, 'fail entry.refuses'],
  ])('%s', async (_name, change, expected) => {
    const postfix = await front(change);
    try {
      const [one] = await found(postfix.port);
      expect(`${one?.level} ${one?.code}`).toBe(expected);
      for (const language of ['ja', 'en'] as const)
        expect(sentences(one!.code, one!.facts, language).mend).toContain(postfixLines(domain, hub.smtpPort));
    } finally {
      await postfix.stop();
    }
  });
});

test('the entry itself, and nobody at all', async () => {
  expect((await found(hub.smtpPort)).map((one) => one.code)).toEqual(['entry.ok']);
  expect((await found(await freePort())).map((one) => one.code)).toEqual(['entry.away']);
});
