/**
 * What a server's refusal means for the address behind it: one reading for replies inside a session (delivery) and
 * for replies quoted in bounces (inbound). Pure; the phrases stand in replyRules/.
 */
import { goneRules } from './replyRules/gone.ts';
import { goneAbroadRules, refusedAbroad } from './replyRules/goneAbroad.ts';
import { formRules, mailRules } from './replyRules/mail.ts';
import { recipientRules } from './replyRules/recipient.ts';
import { hardReasons, type ReplyReason, type ReplyRule } from './replyRules/rule.ts';
import { senderRules } from './replyRules/sender.ts';
import { hostRules, plainRules, wayRules } from './replyRules/way.ts';
import { meantBy } from './replyRules/whose.ts';

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

/** "User unknown" in the form that certain servers give only when they know their users: after RCPT, or from their own directory. */
const knowsItsUsers = new RegExp(
  [
    '<[^@>]{1,128}@(?:[a-z0-9-]{1,63}\\.){0,4}(?:ezweb\\.ne\\.jp|au\\.com)>: ?user unknown',
    'this user doesn.t have an? \\S+ account',
    '\\brcpt [<(][^<>()]{1,320}[>)] (?:does ?n.t|does not|dosn.t) exist',
    'local mailbox \\S{1,320} is unavailable: user not found',
    'requested action not taken: no such user',
    '#5\\.\\d\\.\\d smtp; ?5\\d\\d [^a-z]{0,12}(?:unknown user|user unknown|no such user|invalid recipient)',
    '(?:invalid recipient|destinataire invalide)\\b.{0,60}(?:ofr|lpn|_41[68])',
    'recipient address rejected: (?:user unknown in \\w+ \\w+ table|access denied)',
    'address(?:es)? (?:not found|could ?n.t be found|wasn.t found)',
    'the email account that you tried to reach does not exist',
  ].join('|'),
);

/**
 * Japanese carriers and many filters answer "user unknown" after the content when they dislike the mail, so these words alone
 * drop living readers. They count when the code is about the address, when RCPT was answered, or when nobody else is quoted.
 */
const trulyUnknown = (text: string, status: string | null, stage: string): boolean => {
  if (/^[45]\.(?:1\.\d{1,3}|4\.[14]|5\.0)$/.test(status ?? '')) return true;
  if (/^rcpt$/i.test(stage)) return true;
  if (knowsItsUsers.test(text)) return true;
  return !afterContent.test(stage) && !/(?:^|[^\d.])5\d\d(?=[\s:;,<'-])/.test(text) && status === null;
};

/** The enhanced code inside a reply, or null. */
export const statusInReply = (text: string): string | null => firstStatus(foldReply(text));

const firstStatus = (folded: string): string | null =>
  /(?:^|[^\d.])([245]\.\d{1,2}\.\d{1,3})(?![\d.])/.exec(folded)?.[1] ?? null;

/** Why it was refused. The text is asked before the codes: "550 5.7.1 user unknown" is about a user. */
export const reasonOfReply = ({ code, enhanced, text, stage }: Reply): ReplyReason => {
  const folded = foldReply(text);
  const status = enhanced ?? firstStatus(folded);
  const caught = compiled.find(({ when }) => when.test(folded));
  const said = caught?.rule.reason;
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
    if (said === found && !trulyUnknown(folded, status, stage ?? '')) return 'filtered';
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
