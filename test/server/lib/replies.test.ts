import { describe, expect, it } from 'vitest';
import {
  classifyReply,
  foldReply,
  hardReasons,
  replyReasons,
  replyRules,
  ruleFor,
} from '../../../server/lib/replies.ts';

describe('the table of replies', () => {
  it.each(replyRules.map((rule) => [rule.sample, rule] as const))('reads its own sample: %s', (sample, rule) => {
    expect(ruleFor(sample)).toBe(rule);
  });

  it('has phrases in lower case only, for it reads lower case', () => {
    const upper = replyRules
      .flatMap((rule) => rule.says)
      .filter((says) => /(?<!\\)[A-Z]/.test(says.source) && !/\\[A-Z]/.test(says.source));
    expect(upper.map(String)).toEqual([]);
  });

  it('uses every reason it may answer with, but for the one that means nothing was understood', () => {
    const used = new Set(replyRules.map((rule) => rule.reason));
    expect(replyReasons.filter((reason) => !used.has(reason))).toEqual(['undefined']);
  });

  it('keeps the list of reasons that close an address at four', () => {
    expect([...hardReasons]).toEqual(['userunknown', 'hostunknown', 'hasmoved', 'notaccept']);
  });
});

const atRcpt = (text: string) => classifyReply({ text, stage: 'RCPT' });

describe('a reply inside a session', () => {
  it.each([
    ['550 5.1.1 <a@example.com>: Recipient address rejected: User unknown in virtual mailbox table', 'userunknown'],
    ['550 <a@ezweb.ne.jp>: User unknown', 'userunknown'],
    ['550 Invalid recipient: <a@softbank.ne.jp>', 'userunknown'],
    [
      '550-5.1.1 The email account that you tried to reach does not exist. Please try\n550-5.1.1 double-checking',
      'userunknown',
    ],
    ['550 5.5.0 Requested action not taken: mailbox unavailable', 'userunknown'],
    ["554 delivery error: dd This user doesn't have a yahoo.co.jp account (a@yahoo.co.jp) [0]", 'userunknown'],
    ['550 5.7.1 <a@example.fr>: Recipient address rejected: User unknown', 'userunknown'],
    ['550 5.4.1 Recipient address rejected: Access denied. [SA1.prod.protection.outlook.com]', 'userunknown'],
    ['550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup', 'userunknown'],
    ['550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR_416 [416]', 'userunknown'],
    ['550 5.1.2 Bad destination host: unknown domain', 'hostunknown'],
    ['556 5.1.10 Recipient address has null MX', 'notaccept'],
    ['551 5.1.6 User has moved; please try <b@example.com>', 'hasmoved'],
  ])('closes the address: %s', (text, reason) => {
    expect(atRcpt(text)).toEqual({ class: 'hard', final: true, reason });
  });

  it.each([
    ['552 5.2.2 The email account that you tried to reach is over quota', 'mailboxfull'],
    ['550 5.2.1 The email account that you tried to reach is disabled', 'suspended'],
    ['554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org', 'blocked'],
    ['550 5.7.26 This mail is unauthenticated, which poses a security risk. DMARC', 'authfailure'],
    ['550 5.1.0 <x@mail.example.jp>: Sender address rejected: User unknown in local recipient table', 'rejected'],
    ['550 5.7.1 Unable to relay for a@example.com', 'norelaying'],
    ['552 5.3.4 Message size exceeds fixed limit', 'mesgtoobig'],
    ['554 5.4.6 Too many hops', 'loop'],
    ['550 5.7.1 Message rejected as spam by Content Filtering', 'spamdetected'],
    ['550 too many invalid recipients from your host', 'ratelimited'],
    ['550 5.7.1 Our system has detected that this message is likely unsolicited mail', 'spamdetected'],
    ['550 we do not know what happened', 'undefined'],
  ])('refuses this mail and leaves the reader alone: %s', (text, reason) => {
    expect(atRcpt(text)).toEqual({ class: 'soft', final: true, reason });
  });

  it.each([
    ['450 4.1.1 <a@example.com>: Recipient address rejected: User unknown', 'userunknown'],
    ['450 4.2.0 Greylisted, try again in 300 seconds', 'greylisted'],
    ['421 4.7.0 Too many connections from your host', 'ratelimited'],
    ['452 4.2.2 Mailbox full', 'mailboxfull'],
    ['451 4.3.0 Temporary lookup failure', 'networkerror'],
  ])('asks to come again and never closes an address: %s', (text, reason) => {
    expect(atRcpt(text)).toEqual({ class: 'soft', final: false, reason });
  });

  it('is no refusal when it says yes', () => {
    expect(classifyReply({ code: 250, text: '250 2.1.5 Ok' })).toEqual({
      class: 'accepted',
      final: true,
      reason: null,
    });
  });

  it('takes "user unknown" as hard at every step after RCPT, and does not name the recipient of a carrier after the content', () => {
    const text = '550 Unknown user sample@docomo.ne.jp';
    expect(classifyReply({ text, stage: 'RCPT' })).toEqual({ class: 'hard', final: true, reason: 'userunknown' });
    expect(classifyReply({ text, stage: 'DATA' })).toEqual({ class: 'hard', final: true, reason: 'notaccept' });
    expect(classifyReply({ text }).reason).toBe('userunknown');
    // The filter of au leaves the address empty; its check of the recipient does not.
    expect(classifyReply({ text: '550 : User unknown', stage: 'RCPT' }).reason).toBe('notaccept');
  });

  it('does not blame the reader when the sender was refused before any recipient was named', () => {
    expect(classifyReply({ text: '550 5.1.0 User unknown', stage: 'MAIL' })).toEqual({
      class: 'soft',
      final: true,
      reason: 'rejected',
    });
  });
});

describe('folding a reply', () => {
  it('joins lines and drops the codes that repeat at their beginning', () => {
    expect(foldReply('550-5.1.1 The account\r\n550-5.1.1 does not\r\n550 5.1.1 exist')).toBe(
      '550-5.1.1 the account does not 550 5.1.1 exist',
    );
  });

  it('leaves out the words that one gateway puts before the reply it quotes', () => {
    expect(foldReply("5.1.0 - Unknown address error 550-'5.7.1 Access denied'")).toBe("550-'5.7.1 access denied'");
  });

  it('reads at most four thousand characters', () => {
    expect(foldReply('x'.repeat(100_000))).toHaveLength(4000);
  });
});
