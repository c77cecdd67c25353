/**
 * Letters of people to us, forwarded to the agency's mailbox (ARRIVALS_MAIL) as an attachment, byte for byte as they came. What a machine
 * wrote, and what came without a sender, is never forwarded: it would go in circles. Until the next server has taken it, a letter stays in
 * the list of the console.
 */
import { type Clock, DAY, MINUTE, rfc5322Date } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { type KeyRing, unseal } from '../lib/seal.ts';
import { type ArrivalRow, listToForward, markForwarded } from '../store/arrivals.ts';
import type { Db } from '../store/db.ts';
import { keysFor, signMessage } from './dkim.ts';
import { loadDkimKeys } from './dkimKeys.ts';
import { forwardedLetter } from './mime/forwarded.ts';
import { openSingle } from './single.ts';
import { parseRelays, type Relay } from './wire/relay.ts';

export type ForwardingParts = {
  db: Db;
  ring: KeyRing;
  clock: Clock;
  log: Log;
  config: { ARRIVALS_MAIL: string; SMTP_URL: string; MAIL_FROM: string; MAIL_DOMAIN: string; DATA_DIR: string };
};

const AT_ONCE = 20;
const KEEP = 90 * DAY;

export const openForwarding = (p: ForwardingParts) => {
  const { ARRIVALS_MAIL: to, SMTP_URL, MAIL_FROM, MAIL_DOMAIN } = p.config;
  const on = to !== '' && SMTP_URL !== '';

  const compose = (row: ArrivalRow): Promise<Buffer> => {
    const open = (column: 'sender' | 'subject' | 'raw', sealed: Buffer) =>
      unseal(p.ring, `arrival|${column}|${row.public_id}`, sealed);
    return forwardedLetter({
      from: MAIL_FROM,
      to,
      replyTo: row.sender && open('sender', row.sender),
      box: `${row.box === 'return' ? 'bounce' : row.box}@${MAIL_DOMAIN}`,
      subject: open('subject', row.subject),
      raw: Buffer.from(open('raw', row.raw), 'latin1'),
      messageId: `<arrival.${row.public_id}@${MAIL_DOMAIN}>`,
      date: rfc5322Date(row.received_at),
    });
  };

  /** True when some relay took it. */
  const send = async (relays: readonly Relay[], row: ArrivalRow): Promise<boolean> => {
    const domain = MAIL_FROM.slice(MAIL_FROM.lastIndexOf('@') + 1);
    const content = await signMessage(keysFor(loadDkimKeys(p.config.DATA_DIR), domain), await compose(row));
    for (const relay of relays) {
      const carrier = openSingle({ relay });
      const result = await carrier.send({ envelope: { from: `postmaster@${MAIL_DOMAIN}`, to }, content });
      void carrier.close();
      if (result.kind === 'accepted') return true;
      p.log.warn(
        { arrival: row.public_id, reply: result.reply ?? result.reason ?? result.kind },
        'letter not forwarded',
      );
    }
    return false;
  };

  const run = async (): Promise<void> => {
    const relays = parseRelays(SMTP_URL);
    for (const row of await listToForward(p.db, AT_ONCE)) {
      // The next minute tries again; what cannot be forwarded is read in the console.
      if (!(await send(relays, row))) return;
      const at = p.clock.now();
      await p.db.write((trx) => markForwarded(trx, row.id, { at, purgeAfter: at + KEEP }));
    }
  };

  return {
    /** For the clock's table. */
    jobs: [
      {
        name: 'forwardArrivals',
        when: { every: MINUTE },
        nudged: true,
        pending: async () => on && (await listToForward(p.db, 1)).length > 0,
        run,
      },
    ],
  };
};
