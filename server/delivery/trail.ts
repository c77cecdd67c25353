/** The way of a letter as pieces of a trace: how long it waited, and each try with the next server's answer. */
import type { SendResult } from '../contract/mail.ts';
import type { Clock } from '../lib/clock.ts';
import { CALL_PIECE, hasCall, type Traces, WAIT_PIECE } from '../lib/traces.ts';
import type { LetterWork } from './work.ts';

/** Code and enhanced code of a reply (RFC 5321, RFC 3463); its words may name people. */
const codeOf = (reply: string | null | undefined): string =>
  /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?/.exec(reply ?? '')?.[0] ?? '';

/** Begins a try; call the answer with what came of it. */
export const openTrail = (traces: Traces, clock: Clock) => (work: LetterWork) => {
  const { row } = work;
  const from = clock.now();
  const letter = row.public_id;
  const ours = { 'letter.type': row.type, 'letter.system': row.system, 'letter.lane': work.lane, 'letter.id': letter };
  // A later try waits for its own hour; the first says how long the letter waited for us.
  if (row.attempts === 0)
    traces.note({
      ...{ letter, id: WAIT_PIECE, name: 'letter waits', from: Math.min(row.next_at, from), to: from, facts: ours },
      ...(hasCall(row) ? { within: CALL_PIECE } : {}),
    });
  return (sent: SendResult) =>
    traces.note({
      ...{ letter, within: WAIT_PIECE, name: 'letter sends', from, to: clock.now() },
      facts: {
        ...ours,
        'letter.attempt': row.attempts + 1,
        'recipient.class': work.domainClass,
        'smtp.result': sent.kind,
        'smtp.code': codeOf(sent.reply),
        ...(sent.relay ? { 'smtp.relay': sent.relay } : {}),
        ...(sent.stage ? { 'smtp.stage': sent.stage } : {}),
        ...(sent.reason ? { 'smtp.reason': sent.reason } : {}),
      },
      failed: sent.kind !== 'accepted',
    });
};
