/** What the replies to MAIL, RCPT and DATA mean for one mail, and what must happen before the next one. */
import type { SendResult } from '../../contract/mail.ts';
import { type Reply, replyLine } from './reply.ts';

export type Stage = 'mail' | 'rcpt' | 'data' | 'dot';

/**
 * `go`: the server waits for the content. Otherwise the mail has its result, and the session goes on with
 * `reset` (RSET before the next MAIL), `dot` (the server waits for content although nobody is to get it: only the dot is sent,
 * RFC 2920, 3.1) or `close`.
 */
export type EnvelopeVerdict = { go: true } | { go: false; result: SendResult; after: 'reset' | 'dot' | 'close' };

const good = (reply: Reply) => reply.code >= 200 && reply.code < 300;
/** Says something about us or the relay's set-up, never about the recipient: nobody may lose a mail for it. */
const aboutUs = new Set([500, 501, 502, 503, 504, 530, 534, 535, 538]);

/** A refusal as a result. 421 and what concerns only us is never final. */
export const refusal = (reply: Reply, stage: Stage): SendResult => {
  const ours = stage !== 'dot' && aboutUs.has(reply.code);
  const kind = reply.code >= 500 && !ours ? 'refused' : 'deferred';
  return { kind, stage, reply: replyLine(reply), ...(ours ? { reason: 'systemerror' } : {}) };
};

/**
 * Judges up to three replies in order; fewer mean that the link was lost, or that a plain dialogue stopped at the refusal.
 * `first`: nothing was accepted on this connection yet. A 421 to a later MAIL only ends the connection, so that mail is put back
 * unattempted; on a fresh connection it counts as a try, or a full relay would be asked without end.
 */
export const envelopeVerdict = (p: {
  replies: readonly Reply[];
  lost: string | null;
  first: boolean;
}): EnvelopeVerdict => {
  const [mail, rcpt, data] = p.replies;
  const stop = (result: SendResult, after: 'reset' | 'dot' | 'close'): EnvelopeVerdict => ({
    go: false,
    result,
    after: p.lost === null ? after : 'close',
  });
  const gone = (stage: Stage) => stop({ kind: 'unsent', stage, reason: p.lost ?? 'garbled' }, 'close');
  if (!mail) return gone('mail');
  if (mail.code === 421 && !p.first)
    return stop({ kind: 'unsent', reason: 'closing', reply: replyLine(mail) }, 'close');
  if (!good(mail)) {
    if (mail.code < 400) return gone('mail');
    // A dot now could deliver an empty mail, should RCPT have passed.
    return stop(refusal(mail, 'mail'), mail.code === 421 || data?.code === 354 ? 'close' : 'reset');
  }
  if (!rcpt) return gone('rcpt');
  if (!good(rcpt)) {
    if (rcpt.code < 400) return gone('rcpt');
    return stop(refusal(rcpt, 'rcpt'), rcpt.code === 421 ? 'close' : data?.code === 354 ? 'dot' : 'reset');
  }
  if (!data) return gone('data');
  if (data.code === 354) return p.lost === null ? { go: true } : gone('data');
  return data.code < 400 ? gone('data') : stop(refusal(data, 'data'), data.code === 421 ? 'close' : 'reset');
};
