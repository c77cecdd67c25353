/** Which relay a connection's next mail goes to: by weight, past those that could not be reached lately and those a switch holds. */
import type { SendResult } from '../contract/mail.ts';
import type { Log } from '../lib/log.ts';
import { type Carrier, usualDeadlines, type WireMail } from './wire/mail.ts';
import type { Relay } from './wire/relay.ts';

/** A relay that could not be reached is left alone this long while there is another one. */
const AVOID_MS = 30_000;

/** The earliest of some instants; null when there is none. */
export const oldest = (instants: readonly (number | null)[]): number | null =>
  instants.reduce((first, at) => (first === null || (at !== null && at < first) ? at : first), null);

/** What staff is told about a relay: that for a while it was not reached or did not answer and why, or (`null`) that it does again. */
export type TellRelay = (relay: string, why: string | null) => void;

/** What all connections of a process know about the relays together. */
export const openRelayBoard = (p: {
  relays: readonly Relay[];
  log: Log;
  tell?: TellRelay;
  /** Milliseconds without an answer to a final dot after which a relay is left alone while there is another. */
  hangsAfter?: number;
  /** Milliseconds without reaching a relay after which staff is told. */
  tellAfter?: number;
  real?: () => number;
}) => {
  const { relays, log, tell = () => {}, real = () => performance.now() } = p;
  const { hangsAfter = usualDeadlines.hangs, tellAfter = usualDeadlines.tell } = p;
  const carriers = new Map<string, Set<Carrier>>();
  const avoidUntil = new Map<string, number>();
  /** Relays that fail now: since when, and whether staff was told. */
  const failing = new Map<string, { since: number; told: boolean }>();
  /** Relays that keep us waiting after a final dot; staff was told. */
  const waitedFor = new Set<string>();
  let held: readonly string[] = [];
  const hangs = (relay: Relay): boolean => {
    const since = oldest([...(carriers.get(relay.name) ?? [])].map((carrier) => carrier.waitsSince));
    return since !== null && real() - since >= hangsAfter;
  };
  const isHeld = (relay: Relay) => held.includes(relay.name) || held.includes(relay.host);
  return {
    relays,
    /** Notes the relays that switches hold, by 'host:port' or host. True when there are relays and none is left. */
    hold(names: readonly string[]): boolean {
      held = names;
      return relays.length > 0 && relays.every(isHeld);
    },
    failed(relay: Relay, why: string): void {
      avoidUntil.set(relay.name, real() + AVOID_MS);
      log.warn({ relay: relay.name, why }, 'relay not reached');
      const trouble = failing.get(relay.name) ?? { since: real(), told: false };
      failing.set(relay.name, trouble);
      if (trouble.told || real() - trouble.since < tellAfter) return;
      trouble.told = true;
      tell(relay.name, why);
    },
    /** Notes that a relay answered to a mail. */
    worked(relay: Relay): void {
      if (failing.size === 0) return;
      if (failing.get(relay.name)?.told) tell(relay.name, null);
      failing.delete(relay.name);
      avoidUntil.delete(relay.name);
    },
    /** Looks which relays keep us waiting after a final dot: staff is told, and told again when it is over. */
    lookAtWaiting(): void {
      for (const relay of relays) {
        const waits = hangs(relay);
        if (waits === waitedFor.has(relay.name)) continue;
        if (waits) waitedFor.add(relay.name);
        else waitedFor.delete(relay.name);
        // What cannot be reached besides stays told.
        if (waits || !failing.get(relay.name)?.told) tell(relay.name, waits ? 'no answer after the final dot' : null);
      }
    },
    /** Watches a way to a relay, so that others keep off while it waits for an answer too long. */
    watch(relay: Relay, carrier: Carrier): void {
      carriers.set(relay.name, (carriers.get(relay.name) ?? new Set()).add(carrier));
    },
    unwatch(carrier: Carrier): void {
      for (const set of carriers.values()) set.delete(carrier);
    },
    /** The relays that may be used now; all open ones when every one of them failed lately or hangs. */
    usable(): readonly Relay[] {
      const open = relays.filter((r) => !isHeld(r));
      if (open.length < 2) return open;
      const well = open.filter((r) => (avoidUntil.get(r.name) ?? 0) <= real() && !hangs(r));
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
    get waitsSince() {
      return oldest([...carriers.values()].map((c) => c.waitsSince));
    },
    async send(mail: WireMail): Promise<SendResult> {
      const usable = board.usable();
      // One relay is the usual case, and this runs for every mail of a bulletin.
      const relay = usable.length === 1 ? usable[0] : turn(usable);
      if (!relay) return { kind: 'unsent', reason: 'relay.held' };
      let carrier = carriers.get(relay.name);
      if (!carrier) {
        carrier = open(relay);
        carriers.set(relay.name, carrier);
        board.watch(relay, carrier);
      }
      const result = await carrier.send(mail);
      if (result.kind === 'accepted') board.worked(relay);
      return result;
    },
    async close() {
      await Promise.all([...carriers.values()].map((c) => c.close()));
      for (const carrier of carriers.values()) board.unwatch(carrier);
    },
  };
};
