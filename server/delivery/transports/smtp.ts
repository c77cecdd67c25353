/** Over SMTP to the relays of SMTP_URL by the pipelined wire: a letter at a time, and of bulletins the next before the last is answered. */
import { openRelayBoard, type RelayBoard, shareCarriers } from '../relays.ts';
import { openSingle } from '../single.ts';
import { type Carrier, type Deadlines, usualDeadlines } from '../wire/mail.ts';
import { parseRelays, type Relay } from '../wire/relay.ts';
import { openWire, WIRE_DEPTH, type WireParts } from '../wire/wire.ts';
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

type Parts = { board: RelayBoard; relay: Relay; deadlines: Partial<Deadlines> | undefined };

const ourWire = (p: Parts, more: Pick<WireParts, 'room' | 'onOpenFailed'>): Carrier =>
  openWire({
    relay: p.relay,
    deadlines: p.deadlines,
    onOpenFailed: ({ step, reason, reply }) => p.board.failed(p.relay, `${step} ${reason} ${reply ?? ''}`.trim()),
    ...more,
  });

/** Letters go by the wire as well, unless the relay wants to be logged in to in a way that nodemailer alone knows. */
const letterCarrier = (p: Parts): Carrier => {
  let foreign: Carrier | null = null;
  const own = ourWire(p, {
    onOpenFailed({ step, reason, reply }) {
      if (step === 'auth' && reason === 'not offered') foreign ??= watched(p.board, p.relay, openSingle(p));
      else p.board.failed(p.relay, `${step} ${reason} ${reply ?? ''}`.trim());
    },
  });
  return {
    get waitsSince() {
      return (foreign ?? own).waitsSince;
    },
    async send(mail) {
      if (foreign) return foreign.send(mail);
      const result = await own.send(mail);
      // What could not even log in has not left.
      return foreign && result.kind === 'unsent' ? (foreign as Carrier).send(mail) : result;
    },
    close: async () => void (await Promise.all([own.close(), foreign?.close()])),
  };
};

const open = ({ smtpUrl, log, tell, deadlines }: TransportParts): Transport => {
  const { hangs, tell: tellAfter } = { ...usualDeadlines, ...deadlines };
  const board = openRelayBoard({ relays: parseRelays(smtpUrl), log, tell, hangsAfter: hangs, tellAfter });
  return {
    depth: WIRE_DEPTH,
    letters: () => shareCarriers(board, (relay) => letterCarrier({ board, relay, deadlines })),
    bulletins: (room) => shareCarriers(board, (relay) => ourWire({ board, relay, deadlines }, { room })),
    hold: board.hold,
    lookAtWaiting: board.lookAtWaiting,
  };
};

export const smtpTransport: TransportKind = { name: 'smtp', takes: (smtpUrl) => smtpUrl !== '', open };
