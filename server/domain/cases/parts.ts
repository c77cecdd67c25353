/** What cases are built from. */
import type { KeyType, SystemCode } from '../../contract/codes.ts';
import type { Clock } from '../../lib/clock.ts';
import type { KeyRing } from '../../lib/seal.ts';
import type { Outbox } from '../../outbox/outbox.ts';
import type { Realm } from '../../store/cases.ts';
import type { Db, Trx } from '../../store/db.ts';
import type { LetterRow } from '../../store/letters.ts';
import type { Told } from '../callbacks/callbacks.ts';
import type { Settings } from '../rulebook/settings.ts';
import type { DayTimes } from './schedule.ts';

/** Whoever acts: a key of a system. `actor` is written on every row. */
export type Acting = { system: SystemCode; keyType: KeyType; actor: string };

/** The world of a key: what test and team keys do stays apart from what is real, so that no case lends them an address. */
export const realmOf = (keyType: KeyType): Realm => keyType;

export type FlowParts = {
  db: Db;
  ring: KeyRing;
  clock: Clock;
  outbox: Outbox;
  settings: Settings;
  /** Hosts of sender.json: where letters of systems without a list of their own may lead. */
  linkHosts: readonly string[];
  times: DayTimes;
  /** True once the program ends: long jobs stop after the group they are at. */
  ends?: () => boolean;
  /** Tells who waits for callbacks what came of letters. */
  callBack: (trx: Trx, outcomes: readonly Told[]) => Promise<void>;
};

/** Shows letters as they would have left, in their order; null where one can no longer be rendered. `keep`: the mailbox has it not yet. */
export type Rehearse = (
  letters: readonly { row: LetterRow; at: number; keep: boolean }[],
) => Promise<({ from: string; subject: string; text: string; html: string | null } | null)[]>;
