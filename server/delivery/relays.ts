/** Which relay a connection's next mail goes to: by weight, past those that could not be reached lately and those a switch holds. */
import type { SendResult } from '../contract/mail.ts';
import type { Log } from '../lib/log.ts';
import type { Carrier, WireMail } from './wire/mail.ts';
import type { Relay } from './wire/relay.ts';

/** A relay that could not be reached is left alone this long while there is another one. */
const AVOID_MS = 30_000;

/** What all connections of a process know about the relays together. */
export const openRelayBoard = (relays: readonly Relay[], log: Log) => {
  const avoidUntil = new Map<string, number>();
  let held: readonly string[] = [];
  const isHeld = (relay: Relay) => held.includes(relay.name) || held.includes(relay.host);
  return {
    relays,
    /** Notes the relays that switches hold, by 'host:port' or host. True when there are relays and none is left. */
    hold(names: readonly string[]): boolean {
      held = names;
      return relays.length > 0 && relays.every(isHeld);
    },
    failed(relay: Relay, why: string): void {
      avoidUntil.set(relay.name, Date.now() + AVOID_MS);
      log.warn({ relay: relay.name, why }, 'relay not reached');
    },
    /** The relays that may be used now; all open ones when every one of them failed lately. */
    usable(): readonly Relay[] {
      const open = relays.filter((r) => !isHeld(r));
      const well = open.filter((r) => (avoidUntil.get(r.name) ?? 0) <= Date.now());
      return well.length > 0 ? well : open;
    },
  };
};
export type RelayBoard = ReturnType<typeof openRelayBoard>;

/** Smooth weighted turns: of weights 2 and 1, two mails in three go to the first, evenly spread. */
export const openTurns = () => {
  const credit = new Map<string, number>();
  return (relays: readonly Relay[]): Relay | undefined => {
    let best: Relay | undefined;
    let total = 0;
    for (const relay of relays) {
      total += relay.weight;
      credit.set(relay.name, (credit.get(relay.name) ?? 0) + relay.weight);
      if (!best || credit.get(relay.name)! > credit.get(best.name)!) best = relay;
    }
    if (best) credit.set(best.name, credit.get(best.name)! - total);
    return best;
  };
};

/** One connection of ours: a carrier per relay, opened when it is first used. */
export const shareCarriers = (board: RelayBoard, open: (relay: Relay) => Carrier): Carrier => {
  const carriers = new Map<string, Carrier>();
  const turn = openTurns();
  return {
    send(mail: WireMail): Promise<SendResult> {
      const usable = board.usable();
      // One relay is the usual case, and this runs for every mail of a bulletin.
      const relay = usable.length === 1 ? usable[0] : turn(usable);
      if (!relay) return Promise.resolve({ kind: 'unsent', reason: 'relay.held' });
      let carrier = carriers.get(relay.name);
      if (!carrier) {
        carrier = open(relay);
        carriers.set(relay.name, carrier);
      }
      return carrier.send(mail);
    },
    async close() {
      await Promise.all([...carriers.values()].map((c) => c.close()));
    },
  };
};
