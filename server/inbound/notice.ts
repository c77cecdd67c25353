/**
 * The half of a bounce that was written for people: what a mailer daemon says in its own words, where the returned mail begins,
 * whom it speaks of. Used alone for servers without RFC 3464 reports (qmail, Exim, carriers) and beside a report that says little.
 */
import { addressesIn, type Headers, readHeaders } from './headers.ts';
import { enclosed, ownParts, type Part } from './mailTree.ts';
import { introducesRecipients, returnedMailBorder } from './phrases.ts';

export type Notice = {
  /** The daemon's own words. */
  words: string;
  /** Header of the mail that came back, when any of it was enclosed. */
  returned: Headers | null;
};

const MOST_WORDS = 12_000;

const headerBlock = (text: string): Headers | null => {
  const start =
    /^[>| \t]{0,4}(?:Received|Return-Path|From|To|Date|Subject|Message-ID|X-[A-Za-z-]{2,40}|MIME-Version|Delivered-To|DKIM-Signature): ?\S/im.exec(
      text,
    );
  if (!start) return null;
  const block = text
    .slice(start.index)
    .split(/\n[ \t>]*\n/, 1)[0]!
    .replace(/^[>|] ?/gm, '')
    .slice(0, 30_000);
  const headers = readHeaders(block.replace(/^ {1,4}(?=[A-Z][A-Za-z-]{1,40}:)/gm, ''));
  return headers.lines.length > 0 ? headers : null;
};

const cut = (text: string): [words: string, rest: string] => {
  const found = returnedMailBorder.exec(text.slice(0, 100_000));
  return found ? [text.slice(0, found.index), text.slice(found.index)] : [text, ''];
};

const isHuman = (part: Part): boolean =>
  /^text\/(?!rfc822-headers|rfc822-header|calendar|x-vcard)|^text$|^multipart\//.test(part.type);

/** Words of the daemon and the header of what it returned. */
export const readNotice = (mail: Part): Notice => {
  const own = ownParts(mail);
  const human = own.filter((part) => isHuman(part) && part.text.trim() !== '');
  const plain = human.filter((part) => part.type !== 'text/html');
  const [words, rest] = cut((plain.length > 0 ? plain : human).map((part) => part.text).join('\n'));
  const attached = own.map(enclosed).find((part) => part && part.headers.lines.length > 0);
  const headersOnly = own.find((part) => /^(?:text|message)\/(?:rfc822-headers?|global-headers)$/.test(part.type));
  return {
    words: words.slice(0, MOST_WORDS),
    returned: attached?.headers ?? (headersOnly ? headerBlock(headersOnly.text) : null) ?? headerBlock(rest),
  };
};

/** The command a remote server refused, where the notice tells it. */
export const stageOf = (text: string): string | null => {
  const postfix = /in reply to\s+(?:the\s+)?(end\s+of\s+data|[a-z]{4})\b(?:\s+(?:to|from))?\s+command/i.exec(text)?.[1];
  if (postfix) return /^end/i.test(postfix) ? 'DOT' : postfix.toUpperCase();
  const asked = /^-+ ?SMTP command\n([A-Z]{4})/im.exec(text)?.[1];
  if (asked) return asked.toUpperCase();
  const exim = /error from remote (?:mail server|mailer)\s+after\s+(?:pipelined\s+)?(end\s+of\s+data|[a-z]{4})\b/i.exec(
    text,
  )?.[1];
  if (exim) return /^end/i.test(exim) ? 'DOT' : exim.toUpperCase();
  const said =
    /(?:did not like our |SMTP:)([A-Z]{4})\b/.exec(text)?.[1] ??
    /^(RCPT) TO generated/m.exec(text)?.[1] ??
    /\b(RCPT) TO(?: said\b|:? ?<[^<>\n]{3,320}>:? ?(?:said|replied|error|5\d\d))/i.exec(text)?.[1]?.toUpperCase() ??
    /^\[([A-Z]{4})(?:_TO|_FROM)?\][ \t]*$/m.exec(text)?.[1] ??
    // A transcript: the refusal stands below the command.
    /^[ \t>*-]{0,8}(RCPT) TO: ?<[^<>\n]{3,320}>[^\n]{0,80}\n[ \t<*-]{0,8}5\d\d[ -]/im
      .exec(text)?.[1]
      ?.toUpperCase();
  if (said) return said;
  // Gmail once told the step by a number.
  const gmail = /\(state (14|18)\)/.exec(text)?.[1];
  if (gmail) return gmail === '14' ? 'RCPT' : 'DOT';
  const sendmail = [...text.slice(0, MOST_WORDS).matchAll(/^[ \t]*>>> ?([A-Z]{4})\b/gm)].at(-1)?.[1]?.toUpperCase();
  // Sendmail pipelines: a refused RCPT shows up under DATA, but then the server goes on to miss its recipient.
  if (sendmail === 'DATA' && /^<<< (?:503|554)[^\n]{0,40}(?:recipient|rcpt)/im.test(text)) return 'RCPT';
  return sendmail ?? null;
};

const daemonLocal =
  /^(?:mailer-?daemon|mdaemon|mail-?daemon|post_?master|postmast|mailerdaemon|abuse|no-?reply|root|uucp|mmdf)@/i;

const aloneInLine =
  /^[ \t>*•-]{0,12}(?:\d{1,2}[.)] ?)?(?:<?(?:mailto|smtp|rfc822)[:;])?<?((?:"[^"\n]{1,64}"|[^\s<>@"]{1,128})@[^\s<>@,;:]{3,255})>?[ \t]*[:;,.]?(?:[ \t]*[([][^\n]{0,80}[)\]])?[ \t]*$/gm;
const leadsLine =
  /^[ \t]{0,8}<?((?:"[^"\n]{1,64}"|[^\s<>@"]{1,128})@[^\s<>@,;:]{3,255})>?[ \t]*(?::|\.\.\.|- |on \w{3}, )/gm;
const afterWord =
  /(?:rcpt to|(?:failed|final|original) recipient|recipient(?:'s)?(?: e?-?mail)?(?: address)?(?:\(es\))?|delivered to|deliver(?:y)? to|address(?:es)?|user|for|to|empfänger|destinataire|destinatario|destinatário|宛先|あて先|送信先|收件人|수신자|받는 사람)[ \t:：(["'<]{1,6}([^\s]{1,320})/gim;

/** Lines of a header that the daemon repeats ("To: …", "From: …"): they name the list or the sender as often as the one who failed. */
const withoutRepeatedHeader = (words: string): string =>
  words.replace(
    /^[ \t]*(?:to|cc|from|reply-to|sender|message-id|mail from|an|von|de|à|para|差出人|発信者)[ \t]*[:：][^\n]*$/gim,
    '',
  );

const caught = (text: string, patterns: RegExp[]): string[] =>
  patterns.flatMap((pattern) => [...text.matchAll(pattern)].slice(0, 50)).flatMap((match) => addressesIn(match[1]!, 3));

/** Whom the notice speaks of, best guess first: what the daemon introduces, whom we had written to, any stranger. */
export const recipientsIn = (notice: Notice, headers: Headers): string[] => {
  const field = (of: Headers | null, name: string) => addressesIn((of?.all(name) ?? []).join(' '));
  const lower = (addresses: string[]) => new Set(addresses.map((address) => address.toLowerCase()));
  const us = lower([...field(headers, 'to'), ...field(headers, 'from'), ...field(notice.returned, 'from')]);
  const sent = field(notice.returned, 'to');
  const sentTo = lower(sent);
  const text = withoutRepeatedHeader(notice.words);
  const introduced = caught(text.slice(introducesRecipients.exec(text)?.index ?? 0), [aloneInLine, leadsLine]);
  const named = [
    ...introduced,
    ...caught(text, [aloneInLine, leadsLine, afterWord, /(<[^<>\s]{3,320}>)/g]),
    ...addressesIn(text),
  ];
  const isStranger = (address: string) => !daemonLocal.test(address) && !us.has(address.toLowerCase());
  const people = named.filter(isStranger);
  return [
    ...new Set([
      ...field(headers, 'x-failed-recipients'),
      ...introduced.filter(isStranger),
      ...people.filter((address) => sentTo.has(address.toLowerCase())),
      ...people,
      ...sent.filter(isStranger),
      ...addressesIn(notice.words).filter(isStranger),
      ...introduced,
      ...sent,
      ...named,
    ]),
  ];
};
