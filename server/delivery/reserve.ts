/**
 * Connections in reserve. A relay that does not answer to a final dot keeps its connection until the deadline, for cutting it there makes
 * doubles; so each connection that has waited too long gets a substitute of the same kind, which goes when it is not needed any more.
 */
import type { Preference } from './lanes.ts';

/** How often the connections are looked at. */
const LOOK_MS = 5000;

export type Slot = { slot: number; preference: Preference; waitsSince: () => number | null };

export type ReserveParts = {
  /** At most so many substitutes at a time. */
  most: number;
  /** Milliseconds without an answer to a final dot after which a connection counts as hanging. */
  hangsAfter: number;
  /** The first slot number that no usual connection has. */
  firstSlot: number;
  /** Runs a connection in a slot until `wanted` says no; resolves when it has ended. */
  run: (slot: number, preference: Preference, wanted: () => boolean) => Promise<void>;
  /** Told when the number of hanging connections changes. */
  onHanging?: (count: number) => void;
};

/** Watches the connections of one process. Substitutes that hang themselves get substitutes too, up to `most`. */
export const openReserve = (p: ReserveParts) => {
  const slots = new Map<number, Slot>();
  /** Substitutes by slot: what they are for, and whether they are still needed. */
  const substitutes = new Map<number, { preference: Preference; wanted: boolean }>();
  const running = new Set<Promise<void>>();
  let told = 0;

  const isHanging = ({ waitsSince }: Slot): boolean => {
    const since = waitsSince();
    return since !== null && performance.now() - since >= p.hangsAfter;
  };
  const freeSlot = () => {
    let slot = p.firstSlot;
    while (substitutes.has(slot)) slot++;
    return slot;
  };
  const call = (preference: Preference) => {
    const slot = freeSlot();
    const substitute = { preference, wanted: true };
    substitutes.set(slot, substitute);
    const ended = p
      .run(slot, preference, () => substitute.wanted)
      .finally(() => {
        substitutes.delete(slot);
        running.delete(ended);
      });
    running.add(ended);
  };

  /** As many substitutes of a kind as connections of it hang. */
  const balance = (preference: Preference) => {
    const hanging = [...slots.values()].filter((s) => s.preference === preference && isHanging(s)).length;
    const serving = [...substitutes.values()].filter((s) => s.preference === preference && s.wanted);
    for (const extra of serving.slice(hanging)) extra.wanted = false;
    for (let n = serving.length; n < hanging && substitutes.size < p.most; n++) call(preference);
    return hanging;
  };
  const look = () => {
    const count = (['letters', 'bulletins', 'shared'] as const).reduce((n, kind) => n + balance(kind), 0);
    if (count !== told) p.onHanging?.(count);
    told = count;
  };
  const timer = setInterval(look, Math.min(LOOK_MS, p.hangsAfter / 2)).unref();

  return {
    /** A connection to watch; answers how to forget it. */
    watch(slot: Slot): () => void {
      slots.set(slot.slot, slot);
      return () => slots.delete(slot.slot);
    },
    /** No substitute is called any more; resolves when those that run have ended. */
    async stop(): Promise<void> {
      clearInterval(timer);
      for (const substitute of substitutes.values()) substitute.wanted = false;
      await Promise.all(running);
    },
  };
};
