import { afterEach, describe, expect, it } from 'vitest';
import { classifyMail } from '../../../server/inbound/classify.ts';
import { type MailReader, type MailReaderLimits, openMailReader } from '../../../server/inbound/parse.ts';
import { mail, report } from '../../support/eml/build.ts';

const open: MailReader[] = [];
const reader = (limits: MailReaderLimits = {}) => {
  // However busy the machine of the tests is.
  const fresh = openMailReader({ load: () => 1, ...limits });
  open.push(fresh);
  return fresh;
};
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const programme = new URL('../../support/eml/stubbornThread.ts', import.meta.url);
const bounce = report({ recipient: 'sample.taro@example.com', status: '5.1.1', diagnostic: '550 5.1.1 user unknown' });
const asked = (what: string) =>
  mail('From: MAILER-DAEMON@example.com', 'Subject: Undelivered Mail', `X-Do: ${what}`, '', 'taro@kaisha.test');

describe('reading mail in a thread', () => {
  it('says the same as reading it here', async () => {
    expect(await reader({ time: 60_000 }).classify(bounce)).toEqual(classifyMail(bounce));
  });

  it('reads many mails at once, each answered with its own', async () => {
    const one = reader({ threads: 2 });
    const addresses = Array.from({ length: 200 }, (_, i) => `sample${i}@example.com`);
    const found = await Promise.all(addresses.map((recipient) => one.classify(report({ recipient, status: '5.1.1' }))));
    expect(found.map((f) => f.finalRecipient)).toEqual(addresses);
  });

  it('decides on empty mails with the text as mailparser reads it', async () => {
    const one = reader();
    const raw = mail('From: a@example.com', 'Content-Type: text/html; charset=utf-8', '', '<p>hello</p>');
    expect(await one.emptyMail({ from: 'a@example.com', raw }, ['mail.example.jp'])).toEqual({
      answer: 'entry',
      to: 'a@example.com',
    });
    const leave = Buffer.concat([
      mail('Content-Type: text/plain; charset=iso-2022-jp', '', ''),
      Buffer.from('\x1b$BB`2q\x1b(B\r\n', 'latin1'),
    ]);
    expect(await one.emptyMail({ from: 'a..b@docomo.ne.jp', raw: leave }, [])).toEqual({
      answer: 'leave',
      to: 'a..b@docomo.ne.jp',
    });
  });

  it('answers mails on which mailparser gives up', async () => {
    const nest = Array.from(
      { length: 5000 },
      (_, i) => `Content-Type: multipart/mixed; boundary="b${i}"\r\n\r\n--b${i}\r\n`,
    ).join('');
    const heads = `${'X-A: b\r\n'.repeat(50_000)}\r\n`;
    const parts = `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(80_000)}`;
    const one = reader();
    for (const text of [nest, heads, parts])
      expect(await one.emptyMail({ from: 'a@example.com', raw: Buffer.from(text) }, [])).toEqual({
        answer: 'entry',
        to: 'a@example.com',
      });
  });

  it('keeps the event loop free while a huge mail is read', async () => {
    const one = reader();
    await one.classify(bounce);
    const raw = Buffer.from(
      `From: MAILER-DAEMON@example.com\r\n\r\n${'550 5.1.1 user unknown a@example.com\r\n'.repeat(700_000)}`,
    );
    let last = performance.now();
    let longest = 0;
    const watch = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    const began = performance.now();
    await Promise.all(Array.from({ length: 5 }, () => one.classify(raw)));
    clearInterval(watch);
    // On a machine that leaves us little time every gap grows. Were they read here, each mail would be a gap of a fifth of the whole.
    expect(longest).toBeLessThan(Math.max(300, (performance.now() - began) / 6));
  });
});

describe('a mail that breaks its thread', () => {
  it.each(['loop', 'throw', 'exit', 'eat'])(
    '(%s) is judged by its header, and the next mail is read as ever',
    async (what) => {
      const one = reader({ programme, threads: 1, time: 2000, memory: 48 });
      const found = await one.classify(asked(what));
      expect(found).toMatchObject({ class: 'soft', finalRecipient: null });
      expect((await one.classify(bounce)).class).toBe('hard');
    },
  );

  it('that is no bounce by its header is called unreadable and suspends nobody', async () => {
    const one = reader({ programme, threads: 1, time: 300 });
    const found = await one.classify(mail('From: sample.taro@example.com', 'Subject: hello', 'X-Do: loop', '', 'text'));
    expect(found).toMatchObject({ class: 'not-a-bounce', reason: 'unreadable' });
  });

  it('is put off when its signatures take too long, and holds up no report meanwhile', async () => {
    const one = reader({ programme, threads: 1, signatureTime: 1500 });
    await one.classify(bounce);
    let proved = false;
    const proof = one.signatures(asked('loop'), {}).finally(() => {
      proved = true;
    });
    expect((await one.classify(bounce)).class).toBe('hard');
    expect(proved).toBe(false);
    expect(await proof).toEqual([{ domain: '', result: 'temperror' }]);
  });

  it('does not hold up the mails behind it for longer than its time', async () => {
    const one = reader({ programme, threads: 1, time: 1500 });
    const all = await Promise.all([
      one.classify(asked('loop')),
      one.classify(bounce),
      one.classify(asked('exit')),
      one.classify(bounce),
    ]);
    expect(all.map((f) => f.class)).toEqual(['soft', 'hard', 'soft', 'hard']);
  });
});

describe('a thread that the machine gives little time', () => {
  it('has more of it on an overrun machine, so that a mail is not judged by its header alone', async () => {
    const overrun = reader({ programme, threads: 1, time: 1000, load: () => 500 });
    expect((await overrun.classify(asked('take 1500 ms'))).finalRecipient).toBe('taro@kaisha.test');
  });
});

describe('closing the reader', () => {
  it('answers what is under way and whatever still comes', async () => {
    const one = reader({ programme, threads: 1, time: 60_000 });
    await one.classify(bounce);
    const waiting = [one.classify(asked('loop')), one.classify(asked('loop'))];
    await one.close();
    expect((await Promise.all(waiting)).map((f) => f.class)).toEqual(['soft', 'soft']);
    expect((await one.classify(asked('loop'))).class).toBe('soft');
  });
});
