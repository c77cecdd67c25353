/** Whatever comes in as mail: no exception, no wrong "nobody is there", nothing that could break out of a line. Bounded, and seeded. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inboundClasses } from '../../../server/contract/codes.ts';
import { classifyMail } from '../../../server/inbound/classify.ts';
import { decideEmptyMail } from '../../../server/inbound/emptyMail.ts';
import { readLetter } from '../../../server/inbound/letter.ts';
import { readTree } from '../../../server/inbound/mailTree.ts';
import { isAddress, readAddress } from '../../../server/lib/address.ts';
import { report } from '../../support/eml/build.ts';
import { findBreak, holdsForAll } from '../../support/fuzz.ts';

const own = ['mail.example.jp'];
const bounce = report({ recipient: 'sample.taro@example.com', status: '5.1.1', diagnostic: '550 5.1.1 user unknown' });

const boundary = fc.constantFrom('b', 'b b', '"b"', 'b;', '', '=_b', 'part/sample');
const type = fc.oneof(
  fc.constantFrom(
    ...['text/plain', 'text/html; charset=iso-2022-jp', 'text/plain; charset="none such"', 'message/rfc822'],
    ...['message/delivery-status', 'message/feedback-report', 'multipart/mixed', 'TEXT', '/', 'application/json'],
  ),
  boundary.map((b) => `multipart/report; report-type=delivery-status; boundary=${b}`),
  boundary.map((b) => `multipart/mixed;\r\n\tboundary=${b}`),
);
const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('=?utf-8?B?44GC?=', '=?iso-2022-jp?Q?=1B$B?=', '=?x?y?z?=', '<>', '"', '(((', '\t', '@', '<a@b@c>'),
);
const headerLine = fc.oneof(
  type.map((t) => `Content-Type: ${t}`),
  fc.constantFrom('base64', 'quoted-printable', '8bit', 'uuencode', '').map((e) => `Content-Transfer-Encoding: ${e}`),
  fc
    .tuple(
      fc.constantFrom('From', 'To', 'Subject', 'Message-ID', 'Return-Path', 'Final-Recipient', 'Status', 'X'),
      word,
    )
    .map(([name, value]) => `${name}: ${value}`),
  word,
);
const piece = fc.oneof(
  headerLine,
  fc.constant(''),
  boundary.map((b) => `--${b}`),
  boundary.map((b) => `--${b}--`),
  fc.base64String({ maxLength: 80 }),
);
/** Lines in any order, with every kind of line end. */
const built = fc
  .tuple(fc.array(piece, { maxLength: 40 }), fc.constantFrom('\r\n', '\n', '\r'))
  .map(([lines, end]) => Buffer.from(lines.join(end)));
/** A report as a server sends it, with a stretch of it lost, doubled or overwritten. */
const hurt = (whole: Buffer) =>
  fc
    .tuple(
      fc.nat(whole.length - 1),
      fc.nat(200),
      fc.constantFrom('lost', 'twice', 'other'),
      fc.uint8Array({ maxLength: 20 }),
    )
    .map(([at, length, how, bytes]) => {
      const [before, middle, after] = [
        whole.subarray(0, at),
        whole.subarray(at, at + length),
        whole.subarray(at + length),
      ];
      const put = { lost: [], twice: [middle, middle], other: [Buffer.from(bytes)] }[how]!;
      return Buffer.concat([before, ...put, after]);
    });
const mails = fc.oneof(built, hurt(bounce), fc.uint8Array({ maxLength: 300 }).map(Buffer.from));

const oneLine = (text: string | null) => expect(text ?? '').not.toMatch(/[\r\n\0]/);

describe('fuzzed mail', () => {
  it('gets a class, and what is read out of it fits into one line', async () => {
    await holdsForAll(
      fc.asyncProperty(mails, async (raw) => {
        const found = classifyMail(raw);
        expect(inboundClasses).toContain(found.class);
        if (found.status !== null) expect(found.status).toMatch(/^[2-5]\.\d{1,3}\.\d{1,3}$/);
        for (const text of [found.finalRecipient, found.originalRecipient, found.originalMessageId]) oneLine(text);
        for (const path of found.returnPaths) oneLine(path);
        expect(found.diagnostic.length).toBeLessThanOrEqual(1000);
        expect(classifyMail(raw)).toEqual(found);
      }),
      600,
    );
  });

  it('of a person, whatever they write, never says that nobody is there', async () => {
    await holdsForAll(
      fc.asyncProperty(fc.array(word, { maxLength: 20 }), async (words) => {
        const text = words.join(' ').replace(/[\r\n]+--/g, ' ');
        const raw = Buffer.from(`From: sample@example.com\r\nSubject: x\r\nMessage-ID: <a@example.com>\r\n\r\n${text}`);
        expect(classifyMail(raw).class).not.toBe('hard');
      }),
    );
  });

  it('makes a tree that ends, and a letter that is no longer than a letter', async () => {
    await holdsForAll(
      fc.asyncProperty(mails, async (raw) => {
        expect(readTree(raw).parts.length).toBeLessThan(raw.length + 1);
        const letter = readLetter({ from: 'sample@example.com', raw }, own);
        expect(letter.text.length).toBeLessThanOrEqual(100_000);
        oneLine(letter.subject);
        oneLine(letter.messageId);
      }),
    );
  });

  it('as an empty mail is answered to one checked address that is not ours, or not at all', async () => {
    const sender = fc.oneof(word, fc.emailAddress(), fc.constantFrom('', 'a@mail.example.jp', 'MAILER-DAEMON@x.test'));
    await holdsForAll(
      fc.asyncProperty(mails, sender, async (raw, from) => {
        const decision = decideEmptyMail({ from, raw }, own);
        if ('silent' in decision) return;
        expect(isAddress(readAddress(decision.to, 320))).toBe(true);
        expect(decision.to.endsWith('@mail.example.jp')).toBe(false);
        oneLine(decision.to);
      }),
    );
  });
});

describe('a fault that was put in', () => {
  /** Takes a mail with two boundaries on one line for a dead mailbox. */
  const faulty = (raw: Buffer) => {
    const found = classifyMail(raw);
    return /--b--\r?\n--b/.test(raw.toString('latin1')) ? { ...found, class: 'gone' } : found;
  };
  const property = fc.asyncProperty(built, async (raw) => {
    expect(inboundClasses).toContain(faulty(raw).class);
  });

  it('is found, made small, and comes again with the seed and the path that are told', async () => {
    const found = await findBreak(property, 20_000);
    expect(found).not.toBeNull();
    const [smallest] = found!.counterexample as [Buffer];
    expect(smallest.toString()).toMatch(/^--b--\r?\n--b(--)?$/);
    const again = await findBreak(property, 1, found!.replay);
    expect(again?.counterexample).toEqual(found!.counterexample);
    await expect(holdsForAll(property, 20_000)).rejects.toThrow(
      `Again: FUZZ_SEED=${found!.replay.seed} FUZZ_PATH=${found!.replay.path}`,
    );
  });
});
