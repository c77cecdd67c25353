/**
 * What a server's refusal means for the address behind it: one reading for replies inside a session (delivery) and
 * for replies quoted in bounces (inbound). Pure; the phrases stand in replyRules/.
 */
import { goneRules } from './replyRules/gone.ts';
import { goneAbroadRules, refusedAbroad } from './replyRules/goneAbroad.ts';
import { formRules, mailRules } from './replyRules/mail.ts';
import { recipientRules, unknownElsewhere } from './replyRules/recipient.ts';
import { hardReasons, type ReplyReason, type ReplyRule } from './replyRules/rule.ts';
import { senderRules } from './replyRules/sender.ts';
import { callsInvalid, namesMissing, namesNobody } from './replyRules/unknown.ts';
import { hostRules, plainRules, wayRules } from './replyRules/way.ts';
import { affirmed, meantBy } from './replyRules/whose.ts';

export type { ReplyReason, ReplyRule } from './replyRules/rule.ts';
export { hardReasons, replyReasons, softReasons } from './replyRules/rule.ts';

/** Every rule in the order in which they are asked. */
export const replyRules: readonly ReplyRule[] = [
  ...plainRules,
  ...senderRules,
  ...hostRules,
  ...recipientRules,
  ...goneAbroadRules,
  ...goneRules,
  ...mailRules,
  refusedAbroad,
  ...wayRules,
  ...formRules,
];

/** Rules in the words of other languages: each says that somebody is missing, never that an address is refused. */
const elsewhere: ReadonlySet<ReplyRule> = new Set([unknownElsewhere, ...goneRules, ...goneAbroadRules]);

const compiled = replyRules.map((rule) => ({
  rule,
  when: new RegExp(rule.says.map((phrase) => phrase.source).join('|')),
}));

/** RFC 3463 detail → reason, where the text says nothing. Keys without their class digit. */
const byStatus: Record<string, ReplyReason> = {
  '1.0': 'userunknown',
  '1.1': 'userunknown',
  '1.2': 'hostunknown',
  '1.3': 'userunknown',
  '1.4': 'filtered',
  '1.6': 'hasmoved',
  '1.7': 'rejected',
  '1.8': 'rejected',
  '1.9': 'systemerror',
  '1.10': 'notaccept',
  '2.0': 'filtered',
  '2.1': 'suspended',
  '2.2': 'mailboxfull',
  '2.3': 'mesgtoobig',
  '2.4': 'filtered',
  '3.0': 'systemerror',
  '3.1': 'systemfull',
  '3.2': 'systemerror',
  '3.3': 'systemerror',
  '3.4': 'mesgtoobig',
  '3.5': 'systemerror',
  '4.0': 'networkerror',
  '4.1': 'expired',
  '4.2': 'networkerror',
  '4.3': 'networkerror',
  '4.4': 'hostunknown',
  '4.5': 'networkerror',
  '4.6': 'loop',
  '4.7': 'expired',
  '5.0': 'syntaxerror',
  '5.1': 'syntaxerror',
  '5.2': 'syntaxerror',
  '5.3': 'ratelimited',
  '5.4': 'syntaxerror',
  '5.5': 'syntaxerror',
};
const bySubject: Record<string, ReplyReason> = { '5': 'syntaxerror', '6': 'contenterror', '7': 'policyviolation' };

const MOST_TEXT = 4000;
/** Lower case, one space, continuation codes ("550-5.1.1 ") taken out, so that phrases of several lines are whole;
 * without the words that IronPort puts before the reply it quotes ("5.1.0 - Unknown address error 550-'…'"). */
export const foldReply = (text: string): string =>
  text
    .slice(0, MOST_TEXT)
    .normalize('NFC')
    // Full-width letters and half-width kana are the same words.
    .replace(/[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff61-\uff9f]+/g, (same) => same.normalize('NFKC'))
    .toLowerCase()
    .replace(/[\s\u00a0\u3000]+/g, ' ')
    .replace(/^\d\.\d\.\d - [a-z ]{1,60}(?=[45]\d\d[- ]?')/, '')
    .replace(/ ([245]\d\d)-(?:[245]\.\d{1,3}\.\d{1,3} )?/g, ' ')
    .trim();

/** The rule that a text fits, or null. */
export const ruleFor = (text: string): ReplyRule | null => {
  const folded = foldReply(text);
  return compiled.find(({ when }) => when.test(folded))?.rule ?? null;
};

/** What an enhanced status code alone says; null when it says nothing ("5.0.0"). */
export const reasonOfStatus = (status: string | null): ReplyReason | null => {
  const found = /^[245]\.(\d{1,3})\.(\d{1,3})$/.exec(status ?? '');
  return found ? (byStatus[`${found[1]}.${found[2]}`] ?? bySubject[found[1]!] ?? null) : null;
};

/** Steps of an SMTP session at which a server has seen the mail itself, and steps at which it has not yet heard of a recipient. */
const afterContent = /^(?:data|dot|bdat)$/i;
const beforeRecipient = /^(?:conn\w*|ehlo|helo|mail)$/i;

export type Reply = {
  /** Three digits of RFC 5321, when known. */
  code?: number | null;
  /** RFC 3463 code, when it is known apart from the text. */
  enhanced?: string | null;
  text: string;
  /** Command that was answered: CONNECT, EHLO, MAIL, RCPT, DATA … */
  stage?: string | null;
};

/**
 * What "nobody is there" in words is worth beside the code and the step. Words that name the address as missing are enough, at every step
 * after RCPT; said after the content, or of nobody in particular, they are hard as well, but tell carriers that assign addresses anew apart
 * from their filters: `notaccept` names no recipient, so nobody ends at once. Words that only refuse need a code about the address, RCPT,
 * or that nobody else is quoted.
 */
const unknownBy = (text: string, p: { status: string | null; stage: string; abroad: boolean }): ReplyReason => {
  const { status, stage, abroad } = p;
  const permission = /^5\.7\./.test(status ?? '');
  if (abroad || namesMissing(text) || (!permission && callsInvalid(text)))
    return afterContent.test(stage) || namesNobody(text) ? 'notaccept' : 'userunknown';
  if (/^[45]\.(?:1\.\d{1,3}|4\.[14]|5\.0)$/.test(status ?? '')) return 'userunknown';
  if (/^rcpt$/i.test(stage)) return permission ? 'filtered' : 'userunknown';
  const alone = !afterContent.test(stage) && !/(?:^|[^\d.])5\d\d(?=[\s:;,<'-])/.test(text) && status === null;
  return alone ? 'userunknown' : 'filtered';
};

/** Besides the sentence part that a rule caught, another one says that nobody is there, and neither is an "or". */
const saysGoneToo = (folded: string, caught: RegExp): boolean =>
  !/\bor\b|或|または|もしくは|あるいは|또는|หรือ|\b(?:o|ou|atau|hoặc)\b/.test(folded) &&
  affirmed(folded)
    .split(/[.;,!?。,、;!](?=\s|[^\x00-\x7f]|$)|\bbut\b/)
    .filter((piece) => !caught.test(piece))
    .some(
      (piece) =>
        namesMissing(piece) ||
        [...elsewhere].some((rule) => rule.reason === 'userunknown' && rule.says.some((says) => says.test(piece))),
    );

/** The enhanced code inside a reply, or null. */
export const statusInReply = (text: string): string | null => firstStatus(foldReply(text));

const firstStatus = (folded: string): string | null =>
  /(?:^|[^\d.])([245]\.\d{1,2}\.\d{1,3})(?![\d.])/.exec(folded)?.[1] ?? null;

/** Why it was refused. The text is asked before the codes: "550 5.7.1 user unknown" is about a user. */
export const reasonOfReply = ({ code, enhanced, text, stage }: Reply): ReplyReason => {
  const folded = foldReply(text);
  const status = enhanced ?? firstStatus(folded);
  const caught = compiled.find(({ when }) => when.test(folded));
  // "The account is disabled; there is no such user": the second half is no matter of for now.
  const closedAndGone = caught?.rule.reason === 'suspended' && saysGoneToo(folded, caught.when);
  const said = closedAndGone ? 'userunknown' : caught?.rule.reason;
  const found = said && said !== 'policyviolation' ? said : (reasonOfStatus(status) ?? said);
  if (caught && found && said === found && hardReasons.has(found)) {
    const meant = meantBy(folded, { when: caught.when, host: found !== 'userunknown', status });
    if (meant === 'us') return 'rejected';
    if (meant === 'passing') return 'filtered';
  }
  // Who answers MAIL has not heard yet to whom: the domain that does not exist is ours.
  if ((found === 'hostunknown' || found === 'hasmoved') && /^(?:ehlo|helo|mail)$/i.test(stage ?? '')) return 'rejected';
  if (found === 'userunknown') {
    if (beforeRecipient.test(stage ?? '')) return 'rejected';
    if (said === found)
      return unknownBy(folded, { status, stage: stage ?? '', abroad: closedAndGone || elsewhere.has(caught!.rule) });
  }
  if (found) return found;
  if (code === 556 || code === 521) return 'notaccept';
  return code === 552 ? 'mailboxfull' : 'undefined';
};

export type ReplyVerdict = {
  /** `hard` closes the address, `soft` is counted, `accepted` is no refusal. */
  class: 'accepted' | 'hard' | 'soft';
  /** True for 5xx: this mail is not tried again, whatever becomes of the address. */
  final: boolean;
  reason: ReplyReason | null;
};

/** One reply of a running session. A temporary refusal never closes an address. */
export const classifyReply = (reply: Reply): ReplyVerdict => {
  const code = reply.code ?? Number(/^\s*([245]\d\d)\b/.exec(reply.text)?.[1] ?? 0);
  if (code >= 200 && code < 400) return { class: 'accepted', final: true, reason: null };
  const reason = reasonOfReply({ ...reply, code });
  const final = code >= 500;
  // A temporary code beside a 5xx: whoever wrote it is not sure.
  const temporary = (reply.enhanced ?? statusInReply(reply.text))?.startsWith('4') ?? false;
  return { class: final && !temporary && hardReasons.has(reason) ? 'hard' : 'soft', final, reason };
};
