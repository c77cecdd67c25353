/** A letter of somebody to us: its text alone, how many attachments it has, and who may be answered by the loop rules. */
import { undress } from './dressed.ts';
import { decideEmptyMail, messageIdIn } from './emptyMail.ts';
import { ownParts, type Part, readTree } from './mailTree.ts';

export type PlainLetter = {
  /** The envelope's sender, undressed; empty for the null sender. */
  sender: string;
  subject: string;
  /** Plain text; of a letter in HTML alone its sentences. */
  text: string;
  attachments: number;
  /** Null when a machine wrote it (RFC 3834): nobody is answered. */
  answerTo: string | null;
  messageId: string | null;
};

const MOST_TEXT = 100_000;
/** Signs that turn text around or hide it: staff read what is there. */
const unseen = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const readable = (text: string): string => text.replace(/\r\n?/g, '\n').replace(unseen, '').trim().slice(0, MOST_TEXT);

const isAttachment = (part: Part): boolean =>
  /^attachment/i.test(part.headers.get('content-disposition')) ||
  !/^(?:text\/(?:plain|html)|text|multipart\/.*|)$/.test(part.type);

/** `written`: the text as mailparser read it; without it the mail is read here. */
export const readLetter = (
  mail: { from: string; raw: Uint8Array },
  ownDomains: readonly string[],
  written: string | null = null,
): PlainLetter => {
  const tree = readTree(mail.raw);
  const parts = ownParts(tree);
  const words = parts.filter((part) => !isAttachment(part) && part.text.trim() !== '');
  const own = words.find((part) => part.type !== 'text/html') ?? words[0];
  const decision = decideEmptyMail({ ...mail, box: 'entry' }, ownDomains, written);
  return {
    sender: mail.from === '' ? '' : undress(mail.from),
    subject: readable(tree.headers.get('subject')).replace(/\s+/g, ' '),
    text: readable(written?.trim() ? written : (own?.text ?? '')),
    attachments: parts.filter(isAttachment).length,
    answerTo: 'silent' in decision ? null : decision.to,
    messageId: messageIdIn(tree.headers),
  };
};
