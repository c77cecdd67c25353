/** Over SMTP to the relays of SMTP_URL: letters take turns on single connections, bulletins go by the pipelined wire. */
import { openRelayBoard, type RelayBoard, shareCarriers } from '../relays.ts';
import { openSingle } from '../single.ts';
import { type Carrier, usualDeadlines } from '../wire/mail.ts';
import { parseRelays, type Relay } from '../wire/relay.ts';
import { openWire, WIRE_DEPTH } from '../wire/wire.ts';
import type { Transport, TransportKind, TransportParts } from './transport.ts';

/** Tells the board when a relay cannot be reached. */
const watched = (board: RelayBoard, relay: Relay, carrier: Carrier): Carrier => ({
  get waitsSince() {
    return carrier.waitsSince;
  },
  close: carrier.close,
  async send(mail) {
    const result = await carrier.send(mail);
    if (result.kind === 'unsent' && result.reason?.startsWith('connect')) board.failed(relay, result.reason);
    return result;
  },
});

const open = ({ smtpUrl, log, tell, deadlines }: TransportParts): Transport => {
  const { hangs, tell: tellAfter } = { ...usualDeadlines, ...deadlines };
  const board = openRelayBoard({ relays: parseRelays(smtpUrl), log, tell, hangsAfter: hangs, tellAfter });
  const wire = (relay: Relay, room: () => Promise<void>) =>
    openWire({
      relay,
      room,
      deadlines,
      onOpenFailed: ({ step, reason, reply }) => board.failed(relay, `${step} ${reason} ${reply ?? ''}`.trim()),
    });
  return {
    depth: WIRE_DEPTH,
    letters: () => shareCarriers(board, (relay) => watched(board, relay, openSingle({ relay, deadlines }))),
    bulletins: (room) => shareCarriers(board, (relay) => wire(relay, room)),
    hold: board.hold,
  };
};

export const smtpTransport: TransportKind = { name: 'smtp', takes: (smtpUrl) => smtpUrl !== '', open };
