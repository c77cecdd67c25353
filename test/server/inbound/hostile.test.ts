import { describe, expect, it } from 'vitest';
import { classifyMail } from '../../../server/inbound/classify.ts';

const head =
  'Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.com\r\nSubject: Undelivered Mail\r\nMIME-Version: 1.0\r\n';
const nested = (depth: number) =>
  Array.from({ length: depth }, (_, i) => `Content-Type: multipart/mixed; boundary="b${i}"\r\n\r\n--b${i}\r\n`).join(
    '',
  );
const html = `${head}Content-Type: text/html\r\n\r\n`;
const many = (text: string, times: number) => text.repeat(times);

/** Generous, for slow machines; what it must catch costs minutes. */
const LONGEST = 10_000;

describe('hostile and huge mail', () => {
  it.each([
    ['26 MB of text', () => `${head}\r\n${many('550 5.1.1 user unknown a@example.com\r\n', 700_000)}`],
    ['26 MB in one line', () => `${head}\r\n${many('a', 26_000_000)}`],
    ['10,000 mails inside each other', () => many('Content-Type: message/rfc822\r\n\r\n', 10_000)],
    ['a nest of 10,000 multiparts', () => head + nested(10_000)],
    [
      '200,000 parts',
      () => `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n${many('--b\r\n\r\nx\r\n', 200_000)}`,
    ],
    ['10,000 header lines', () => `${head}${many('X-A: b\r\n', 10_000)}\r\nx`],
    ['a header of 10 MB', () => `${head}X-A: ${many('b ', 5_000_000)}\r\n\r\nx`],
    ['a header folded a million times', () => `${head}X-A: b\r\n${many(' c\r\n', 1_000_000)}\r\nx`],
    [
      '100,000 addresses',
      () => `${head}To: ${many('a@example.com, ', 100_000)}\r\n\r\n${many('<a@example.com>\r\n', 100_000)}`,
    ],
    ['a million at signs', () => `${head}\r\n${many('@', 1_000_000)}`],
    ['a million quotes', () => `${head}\r\n${many('"', 1_000_000)}`],
    ['a million dashes', () => `${head}\r\n${many('-', 1_000_000)}`],
    ['a million empty lines', () => `${head}\r\n${many('\r\n ', 1_000_000)}`],
    ['300,000 tags that never end', () => html + many('<div ', 300_000)],
    ['200,000 style sheets that never end', () => html + many('<style>', 200_000)],
    [
      '50,000 recipients in one report',
      () =>
        `${head}Content-Type: message/delivery-status\r\n\r\n${many('Final-Recipient: rfc822; a@example.com\r\nAction: failed\r\n\r\n', 50_000)}`,
    ],
    ['a million encoded words', () => `${head.replace('Undelivered Mail', many('=?utf-8?B?4pyT?= ', 1_000_000))}\r\nx`],
    ['a million escapes of ISO-2022-JP', () => `${head}\r\n${many('\x1b$B', 1_000_000)}`],
    ['kanji whose escapes were eaten, without end', () => `${head}\r\n${many('$B', 1_000_000)}(B`],
    ['a parameter opened a million times', () => `${head}Content-Type: text/plain${many('; a="', 1_000_000)}\r\n\r\nx`],
    [
      'words that begin every rule and end none',
      () => `${head}\r\n${many('could not be for 550 mailbox account user recipient has ', 100_000)}`,
    ],
    ['JSON without end', () => `${head}\r\n{"notificationType":${many('{"a":', 100_000)}`],
    ['five million zeros', () => many('\0', 5_000_000)],
  ])('%s: an answer in time', (_, build) => {
    const raw = Buffer.from(build(), 'latin1');
    const start = performance.now();
    const found = classifyMail(raw);
    expect(performance.now() - start).toBeLessThan(LONGEST);
    expect(found.diagnostic.length).toBeLessThanOrEqual(1000);
    expect(found.returnPaths.length).toBeLessThanOrEqual(20);
  });

  it('keeps little of it in memory', () => {
    const raw = Buffer.alloc(26_000_000, 'user unknown ');
    const before = process.memoryUsage();
    for (let i = 0; i < 5; i++) classifyMail(raw);
    const grown = process.memoryUsage().rss - before.rss;
    expect(grown).toBeLessThan(150_000_000);
  });
});
