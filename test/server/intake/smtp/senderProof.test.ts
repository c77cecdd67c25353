/** The proof of who sends an empty mail, through real SMTP and a real name server: what it costs the others when the mail is hostile. */
import { generateKeyPairSync } from 'node:crypto';
import { Resolver } from 'node:dns/promises';
import { connect } from 'node:net';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import nodemailer from 'nodemailer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MailReader, openMailReader } from '../../../../server/inbound/parse.ts';
import { recipientOf } from '../../../../server/intake/smtp/address.ts';
import { openReceive, type ReceiveParts } from '../../../../server/intake/smtp/receive.ts';
import { type MailDoor, mailDoor } from '../../../../server/intake/smtp/server.ts';
import { openLog } from '../../../../server/lib/log.ts';
import { startNameServer } from '../../../support/nameServer.ts';

const domains = { mail: 'mail.example.jp', entry: 'mail.example.jp' };
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = {
  signingDomain: 'example.com',
  selector: 's1',
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }),
};
const zone = {
  'TXT s1._domainkey.example.com': [
    `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`,
  ],
};

let names: Awaited<ReturnType<typeof startNameServer>>;
let reader: MailReader;
let door: MailDoor;
let port: number;
let answered: string[];
beforeEach(async () => {
  names = await startNameServer(zone);
  const resolver = new Resolver({ timeout: 1000, tries: 1 });
  resolver.setServers([names.server]);
  reader = openMailReader();
  answered = [];
  const log = openLog('silent', 'test');
  const requestEntry = async (to: string) => {
    answered.push(to);
    return { taken: true };
  };
  door = mailDoor({
    log,
    name: domains.mail,
    sizeLimit: 12_000_000,
    accepts: (to) => recipientOf(to, domains) !== null,
    receive: openReceive({
      subscriptions: { requestEntry } as unknown as ReceiveParts['subscriptions'],
      arrivals: {} as ReceiveParts['arrivals'],
      returns: {} as ReceiveParts['returns'],
      canaries: { back: async () => false },
      reader,
      log,
      domains,
      auth: 'required',
      name: domains.mail,
      resolver: (name, type) => resolver.resolve(name, type) as Promise<unknown>,
    }),
  });
  port = await door.listen(0, '127.0.0.1', false);
});
afterEach(async () => {
  await door.close();
  await reader.close();
  await names.close();
});

/** The code that the mail was answered with. */
const send = async (raw: string | Buffer): Promise<number> => {
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  const envelope = { from: 'sample.taro@example.com', to: ['entry@mail.example.jp'] };
  try {
    return Number((await transport.sendMail({ envelope, raw })).response.slice(0, 3));
  } catch (error) {
    return (error as { responseCode?: number }).responseCode ?? 0;
  } finally {
    transport.close();
  }
};

/** Says NOOP without a pause; `stop` answers the longest wait for an answer, in milliseconds. */
const other = async () => {
  const socket = connect(port, '127.0.0.1');
  let asked = performance.now();
  let longest = 0;
  let said = 0;
  await new Promise<void>((ready) => {
    socket.on('data', () => {
      const now = performance.now();
      if (++said > 1) longest = Math.max(longest, now - asked);
      ready();
      asked = now;
      socket.write(said === 1 ? 'EHLO other.example\r\n' : 'NOOP\r\n');
    });
  });
  return {
    stop() {
      longest = Math.max(longest, performance.now() - asked);
      socket.destroy();
      return { longest, said };
    },
  };
};

const plain = 'From: sample.taro@example.com\r\nTo: entry@mail.example.jp\r\nSubject: x\r\n\r\n';
const signed = async (text: string) => {
  const { signatures } = await dkimSign(Buffer.from(text), { ...key, signatureData: [key] });
  return signatures + text;
};
const body = (bytes: number) => 'a line of a long body that is  hashed \r\n'.repeat(Math.ceil(bytes / 40));
const wrong = (count: number) =>
  Array.from(
    { length: count },
    (_, i) =>
      `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=x${i}; h=from; l=${900_000 + i}; bh=AA==; b=AA==\r\n`,
  ).join('');

describe('the proof of a sender', () => {
  it('by a signature is found with the mail read in a thread and the key from DNS', async () => {
    expect(await send(await signed(`${plain}\r\n`))).toBe(250);
    expect(answered).toEqual(['sample.taro@example.com']);
    expect(await send(`${plain}\r\n`)).toBe(550);
    expect(answered).toHaveLength(1);
  }, 30_000);

  it('is put off while the name server is broken', async () => {
    names.state.broken = true;
    expect(await send(await signed(`${plain}\r\n`))).toBe(451);
    expect(answered).toEqual([]);
  }, 30_000);

  it('holds for a mail of five megabytes', async () => {
    expect(await send(await signed(plain + body(5_000_000)))).toBe(250);
    expect(answered).toEqual(['sample.taro@example.com']);
  }, 60_000);

  it('of a mail with 500 signatures of a megabyte each does not keep another client waiting', async () => {
    const hostile = wrong(500) + plain + body(1_000_000);
    const watch = await other();
    const codes = await Promise.all([send(hostile), send(hostile)]);
    const { longest, said } = watch.stop();
    // Refused, or put off where even ten signatures take this machine too long.
    for (const code of codes) expect([550, 451]).toContain(code);
    expect(answered).toEqual([]);
    expect(said).toBeGreaterThan(50);
    // Usually a fifth of a second; verified in the door's own thread it is ten seconds and more for each mail.
    expect(longest).toBeLessThan(4000);
  }, 60_000);
});
