/** What the API is built from. */
import type { Applications } from '../../../domain/cases/cases.ts';
import type { Keys } from '../../../domain/keys/keys.ts';
import type { Rates } from '../../../domain/keys/rates.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Log } from '../../../lib/log.ts';
import type { KeyRing } from '../../../lib/seal.ts';
import type { Traces } from '../../../lib/traces.ts';
import type { DoorBudgets } from '../budgets.ts';

export type ApiParts = {
  applications: Applications;
  keys: Keys;
  clock: Clock;
  ring: KeyRing;
  log: Log;
  /** Counts requests of a key over both faces. */
  rate: Rates;
  /** What a key may ask for in a minute; 0 for no limit. */
  perMinute: number;
  /** What one network may get wrong. */
  budgets: DoorBudgets;
  publicUrl: () => string;
  /** Who collects traces; null for nobody. */
  traces: Traces | null;
};
