/** Hold switches: what delivery must not touch now. They are read at every claim, so a switch works within a second. */
import type { Source, Trx } from './db.ts';

/**
 * What a switch stops. `everything` and `lane` need no explanation; `relay` names a host of SMTP_URL; `bulletin` a public id;
 * `type` a mail type; `domain` a class of recipient domains (queues.ts); `system` an application system, whose letters stand.
 */
export const holdKinds = ['everything', 'lane', 'relay', 'bulletin', 'type', 'domain', 'system'] as const;
export type HoldKind = (typeof holdKinds)[number];

export type Hold = { kind: HoldKind; target: string; reason: string; actor: string; held_at: number };

/** The target of a switch that has only one: `everything`. */
export const ALL = '*';

export const listHolds = async (source: Source): Promise<Hold[]> => source.knex('hold').orderBy(['kind', 'target']);

/** Turns a switch on; one that is on keeps its first reason. */
export const setHold = async (trx: Trx, hold: Hold): Promise<void> => {
  await trx.knex('hold').insert(hold).onConflict(['kind', 'target']).ignore();
};

/** Turns a switch off. False when it was not on. */
export const liftHold = async (trx: Trx, hold: { kind: HoldKind; target: string }): Promise<boolean> =>
  (await trx.knex('hold').where({ kind: hold.kind, target: hold.target }).delete()) === 1;

/** All switches as sets, for a claim. */
export type Held = {
  everything: boolean;
  of(kind: HoldKind): readonly string[];
  has(kind: HoldKind, target: string): boolean;
};

export const readHeld = async (source: Source): Promise<Held> => {
  const holds = await listHolds(source);
  const of = (kind: HoldKind) => holds.filter((h) => h.kind === kind).map((h) => h.target);
  return {
    everything: holds.some((h) => h.kind === 'everything'),
    of,
    has: (kind, target) => holds.some((h) => h.kind === kind && h.target === target),
  };
};
