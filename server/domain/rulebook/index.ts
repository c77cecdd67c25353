/** The rulebook: one file per system, found by event. A new system is one more file and its line here. */
import { createHash } from 'node:crypto';
import type { SystemCode } from '../../contract/codes.ts';
import { ens } from './ens.ts';
import { nl } from './nl.ts';
import { ras1 } from './ras1.ts';
import { ras2 } from './ras2.ts';
import type { EventRule, Rulebook, SystemSettings } from './shape.ts';

export const rulebooks: readonly Rulebook[] = [nl, ras2, ras1, ens];

const bySystem: ReadonlyMap<string, Rulebook> = new Map(rulebooks.map((book) => [book.system, book]));
const byEvent = new Map(rulebooks.flatMap((book) => book.events.map((rule) => [rule.type, { book, rule }] as const)));

export const findRulebook = (system: string): Rulebook | undefined => bySystem.get(system);

/** The rule of an event that keys may report, with its book. */
export const findRule = (type: string): { book: Rulebook; rule: EventRule } | undefined => {
  const found = byEvent.get(type);
  return found?.book.reports ? found : undefined;
};

export const defaultSettings = (system: SystemCode): SystemSettings => {
  const book = bySystem.get(system);
  return book?.settings ?? ras2.settings;
};

/** The whole as text, kept under its revision: rows that act later name it. */
export const rulebookText: string = JSON.stringify(rulebooks);
export const rulebookRevision: string = createHash('sha256').update(rulebookText).digest('hex').slice(0, 12);
